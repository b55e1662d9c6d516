import type { InstanceInterface, InternetGateway, Route, RouteTable } from '../core/evidence.ts';
import type { Proof, Subject } from '../core/finding.ts';
import { internetOf, type Region } from './addresses.ts';
import { hasIpv6Way } from './exits.ts';
import type { Hop, Obstacle } from './hop.ts';
import { once } from './once.ts';
import { destinationOf, isGatewayEndpointRoute, routesTo, routeTableOf, targetKindOf } from './routes.ts';
import { ownsVpc, type Surroundings } from './surroundings.ts';
import { some } from './verdict.ts';

/** What was met on the way out, in order. */
interface Followed {
  readonly hops: readonly Hop[];
}

/** The way out to the internet was followed to its end. */
interface Open extends Followed {
  readonly verdict: 'yes';
  readonly by: Subject;
  /** The addresses that the outside sees; empty where they are not known. */
  readonly publicIps: readonly string[];
}

/** The way out ends at something that the VPC's API does not describe, or was not read. */
interface Unproven extends Followed {
  readonly verdict: 'unproven';
  readonly because: string;
}

/** There is no way out, because of one thing. */
export interface Closed extends Followed {
  readonly verdict: 'no';
  readonly obstacle: Obstacle;
  readonly subject: Subject;
  readonly table: RouteTable;
  readonly route?: Route;
  readonly proof: readonly Proof[];
}

/** The way from an interface to public addresses. */
export type Egress = Open | Unproven | Closed;

/** The way is open as far as this route to a gateway of the VPC. */
interface Onward extends Followed {
  readonly table: RouteTable;
  readonly route: Route;
}

/**
 * Follows the way from the instance to the internet: route table, route, gateway, and the NAT gateway's own subnet.
 *
 * Anything but an internet or NAT gateway is unproven, and so is a `no` beside which IPv6 or a second interface offers
 * another way. Source: VPC user guide, "Enable internet access", "NAT gateway basics"; field guide of EKS node joins.
 */
export const internetEgress = once((here: Surroundings): Egress => {
  const [primary, ...others] = here.interfaces;
  const egress = egressFrom(here, primary);
  if (egress.verdict !== 'no') return egress;
  if (others.some((one) => egressFrom(here, one).verdict !== 'no')) {
    return unproven('another network interface of the instance may lead out', egress.hops);
  }
  if (here.interfaces.some((one) => hasIpv6Way(here, one))) return unproven('IPv6 may lead out', egress.hops);
  return egress;
});

/** The same from one interface, and by IPv4 alone. */
export const egressFrom = (here: Surroundings, { subnetId, publicIp }: InstanceInterface): Egress => {
  const way = fromSubnet(here, subnetId);
  if ('verdict' in way) return way;
  const { route } = way;
  if (targetKindOf(route) === 'nat-gateway') return throughNat(here, way);
  const gateway = String(route.target);
  if (publicIp) {
    const hops = [...way.hops, passed(gateway, `${gateway} carries ${publicIp} out`)];
    return { verdict: 'yes', by: { kind: 'internet-gateway', id: gateway }, publicIps: [publicIp], hops };
  }
  const proof = {
    source: 'ec2:DescribeInstances',
    says: `the primary interface in ${subnetId} has no Association.PublicIp`,
  };
  const hop = stopped('gateway', gateway, `${gateway} drops packets from ${subnetId}: no public address`, proof);
  return closed('public-subnet-no-public-ip', { kind: 'subnet', id: subnetId }, way, hop);
};

/** The one active route to the internet through a gateway of the VPC, or why there is none. */
const fromSubnet = (here: Surroundings, subnetId: string): Unproven | Closed | Onward => {
  const table = here.routeTables && routeTableOf(subnetId, here.routeTables);
  if (!table) return unsure('route', subnetId, 'the route table of the subnet was not read');
  const { candidates, complete } = routesTo(internetRegion(here), table, here.prefixLists);
  const outward = candidates.map(({ route }) => route).filter((route) => !isGatewayEndpointRoute(route));
  const [only, ...more] = outward;
  if (!only) {
    const says = `${table.id} of ${subnetId} has no route to public addresses`;
    const hop = stopped('route', table.id, says, { source: 'ec2:DescribeRouteTables', says });
    return closed('route-none', { kind: 'route-table', id: table.id }, { table, hops: [] }, hop);
  }
  const ends = outward.map((route) => endOf(here, table, route));
  if (!complete || more.length > 0) {
    const verdict = some(ends.map((end) => ('verdict' in end ? end.verdict : 'yes')));
    const first = ends.at(-1);
    // Several routes share the internet: only if all are shut for good does the widest one speak for them.
    if (complete && verdict === 'no' && first) return first;
    return unsure('route', table.id, `several routes of ${table.id} share the internet`);
  }
  return endOf(here, table, only);
};

/** The route itself if it leads to a gateway that works as far as routes go. */
const endOf = (here: Surroundings, table: RouteTable, route: Route): Unproven | Closed | Onward => {
  const target = route.target ?? '';
  const kind = targetKindOf(route);
  const routed = { table, route, hops: [routedBy(table, route)] };
  if (kind === 'internet-gateway') {
    const attached = isAttached(here, target);
    if (attached === false) {
      const says = `${target} is not attached to ${table.vpcId}`;
      const hop = stopped('gateway', target, says, { source: 'ec2:DescribeInternetGateways', says });
      return closed('igw-not-attached', { kind: 'internet-gateway', id: target }, routed, hop);
    }
    if (attached === undefined && route.state === 'active') {
      return unsure('gateway', target, `${target} was not read`, routed.hops);
    }
  }
  const failed =
    kind === 'nat-gateway' && here.natGateways?.some(({ id, state }) => id === target && state === 'failed');
  if (route.state === 'blackhole' && !failed) {
    const hop = blackhole(table, route);
    return closed('route-blackhole', { kind: 'route-table', id: table.id }, { table, route, hops: [] }, hop);
  }
  return kind === 'internet-gateway' || kind === 'nat-gateway'
    ? routed
    : unsure('route', table.id, `${destinationOf(route)} of ${table.id} leads to ${target || 'an unnamed target'}`);
};

const throughNat = (here: Surroundings, way: Onward): Egress => {
  const nat = here.natGateways?.find(({ id }) => id === way.route.target);
  const id = String(way.route.target);
  const maybe = (because: string): Unproven => unsure('gateway', id, because, way.hops);
  if (!nat) return maybe(`${id} was not read`);
  const by = { kind: 'nat-gateway', id };
  const down = (says: string): Closed =>
    closed('nat-unavailable', by, way, stopped('gateway', id, says, { source: 'ec2:DescribeNatGateways', says }));
  if (nat.state === 'pending') return maybe(`${id} is still pending`);
  if (nat.state !== 'available') {
    return down(`${id} State=${nat.state}${nat.failureCode ? ` FailureCode=${nat.failureCode}` : ''}`);
  }
  const natHop = passed(id, `${id} is available and ${nat.connectivity}`);
  const open = (...hops: readonly Hop[]): Open => ({
    verdict: 'yes',
    by,
    publicIps: nat.publicIps,
    hops: [...way.hops, natHop, ...hops],
  });
  if (!nat.subnetId) return nat.connectivity === 'public' ? open() : maybe(`${id} is private`);
  const onward = fromSubnet(here, nat.subnetId);
  const isLoop = 'route' in onward && onward.route?.target === id;
  const reaches =
    'verdict' in onward
      ? onward.verdict
      : targetKindOf(onward.route) === 'internet-gateway'
        ? 'yes'
        : isLoop
          ? 'no'
          : 'unproven';
  if (nat.connectivity === 'private') {
    // An internet gateway drops what a private NAT gateway sends; a transit gateway behind it may lead out.
    if (reaches === 'unproven') return maybe(`${id} is private, and what lies behind it is not known`);
    return down(`${id} ConnectivityType=private`);
  }
  if (reaches === 'yes' && 'route' in onward) {
    const gateway = String(onward.route?.target);
    return open(...onward.hops, passed(gateway, `${gateway} carries ${nat.publicIps.join(', ') || 'it'} out`));
  }
  if (reaches === 'unproven') {
    return unsure('route', nat.subnetId, `${id} in ${nat.subnetId} leads on to what is not known`, [
      ...way.hops,
      natHop,
    ]);
  }
  // What is broken behind the NAT gateway's own route is the thing to name; the NAT gateway lies right.
  if ('obstacle' in onward && onward.obstacle !== 'route-none') {
    return { ...onward, hops: [...way.hops, natHop, ...onward.hops] };
  }
  const says = `the subnet ${nat.subnetId} of ${id} has no working route to an internet gateway`;
  const hop = stopped('gateway', id, says, { source: 'ec2:DescribeRouteTables', says });
  return closed('nat-in-private-subnet', by, way, hop);
};

const unproven = (because: string, hops: readonly Hop[]): Unproven => ({ verdict: 'unproven', because, hops });

const unsure = (kind: Hop['kind'], id: string, because: string, before: readonly Hop[] = []): Unproven =>
  unproven(because, [...before, { kind, ids: [id], verdict: 'unproven', says: because, proof: [] }]);

const passed = (gateway: string, says: string): Hop => ({
  kind: 'gateway',
  ids: [gateway],
  verdict: 'yes',
  says,
  proof: [],
});

const stopped = (kind: Hop['kind'], id: string, says: string, proof: Proof): Hop => ({
  kind,
  ids: [id],
  verdict: 'no',
  says,
  proof: [proof],
});

const closed = (
  obstacle: Obstacle,
  subject: Subject,
  { table, route, hops }: Followed & { readonly table: RouteTable; readonly route?: Route },
  hop: Hop,
): Closed => ({
  verdict: 'no',
  obstacle,
  subject,
  table,
  ...(route ? { route } : {}),
  proof: hop.proof,
  hops: [...hops, { ...hop, obstacle }],
});

/** The route that carries packets on. */
export const routedBy = (table: RouteTable, route: Route): Hop => ({
  kind: 'route',
  ids: [table.id],
  verdict: 'yes',
  says: `${table.id} sends ${destinationOf(route)} to ${route.target ?? 'an unnamed target'}`,
  proof: [],
});

/** The route that drops packets, because its target is gone. */
export const blackhole = (table: RouteTable, route: Route): Hop => {
  const says = `${table.id} ${destinationOf(route)} -> ${route.target || 'a deleted target'} State=blackhole`;
  return {
    ...stopped('route', table.id, says, { source: 'ec2:DescribeRouteTables', says }),
    obstacle: 'route-blackhole',
  };
};

const publicAround = once((vpc: { readonly cidrs: readonly string[] }): Region => internetOf(vpc.cidrs));

const NO_VPC = { cidrs: [] };

/** Public addresses outside the VPC's own blocks; the block that a `local` route names counts as the VPC's. */
export const internetRegion = ({ vpc }: Surroundings): Region => publicAround(vpc ?? NO_VPC);

/** Whether the gateway is attached to the instance's VPC; `undefined` where that was not read. */
const isAttached = (here: Surroundings, gatewayId: string): boolean | undefined => {
  if (!here.internetGateways) return undefined;
  const works = (gateway: InternetGateway): boolean =>
    gateway.attachments.some(
      ({ vpcId, state }) => vpcId === here.instance.vpcId && ['available', 'attached'].includes(state),
    );
  const gateway = here.internetGateways.find(({ id }) => id === gatewayId);
  if (gateway) return works(gateway);
  // Only the owner of a VPC sees its gateways, so a missing one proves nothing to a guest.
  return ownsVpc(here) ? false : undefined;
};
