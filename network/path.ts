import type { InstanceInterface } from '../core/evidence.ts';
import type { Certainty, Proof } from '../core/finding.ts';
import type { Stage } from '../core/stages.ts';
import { aclOf, aclPasses, LINUX_CLIENT_PORTS, WINDOWS_CLIENT_PORTS } from './acls.ts';
import { regionOf } from './addresses.ts';
import type { Destination, Way } from './destinations.ts';
import { routesTo, routeTableOf, targetKindOf } from './routes.ts';
import { groupsAdmit } from './security-groups.ts';
import { type Surroundings, sureOfDirectPath } from './surroundings.ts';
import { type Answer, every, leastSure, some, type Verdict } from './verdict.ts';

/** The filters between a node and the other end, in the order in which a packet meets them. */
export type HopName = 'node-groups' | 'node-acl' | 'far-acl' | 'far-groups';

/** One filter on the way, and what it does with the connection there and back. */
export interface Hop extends Answer {
  readonly name: HopName;
  /** The ids of the groups or of the ACL. */
  readonly ids: readonly string[];
  readonly way: Way;
  /** For an ACL that blocks: the direction, ports and addresses that it does not let pass. */
  readonly gap?: Gap;
}

/** What an ACL lacks. */
interface Gap {
  readonly egress: boolean;
  readonly ports: { readonly from: number; readonly to: number };
}

const HTTPS = { from: 443, to: 443 };

const HOPS: readonly HopName[] = ['node-groups', 'node-acl', 'far-acl', 'far-groups'];

/** Asks every filter between one interface of the node and one way. Routes are judged apart, in `internet.ts`. */
export const hopsTo = (here: Surroundings, from: InstanceInterface, way: Way): readonly Hop[] =>
  HOPS.flatMap((name) => hopAt(here, from, way, name) ?? []);

/** One of them. `undefined` where the way has none: the internet has no far end, a subnet filters nothing inside. */
const hopAt = (here: Surroundings, from: InstanceInterface, way: Way, name: HopName): Hop | undefined => {
  const own = regionOf([from.privateIp, ...from.ipv6]);
  const sameSubnet = from.subnetId === way.subnetId;
  if (name === 'node-groups') {
    return { name, ids: from.groups, way, ...groupsAdmit(from.groups, 'egress', way.peer, 443, here) };
  }
  if (name === 'node-acl') return sameSubnet ? undefined : aclHop(here, name, from.subnetId, way.peer.region, way);
  if (way.subnetId === undefined) return undefined;
  if (name === 'far-acl') return sameSubnet ? undefined : aclHop(here, name, way.subnetId, own, way);
  const { groups } = way.peer;
  return { name, ids: groups, way, ...groupsAdmit(groups, 'ingress', { region: own, groups: from.groups }, 443, here) };
};

/** The ACL of the node's subnet, or of the far one: the request to port 443 and the answer to the client's port. */
const aclHop = (
  here: Surroundings,
  name: 'node-acl' | 'far-acl',
  subnetId: string,
  other: Way['peer']['region'],
  way: Way,
): Hop => {
  const acl = aclOf(subnetId, here.networkAcls);
  if (!acl) return { name, ids: [], way, verdict: 'unproven', proof: [] };
  const answers = here.instance.windows ? WINDOWS_CLIENT_PORTS : LINUX_CLIENT_PORTS;
  const near = name === 'node-acl';
  const gaps: readonly Gap[] = [
    { egress: near, ports: HTTPS },
    { egress: !near, ports: answers },
  ];
  const tried = gaps.map((gap) => ({
    gap,
    verdict: aclPasses(acl, gap.egress ? 'egress' : 'ingress', other, gap.ports),
  }));
  const verdict = every(tried.map((one) => one.verdict));
  const worst = tried.find((one) => one.verdict === verdict)?.gap;
  const proof: readonly Proof[] =
    verdict !== 'no' || !worst
      ? []
      : [{ source: 'ec2:DescribeNetworkAcls', says: `${acl.id} lets no ${describe(worst)} pass` }];
  return { name, ids: [acl.id], way, verdict, proof, gap: verdict === 'yes' ? undefined : worst };
};

const describe = ({ egress, ports }: Gap): string =>
  `${egress ? 'outbound' : 'inbound'} tcp ${ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`}`;

/** A filter that stands between the node and a destination. */
export interface Blockage {
  readonly destination: Destination;
  readonly stage: Stage;
  readonly certainty: Certainty;
  /** The hops of that name that let nothing through. */
  readonly hops: readonly [Hop, ...Hop[]];
}

/**
 * What one kind of filter does to one destination. It is certain only if it lets nothing through from any interface on
 * any way, and if the node surely needs the destination; likely if every way is shut but not all by this filter;
 * a suspect if only some ways are shut. `undefined` if it shuts none.
 */
export const blockageAt = (here: Surroundings, destination: Destination, name: HopName): Blockage | undefined => {
  const tries = here.interfaces.flatMap((from) => destination.ways.map((way) => ({ from, way })));
  const mine = tries.map(({ from, way }) => hopAt(here, from, way, name));
  const [first, ...more] = mine.filter((hop): hop is Hop => hop?.verdict === 'no');
  if (!first) return undefined;
  const shut: Verdict = some(
    tries.map(({ from, way }) => every(hopsTo(here, from, way).map(({ verdict }) => verdict))),
  );
  const all = more.length + 1 === tries.length;
  const weight = shut !== 'no' ? 'suspect' : all && destination.need === 'yes' ? 'certain' : 'likely';
  return {
    destination,
    stage: destination.stage,
    certainty: leastSure(weight, sureOfDirectPath(here), isDirect(here, destination) ? 'certain' : 'likely'),
    hops: [first, ...more],
  };
};

/** Whether no appliance of the VPC's own stands between the node and interfaces inside: it could change addresses. */
const isDirect = (here: Surroundings, { ways }: Destination): boolean =>
  here.interfaces.every(({ subnetId }) => {
    const table = here.routeTables && routeTableOf(subnetId, here.routeTables);
    return ways.every(
      ({ peer, subnetId: far }) =>
        far === undefined ||
        (table !== undefined &&
          peer.region.every((one) =>
            routesTo([one], table, here.prefixLists).candidates.every(({ route }) => targetKindOf(route) === 'local'),
          )),
    );
  });

/** What filters of these kinds do, at most one blockage for each rung: the surest first, then the lowest rung. */
export const blockagesAt = (
  here: Surroundings,
  destinations: readonly Destination[],
  ...names: readonly HopName[]
): readonly Blockage[] => {
  const found = names.flatMap((name) =>
    destinations.flatMap((destination) => blockageAt(here, destination, name) ?? []),
  );
  return (['certain', 'likely', 'suspect'] as const)
    .flatMap((certainty) => found.filter((one) => one.certainty === certainty))
    .filter(({ stage }, index, all) => all.findIndex((one) => one.stage === stage) === index);
};
