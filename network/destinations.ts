import type { VpcEndpoint } from '../core/evidence.ts';
import type { Stage } from '../core/stages.ts';
import { type Region, regionOf } from './addresses.ts';
import { apiServerSides, type Side } from './api-server.ts';
import { endpointsFor, hasEndpoint, hostOf, type ServiceNeed, servicesOf } from './aws-services.ts';
import { routedGateways } from './exits.ts';
import { internetRegion } from './internet.ts';
import { once } from './once.ts';
import { answersPrivateZones } from './resolver.ts';
import type { Peer } from './security-groups.ts';
import { inClusterVpc, type Surroundings } from './surroundings.ts';
import type { Verdict } from './verdict.ts';

/** One set of addresses behind which a destination answers. Names resolve to all of them, and one is enough. */
export interface Way {
  /** What a person would call it, such as `eni-0a` or `the internet`. */
  readonly name: string;
  /** An interface inside the VPC, public addresses, or those of a gateway endpoint. */
  readonly kind: 'inside' | 'internet' | 'internet-ipv6' | 'gateway';
  readonly peer: Peer;
  /** The name that is looked up, and whether it surely leads here. */
  readonly host: string;
  readonly named: Verdict;
  /** The subnet of the interface at the other end; missing for addresses outside. */
  readonly subnetId?: string;
  /** The VPC endpoint that it belongs to. */
  readonly endpointId?: string;
  /** The public side of the API server, which admits only some addresses. */
  readonly admits?: true;
}

/** Something that the node must reach on TCP 443, with every way there that may be in use. */
export interface Destination {
  readonly name: string;
  /** The AWS service; missing for the API server. */
  readonly service?: string;
  /** The rung that it takes to climb. */
  readonly stage: Stage;
  readonly need: Verdict;
  readonly ways: readonly Way[];
}

/** The API server of the cluster. `undefined` where its private addresses count and are not known, or no way is meant. */
export const apiServer = once((here: Surroundings): Destination | undefined => {
  const sides = apiServerSides(here);
  const interfaces = inClusterVpc(here) ? (here.clusterInterfaces ?? []) : [];
  if (sides.includes('private') && interfaces.length === 0) return undefined;
  const host = apiServerHost(here);
  const named = sides.length === 1 ? 'yes' : 'unproven';
  const inside = interfaces.map(
    ({ id, privateIps, ipv6, groups, subnetId }): Way => ({
      name: id,
      kind: 'inside',
      peer: { region: regionOf([...privateIps, ...ipv6]), groups },
      host,
      named,
      subnetId,
    }),
  );
  const outside = internetWays(here, host, named).map((way): Way => ({ ...way, admits: true }));
  const waysOf: Record<Side, readonly Way[]> = { private: inside, public: outside };
  return { name: 'the API server', stage: 'connected', need: 'yes', ways: sides.flatMap((side) => waysOf[side]) };
});

/** The host name of the API server. */
export const apiServerHost = ({ cluster }: Surroundings): string =>
  URL.canParse(cluster.endpoint) ? new URL(cluster.endpoint).hostname : cluster.name;

/** The AWS services that the node calls, where their addresses can be told. */
export const awsServices = once((here: Surroundings): readonly Destination[] =>
  servicesOf(here).flatMap((one) => {
    const ways = one.need === 'no' ? [] : waysTo(here, one);
    const { service, stage, need } = one;
    return ways.length > 0 ? [{ name: `the ${service} API`, service, stage, need, ways }] : [];
  }),
);

/** The public addresses, and by IPv6 the dual-stack names of EKS and AWS services. */
const internetWays = (here: Surroundings, host: string, named: Verdict): readonly Way[] => {
  const ipv4: Way = {
    name: 'the internet',
    kind: 'internet',
    peer: { region: internetRegion(here), groups: [] },
    host,
    named,
  };
  const ipv6: Way = {
    name: 'the internet by IPv6',
    kind: 'internet-ipv6',
    peer: { region: regionOf(['2000::/3']), groups: [] },
    host,
    named,
  };
  return here.interfaces.some((one) => one.ipv6.length > 0) ? [ipv4, ipv6] : [ipv4];
};

/**
 * The ways to a service. With private DNS the name leads to the endpoint alone, even beside a good NAT gateway; where the
 * private zone may not answer, the internet stays a way; nothing is said of one whose endpoints were not read
 * or may stand elsewhere, such as in a hub VPC.
 */
const waysTo = (here: Surroundings, { service }: ServiceNeed): readonly Way[] => {
  const all = endpointsFor(here, service);
  const host = hostOf(here, service);
  if (!all || hasEndpoint(here, service) === 'unproven') return [];
  if (!here.routeTables && all.some(({ type }) => type === 'Gateway')) return [];
  const gateways = routedGateways(here, all);
  // A gateway endpoint without a route from here does not exist for this node.
  const endpoints = all.filter(({ type }) => type !== 'Gateway');
  if (gateways.length > 0) return endpoints.length > 0 ? [] : gateways.map((one) => gatewayWay(here, one, host));
  const named = endpoints.filter(
    ({ type, state, privateDnsEnabled }) => type === 'Interface' && state === 'available' && privateDnsEnabled,
  );
  const answers = answersPrivateZones(here);
  const surely = answers === 'yes' && endpoints.length === named.length;
  const inside =
    answers === 'no'
      ? []
      : named.flatMap((endpoint) =>
          endpoint.subnetIds.map((id) => endpointWay(here, endpoint, id, host, surely ? 'yes' : 'unproven')),
        );
  if (inside.length > 0 && surely) return inside;
  // An endpoint without private DNS may still be named by a zone of the user's own.
  return endpoints.length > named.length
    ? []
    : [...inside, ...internetWays(here, host, inside.length > 0 ? 'unproven' : 'yes')];
};

const endpointWay = (
  here: Surroundings,
  endpoint: VpcEndpoint,
  subnetId: string,
  host: string,
  named: Verdict,
): Way => {
  const cidr = here.subnets?.find(({ id }) => id === subnetId)?.cidr;
  const region: Region = regionOf(cidr === undefined ? [] : [cidr]);
  return {
    name: `${endpoint.id} in ${subnetId}`,
    kind: 'inside',
    peer: { region, groups: endpoint.groups },
    host,
    named,
    subnetId,
    endpointId: endpoint.id,
  };
};

/** Its addresses are those of the prefix list that its route names. */
const gatewayWay = (here: Surroundings, { id }: VpcEndpoint, host: string): Way => {
  const routes = here.routeTables?.flatMap((table) => table.routes) ?? [];
  const prefixListId = routes.find(({ target }) => target === id)?.prefixListId;
  const cidrs = here.prefixLists?.find((list) => list.id === prefixListId)?.cidrs ?? [];
  return {
    name: id,
    kind: 'gateway',
    peer: { region: regionOf(cidrs), groups: [] },
    host,
    named: 'yes',
    endpointId: id,
  };
};
