import type { InstanceInterface } from '../core/evidence.ts';
import type { Proof } from '../core/finding.ts';
import { aclOf, aclPasses, LINUX_CLIENT_PORTS, NAT_CLIENT_PORTS, type Ports, WINDOWS_CLIENT_PORTS } from './acls.ts';
import { type Region, regionOf } from './addresses.ts';
import type { Way } from './destinations.ts';
import { hasIpv6Way } from './exits.ts';
import type { Gap, Hop, HopKind } from './hop.ts';
import { blackhole, egressFrom, routedBy } from './internet.ts';
import { publicAccess } from './public-access.ts';
import { nameHop } from './resolver.ts';
import { routesTo, routeTableOf, targetKindOf } from './routes.ts';
import { groupsAdmit } from './security-groups.ts';
import type { Surroundings } from './surroundings.ts';
import { every, type Verdict } from './verdict.ts';

/** The way from one interface of the node to one set of addresses and back, hop by hop. */
export interface Trace {
  readonly from: InstanceInterface;
  readonly way: Way;
  /** `no` as soon as one hop is; only `no` may become certain. */
  readonly verdict: Verdict;
  readonly hops: readonly Hop[];
}

/**
 * Whether this interface reaches that way and hears the answer: every hop that a packet meets is asked on its own, so
 * that one trace shows all that is wrong. Security groups are stateful and asked once; ACLs are not, so each is asked
 * there and back, but for traffic inside one subnet.
 *
 * Sources: VPC user guide, "Route priority", "Network ACL basics", "Security group rules"; field guide of EKS node joins.
 */
export const trace = (here: Surroundings, from: InstanceInterface, way: Way): Trace => {
  const routes = routeHops(here, from, way);
  const hops = [
    nameHop(here, way),
    nodeGroups(here, from, way),
    ...nodeAcl(here, from, way),
    ...routes,
    ...natAcl(here, from, way, routes),
    ...(way.admits ? [admission(here)] : []),
    ...farAcl(here, from, way),
    ...farGroups(here, from, way),
  ];
  return { from, way, verdict: verdictOf(hops), hops };
};

/** Behind a route that cannot be followed addresses may be others, so what is shut there proves nothing. */
const verdictOf = (hops: readonly Hop[]): Verdict => {
  const lost = hops.findIndex(({ kind, verdict }) => kind === 'route' && verdict === 'unproven');
  return every(
    hops.map(({ verdict }, index) => (lost >= 0 && index > lost && verdict === 'no' ? 'unproven' : verdict)),
  );
};

const HTTPS: Ports = { from: 443, to: 443 };

const nodeGroups = (here: Surroundings, { groups }: InstanceInterface, { peer }: Way): Hop =>
  groupHop('node-groups', groups, groupsAdmit(groups, 'egress', peer, 443, here));

const farGroups = (here: Surroundings, from: InstanceInterface, { subnetId, peer }: Way): readonly Hop[] => {
  if (subnetId === undefined) return [];
  const node = { region: addressesOf(from), groups: from.groups };
  return [groupHop('far-groups', peer.groups, groupsAdmit(peer.groups, 'ingress', node, 443, here))];
};

const groupHop = (kind: HopKind, ids: readonly string[], answer: ReturnType<typeof groupsAdmit>): Hop => ({
  kind,
  ids,
  ...answer,
  says: answer.proof[0]?.says ?? 'no security group was seen',
});

const addressesOf = ({ privateIp, ipv6 }: InstanceInterface): Region => regionOf([privateIp, ...ipv6]);

const nodeAcl = (here: Surroundings, { subnetId }: InstanceInterface, way: Way): readonly Hop[] =>
  subnetId === way.subnetId ? [] : [aclHop(here, 'node-acl', subnetId, outbound(way.peer.region, clientPorts(here)))];

const farAcl = (here: Surroundings, from: InstanceInterface, { subnetId }: Way): readonly Hop[] =>
  subnetId === undefined || subnetId === from.subnetId
    ? []
    : [aclHop(here, 'far-acl', subnetId, inbound(addressesOf(from), clientPorts(here)))];

/** The NAT gateway's subnet filters both legs: between node and NAT gateway, and between that and the internet. */
const natAcl = (here: Surroundings, from: InstanceInterface, way: Way, routes: readonly Hop[]): readonly Hop[] => {
  const ids = routes.filter(({ kind }) => kind === 'gateway').flatMap((hop) => hop.ids);
  const nat = here.natGateways?.find(({ id }) => ids.includes(id));
  if (nat?.subnetId === undefined) return [];
  const node = regionOf([from.privateIp]);
  const nodeLeg = nat.subnetId === from.subnetId ? [] : inbound(node, clientPorts(here));
  return [aclHop(here, 'nat-acl', nat.subnetId, [...nodeLeg, ...outbound(way.peer.region, NAT_CLIENT_PORTS)])];
};

/** A direction in which an ACL must let packets to or from somewhere pass. */
interface Leg extends Gap {
  readonly other: Region;
}

const outbound = (other: Region, answers: Ports): readonly Leg[] => [
  { egress: true, ports: HTTPS, other },
  { egress: false, ports: answers, other },
];

const inbound = (other: Region, answers: Ports): readonly Leg[] => [
  { egress: false, ports: HTTPS, other },
  { egress: true, ports: answers, other },
];

const clientPorts = ({ instance }: Surroundings): Ports =>
  instance.windows ? WINDOWS_CLIENT_PORTS : LINUX_CLIENT_PORTS;

const aclHop = (here: Surroundings, kind: HopKind, subnetId: string, legs: readonly Leg[]): Hop => {
  const acl = aclOf(subnetId, here.networkAcls);
  if (!acl) return { kind, ids: [], verdict: 'unproven', says: `the ACL of ${subnetId} was not seen`, proof: [] };
  const tried = legs.map(({ egress, ports, other }) => ({
    gap: { egress, ports },
    verdict: aclPasses(acl, egress ? 'egress' : 'ingress', other, ports),
  }));
  const verdict = every(tried.map((one) => one.verdict));
  const ids = [acl.id];
  const gap = tried.find((one) => one.verdict === verdict)?.gap;
  if (verdict === 'yes' || !gap) {
    return { kind, ids, verdict, says: `${acl.id} lets tcp 443 and its answers pass`, proof: [] };
  }
  const says = `${acl.id} lets ${verdict === 'no' ? 'no' : 'only some'} ${inWords(gap)} pass`;
  const proof: readonly Proof[] = verdict === 'no' ? [{ source: 'ec2:DescribeNetworkAcls', says }] : [];
  return { kind, ids, verdict, says, proof, gap };
};

const inWords = ({ egress, ports }: Gap): string =>
  `${egress ? 'outbound' : 'inbound'} tcp ${ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`}`;

/** The public endpoint's own list of admitted addresses. */
const admission = (here: Surroundings): Hop => {
  const { verdict, refused } = publicAccess(here);
  const ids = [here.cluster.name];
  const says =
    verdict === 'yes'
      ? 'the public endpoint admits the node'
      : `the public endpoint ${verdict === 'no' ? 'refuses' : 'may refuse'} ${refused.join(', ') || 'the address that the node comes from'}`;
  const proof = {
    source: 'eks:DescribeCluster',
    says: `publicAccessCidrs=${here.cluster.publicAccessCidrs.join(',')}`,
  };
  return { kind: 'public-access', ids, verdict, says, proof: verdict === 'no' ? [proof] : [] };
};

const routeHops = (here: Surroundings, from: InstanceInterface, way: Way): readonly Hop[] => {
  switch (way.kind) {
    case 'inside':
      return [insideHop(here, from, way)];
    case 'gateway':
      return gatewayHops(here, from, way.name);
    case 'internet-ipv6':
      return [ipv6Hop(here, from)];
    case 'internet':
      return egressFrom(here, from).hops;
  }
};

/** Inside the VPC the route is `local`, unless a more specific one leads through an appliance. */
const insideHop = (here: Surroundings, { subnetId }: InstanceInterface, { peer, subnetId: far }: Way): Hop => {
  const table = here.routeTables && routeTableOf(subnetId, here.routeTables);
  const maybe = (id: string, says: string): Hop => ({ kind: 'route', ids: [id], verdict: 'unproven', says, proof: [] });
  if (!table) return maybe(subnetId, 'the route table of the subnet was not read');
  const found = peer.region.map((one) => routesTo([one], table, here.prefixLists));
  const routes = found.flatMap(({ candidates }) => candidates.map(({ route }) => route));
  const [first] = routes;
  const elsewhere = routes.find((route) => targetKindOf(route) !== 'local');
  if (!first || !found.every(({ complete }) => complete)) return maybe(table.id, `${table.id} names no local route`);
  if (!elsewhere) return routedBy(table, first);
  // Whether such a route is asked at all inside one subnet is not documented.
  if (subnetId !== far && routes.every(({ state }) => state === 'blackhole')) return blackhole(table, elsewhere);
  return maybe(table.id, `${table.id} leads through ${elsewhere.target ?? 'an unnamed target'}`);
};

/** A gateway endpoint (S3) is reached by its own route alone. */
const gatewayHops = (here: Surroundings, { subnetId }: InstanceInterface, id: string): readonly Hop[] => {
  const table = here.routeTables && routeTableOf(subnetId, here.routeTables);
  const route = table?.routes.find(({ target }) => target === id);
  if (!table || !route) {
    const says = `no route of ${subnetId} to ${id} was seen`;
    return [{ kind: 'route', ids: [table?.id ?? subnetId], verdict: 'unproven', says, proof: [] }];
  }
  if (route.state === 'blackhole') return [blackhole(table, route)];
  return [
    routedBy(table, route),
    { kind: 'gateway', ids: [id], verdict: 'yes', says: `${id} is available`, proof: [] },
  ];
};

const ipv6Hop = (here: Surroundings, from: InstanceInterface): Hop => {
  const id = (here.routeTables && routeTableOf(from.subnetId, here.routeTables)?.id) ?? from.subnetId;
  if (hasIpv6Way(here, from)) {
    return { kind: 'route', ids: [id], verdict: 'unproven', says: `${id} may lead out by IPv6`, proof: [] };
  }
  const says = `${id} has no IPv6 route out`;
  const proof = [{ source: 'ec2:DescribeRouteTables', says }];
  return { kind: 'route', ids: [id], verdict: 'no', says, proof, obstacle: 'route-none' };
};
