import type { InstanceInterface, VpcEndpoint } from '../core/evidence.ts';
import { regionOf } from './addresses.ts';
import { isGatewayEndpointRoute, routesTo, routeTableOf, targetKindOf } from './routes.ts';
import { ownsVpc, type Surroundings } from './surroundings.ts';

/** Whether an active IPv6 route (NAT64 too) leads out of the VPC and the interface could use it. */
export const hasIpv6Way = (here: Surroundings, { ipv6, subnetId }: InstanceInterface): boolean => {
  if (ipv6.length === 0) return false;
  const table = here.routeTables && routeTableOf(subnetId, here.routeTables);
  if (!table) return true;
  return regionOf(['2000::/3', '64:ff9b::/96']).some((outside) =>
    routesTo([outside], table, here.prefixLists).candidates.some(
      ({ route }) => route.state === 'active' && targetKindOf(route) !== 'local' && !isGatewayEndpointRoute(route),
    ),
  );
};

/**
 * Whether the instance's routes lead to something other than its VPC's own gateways (transit gateway, peering, firewall,
 * own machine). Behind it may lie a hub VPC with endpoints of its own, or a way to the internet.
 */
export const hasOtherExit = (here: Surroundings): boolean =>
  here.interfaces.some(({ subnetId }) => {
    const table = here.routeTables && routeTableOf(subnetId, here.routeTables);
    if (!table) return true;
    return table.routes.some(
      (route) => route.state === 'active' && targetKindOf(route) === 'elsewhere' && !isGatewayEndpointRoute(route),
    );
  });

/** Those of some endpoints that are available gateways in the route table of every interface of the instance. */
export const routedGateways = (here: Surroundings, endpoints: readonly VpcEndpoint[]): readonly VpcEndpoint[] =>
  endpoints.filter(
    ({ id, type, state, routeTableIds }) =>
      type === 'Gateway' &&
      state === 'available' &&
      here.interfaces.every(({ subnetId }) => {
        const table = here.routeTables && routeTableOf(subnetId, here.routeTables);
        return table && (routeTableIds.includes(table.id) || table.routes.some(({ target }) => target === id));
      }),
  );

/** Whether nothing in the whole VPC is meant for the internet: no gateway attached, no NAT gateway, no default route. */
export const isIsolated = (here: Surroundings): boolean => {
  const { internetGateways, natGateways, routeTables, instance } = here;
  if (!internetGateways || !natGateways || !routeTables || !ownsVpc(here)) return false;
  return (
    natGateways.every(({ state }) => state === 'deleted') &&
    internetGateways.every(({ attachments }) => attachments.every(({ vpcId }) => vpcId !== instance.vpcId)) &&
    routeTables.every(({ routes }) => routes.every(({ cidr }) => cidr !== '0.0.0.0/0'))
  );
};
