/** Which route a packet takes out of a subnet (VPC user guide, "Route priority"). */
import type { Route, Subnet, World } from '../world/types.ts';
import { contains, prefixLength } from './address.ts';
import { prefixListHolds } from './filters.ts';

/** The most specific route for an address, from the subnet's own table or else the VPC's main one. */
export function routeFor(world: World, subnet: Subnet, address: string): Route | undefined {
  const tables = world.routeTables.filter(({ vpcId }) => vpcId === subnet.vpcId);
  const own = tables.find((table) => table.associations.some((one) => one.subnetId === subnet.subnetId));
  const table = own ?? tables.find((one) => one.associations.some(({ main }) => main));
  const matching = (table?.routes ?? []).filter((route) => leadsTo(world, route, address));
  return matching.sort((a, b) => specificity(world, b, address) - specificity(world, a, address))[0];
}

function leadsTo(world: World, route: Route, address: string): boolean {
  if (route.destinationPrefixListId) return prefixListHolds(world, route.destinationPrefixListId, address);
  return contains(route.destinationCidrBlock ?? route.destinationIpv6CidrBlock ?? '', address);
}

function specificity(world: World, route: Route, address: string): number {
  if (!route.destinationPrefixListId) {
    return prefixLength(route.destinationCidrBlock ?? route.destinationIpv6CidrBlock ?? '');
  }
  const list = world.prefixLists.find((one) => one.prefixListId === route.destinationPrefixListId);
  const lengths = list?.entries.filter(({ cidr }) => contains(cidr, address)).map(({ cidr }) => prefixLength(cidr));
  return Math.max(-1, ...(lengths ?? []));
}
