import type { InstanceInterface, InternetGateway, Route, RouteTable } from '../core/evidence.ts';
import type { Proof, Subject } from '../core/finding.ts';
import { internetOf, type Region } from './addresses.ts';
import { hasIpv6Way } from './exits.ts';
import { isGatewayEndpointRoute, routesTo, routeTableOf, targetKindOf } from './routes.ts';
import { ownsVpc, type Surroundings } from './surroundings.ts';
import { some } from './verdict.ts';

/** What provably keeps packets from the internet; each is the id of a cause. */
export type Obstacle =
  | 'route-none'
  | 'route-blackhole'
  | 'igw-not-attached'
  | 'nat-unavailable'
  | 'nat-in-private-subnet'
  | 'public-subnet-no-public-ip';

/** The way out to the internet was followed to its end. */
interface Open {
  readonly verdict: 'yes';
  readonly by: Subject;
  /** The addresses that the outside sees; empty where they are not known. */
  readonly publicIps: readonly string[];
}

/** The way out ends at something that the VPC's API does not describe, or was not read. */
interface Unproven {
  readonly verdict: 'unproven';
  readonly because: string;
}

/** There is no way out, because of one thing. */
export interface Closed {
  readonly verdict: 'no';
  readonly obstacle: Obstacle;
  readonly subject: Subject;
  readonly table: RouteTable;
  readonly route?: Route;
  readonly proof: readonly Proof[];
}

/** The way from an interface to public addresses. */
export type Egress = Open | Unproven | Closed;

/**
 * Follows the way from the instance to the internet: route table, route, gateway, and the NAT gateway's own subnet.
 *
 * Anything but an internet or NAT gateway is unproven, and so is a `no` beside which IPv6 or a second interface offers
 * another way. Source: VPC user guide, "Enable internet access", "NAT gateway basics"; field guide of EKS node joins.
 */
export const internetEgress = (here: Surroundings): Egress => {
  const [primary, ...others] = here.interfaces;
  const egress = fromInterface(here, primary);
  if (egress.verdict !== 'no') return egress;
  if (others.some((one) => fromInterface(here, one).verdict !== 'no')) {
    return unproven('another network interface of the instance may lead out');
  }
  if (here.interfaces.some((one) => hasIpv6Way(here, one))) return unproven('IPv6 may lead out');
  return egress;
};

const unproven = (because: string): Unproven => ({ verdict: 'unproven', because });

const fromInterface = (here: Surroundings, { subnetId, publicIp }: InstanceInterface): Egress => {
  const way = fromSubnet(here, subnetId);
  if ('verdict' in way) return way;
  const { table, route } = way;
  if (targetKindOf(route) === 'nat-gateway') return throughNat(here, table, route);
  if (publicIp)
    return { verdict: 'yes', by: { kind: 'internet-gateway', id: String(route.target) }, publicIps: [publicIp] };
  return closed('public-subnet-no-public-ip', { kind: 'subnet', id: subnetId }, table, route, {
    source: 'ec2:DescribeInstances',
    says: `the primary interface in ${subnetId} has no Association.PublicIp`,
  });
};

/** The one active route to the internet through a gateway of the VPC, or why there is none. */
const fromSubnet = (here: Surroundings, subnetId: string): Unproven | Closed | { table: RouteTable; route: Route } => {
  const table = here.routeTables && routeTableOf(subnetId, here.routeTables);
  if (!table) return unproven('the route table of the subnet was not read');
  const { candidates, complete } = routesTo(internetRegion(here), table, here.prefixLists);
  const outward = candidates.map(({ route }) => route).filter((route) => !isGatewayEndpointRoute(route));
  const [only, ...more] = outward;
  if (!only) {
    return closed('route-none', { kind: 'route-table', id: table.id }, table, undefined, {
      source: 'ec2:DescribeRouteTables',
      says: `${table.id} of ${subnetId} has no route to public addresses`,
    });
  }
  const ends = outward.map((route) => endOf(here, table, route));
  if (!complete || more.length > 0) {
    const verdict = some(ends.map((end) => ('verdict' in end ? end.verdict : 'yes')));
    const first = ends.at(-1);
    // Several routes share the internet: only if all are shut for good does the widest one speak for them.
    return complete && verdict === 'no' && first ? first : unproven(`several routes of ${table.id} share the internet`);
  }
  return endOf(here, table, only);
};

/** The route itself if it leads to a gateway that works as far as routes go. */
const endOf = (
  here: Surroundings,
  table: RouteTable,
  route: Route,
): Unproven | Closed | { table: RouteTable; route: Route } => {
  const target = route.target ?? '';
  const kind = targetKindOf(route);
  if (kind === 'internet-gateway') {
    const attached = isAttached(here, target);
    if (attached === false) {
      return closed('igw-not-attached', { kind: 'internet-gateway', id: target }, table, route, {
        source: 'ec2:DescribeInternetGateways',
        says: `${target} is not attached to ${table.vpcId}`,
      });
    }
    if (attached === undefined && route.state === 'active') return unproven(`${target} was not read`);
  }
  const failed =
    kind === 'nat-gateway' && here.natGateways?.some(({ id, state }) => id === target && state === 'failed');
  if (route.state === 'blackhole' && !failed) {
    return closed('route-blackhole', { kind: 'route-table', id: table.id }, table, route, {
      source: 'ec2:DescribeRouteTables',
      says: `${table.id} ${destinationOf(route)} -> ${target || 'a deleted target'} State=blackhole`,
    });
  }
  return kind === 'internet-gateway' || kind === 'nat-gateway'
    ? { table, route }
    : unproven(`${destinationOf(route)} of ${table.id} leads to ${target || 'an unnamed target'}`);
};

const throughNat = (here: Surroundings, table: RouteTable, route: Route): Egress => {
  const nat = here.natGateways?.find(({ id }) => id === route.target);
  if (!nat) return unproven(`${route.target} was not read`);
  const by = { kind: 'nat-gateway', id: nat.id };
  const source = 'ec2:DescribeNatGateways';
  if (nat.state === 'pending') return unproven(`${nat.id} is still pending`);
  if (nat.state !== 'available') {
    const says = `${nat.id} State=${nat.state}${nat.failureCode ? ` FailureCode=${nat.failureCode}` : ''}`;
    return closed('nat-unavailable', by, table, route, { source, says });
  }
  if (!nat.subnetId) {
    return nat.connectivity === 'public'
      ? { verdict: 'yes', by, publicIps: nat.publicIps }
      : unproven(`${nat.id} is private`);
  }
  const onward = fromSubnet(here, nat.subnetId);
  const isLoop = 'route' in onward && onward.route?.target === nat.id;
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
    if (reaches === 'unproven') return unproven(`${nat.id} is private, and what lies behind it is not known`);
    return closed('nat-unavailable', by, table, route, { source, says: `${nat.id} ConnectivityType=private` });
  }
  if (reaches === 'yes') return { verdict: 'yes', by, publicIps: nat.publicIps };
  if (reaches === 'unproven') return unproven(`${nat.id} in ${nat.subnetId} leads on to what is not known`);
  // What is broken behind the NAT gateway's own route is the thing to name; the NAT gateway lies right.
  if ('obstacle' in onward && onward.obstacle !== 'route-none') return onward;
  return closed('nat-in-private-subnet', by, table, route, {
    source: 'ec2:DescribeRouteTables',
    says: `the subnet ${nat.subnetId} of ${nat.id} has no working route to an internet gateway`,
  });
};

const closed = (
  obstacle: Obstacle,
  subject: Subject,
  table: RouteTable,
  route: Route | undefined,
  proof: Proof,
): Closed => ({
  verdict: 'no',
  obstacle,
  subject,
  table,
  ...(route ? { route } : {}),
  proof: [proof],
});

/** Public addresses outside the VPC's own blocks; the block that a `local` route names counts as the VPC's. */
export const internetRegion = ({ vpc }: Surroundings): Region => internetOf(vpc?.cidrs ?? []);

/** What a route is for, as text. */
export const destinationOf = (route: Route): string =>
  route.cidr ?? route.ipv6Cidr ?? route.prefixListId ?? 'an unnamed destination';

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
