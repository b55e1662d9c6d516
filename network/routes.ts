import type { PrefixList, Route, RouteTable } from '../core/evidence.ts';
import { covers, overlaps, parseCidr, type Range, type Region, sizeOf } from './addresses.ts';
import { byId, once } from './once.ts';

/** What a route hands its packets to. Everything beyond the first four cannot be judged from the VPC alone. */
export type TargetKind = 'local' | 'internet-gateway' | 'nat-gateway' | 'egress-only-gateway' | 'elsewhere';

/** The table that a subnet uses: its explicit association, else the VPC's main table. `undefined` when neither was seen. */
export const routeTableOf = (subnetId: string, tables: readonly RouteTable[]): RouteTable | undefined =>
  tables.find((table) => table.subnetIds.includes(subnetId)) ?? tables.find((table) => table.main);

/** The kind of a route's target, by the prefix of its id (`ec2:DescribeRouteTables`). */
export const targetKindOf = (route: Route): TargetKind => {
  const target = route.target ?? '';
  if (target === 'local') return 'local';
  if (target.startsWith('igw-')) return 'internet-gateway';
  if (target.startsWith('nat-')) return 'nat-gateway';
  if (target.startsWith('eigw-')) return 'egress-only-gateway';
  return 'elsewhere';
};

/** Whether it is the route of a gateway endpoint (S3, DynamoDB): AWS's prefix list, and the endpoint as target. */
export const isGatewayEndpointRoute = (route: Route): boolean =>
  route.prefixListId !== undefined && (route.target ?? '').startsWith('vpce-');

/** What a route is for, as text. */
export const destinationOf = (route: Route): string =>
  route.cidr ?? route.ipv6Cidr ?? route.prefixListId ?? 'an unnamed destination';

/** A route that may carry packets to a region. `range` is missing where its prefix list was not read. */
interface Candidate {
  readonly route: Route;
  readonly range?: Range;
}

/** The routes that carry a region, most specific first, and whether the last of them carries all of it. */
export interface Routing {
  readonly candidates: readonly Candidate[];
  readonly complete: boolean;
}

/**
 * The routes that packets to `region` take: longest prefix first, ending with the first that carries all of it. For a
 * single address this is the one route that wins; two routes of one length (static and propagated) both stay, and so do
 * routes whose prefix list was not read.
 *
 * Source: VPC user guide, route priority.
 */
export const routesTo = (
  region: Region,
  table: RouteTable,
  prefixLists: readonly PrefixList[] | undefined,
): Routing => {
  const all = table.routes.flatMap((route) => candidatesOf(route, prefixLists));
  const fitting = all
    .filter(({ range }) => range === undefined || region.some((part) => overlaps(range, part)))
    .toSorted((a, b) => compare(lengthOf(a), lengthOf(b)));
  const whole = fitting.find(({ range }) => range !== undefined && region.every((part) => covers(range, part)));
  if (!whole) return { candidates: fitting, complete: false };
  return { candidates: fitting.filter((one) => lengthOf(one) <= lengthOf(whole)), complete: true };
};

const candidatesOf = (route: Route, prefixLists: readonly PrefixList[] | undefined): readonly Candidate[] => {
  if (route.prefixListId === undefined) return [{ route, range: rangeOf(route) }];
  const list = prefixLists && byId(prefixLists).get(route.prefixListId);
  return list ? list.cidrs.map((cidr) => ({ route, range: parseCidr(cidr) })) : [{ route }];
};

const rangeOf = once((route: Route) => parseCidr(route.cidr ?? route.ipv6Cidr ?? ''));

const lengthOf = ({ range }: Candidate): bigint => (range ? sizeOf(range) : 0n);

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : Number(a > b));
