import type { Stage } from '../core/stages.ts';
import { parseCidr, type Region, regionOf } from './addresses.ts';
import { apiServerSides } from './api-server.ts';
import { endpointsFor, hasEndpoint, type ServiceNeed, servicesOf } from './aws-services.ts';
import { internetEgress, internetRegion } from './internet.ts';
import { answersPrivateZones } from './resolver.ts';
import type { Peer } from './security-groups.ts';
import { inClusterVpc, type Surroundings } from './surroundings.ts';
import type { Verdict } from './verdict.ts';

/** One set of addresses behind which a destination answers. Names resolve to all of them, and one is enough. */
export interface Way {
  /** What a person would call it, such as `eni-0a` or `the internet`. */
  readonly name: string;
  readonly peer: Peer;
  /** The subnet of the interface at the other end; missing for the internet. */
  readonly subnetId?: string;
  /** The VPC endpoint that it belongs to. */
  readonly endpointId?: string;
}

/** Something that the node must reach on TCP 443, with every way there that may be in use. */
export interface Destination {
  readonly name: string;
  /** The rung that it takes to climb. */
  readonly stage: Stage;
  readonly need: Verdict;
  readonly ways: readonly Way[];
}

/** The API server of the cluster. `undefined` where its private addresses count and are not known, or no way is meant. */
export const apiServer = (here: Surroundings): Destination | undefined => {
  const sides = apiServerSides(here);
  const interfaces = inClusterVpc(here) ? (here.clusterInterfaces ?? []) : [];
  if (sides.includes('private') && interfaces.length === 0) return undefined;
  const inside = interfaces.map(
    ({ id, privateIps, ipv6, groups, subnetId }): Way => ({
      name: id,
      peer: { region: regionOf([...privateIps, ...ipv6]), groups },
      subnetId,
    }),
  );
  const ways = sides.flatMap((side) => (side === 'private' ? inside : internetWays(here)));
  if (ways.length === 0) return undefined;
  return { name: 'the API server', stage: 'connected', need: 'yes', ways };
};

/** The AWS services that the node calls, where their addresses can be told. */
export const awsServices = (here: Surroundings): readonly Destination[] =>
  servicesOf(here).flatMap((one) => {
    const ways = one.need === 'no' ? [] : waysTo(here, one);
    return ways.length > 0 ? [{ name: `the ${one.service} API`, stage: one.stage, need: one.need, ways }] : [];
  });

/**
 * The public addresses, and by IPv6 the dual-stack names of EKS and AWS services. None where the subnet has no route out:
 * what the filters would do with traffic that is not meant to be is no fault of theirs.
 */
const internetWays = (here: Surroundings): readonly Way[] => {
  const egress = internetEgress(here);
  if (egress.verdict === 'no' && egress.obstacle === 'route-none') return [];
  const ipv4 = { name: 'the internet', peer: { region: internetRegion(here), groups: [] } };
  const ipv6 = { name: 'the internet by IPv6', peer: { region: regionOf(['2000::/3']), groups: [] } };
  return here.interfaces.some((one) => one.ipv6.length > 0) ? [ipv4, ipv6] : [ipv4];
};

/**
 * The ways to a service. With private DNS the name leads to the endpoint alone, even beside a good NAT gateway; where the
 * private zone may not answer, the internet stays a way; nothing is said of one whose endpoints were not read
 * or may stand elsewhere, such as in a hub VPC.
 */
const waysTo = (here: Surroundings, { service }: ServiceNeed): readonly Way[] => {
  const endpoints = endpointsFor(here, service);
  if (!endpoints || hasEndpoint(here, service) === 'unproven') return [];
  const named = endpoints.filter(
    ({ type, state, privateDnsEnabled }) => type === 'Interface' && state === 'available' && privateDnsEnabled,
  );
  const answers = answersPrivateZones(here);
  const inside =
    answers === 'no'
      ? []
      : named.flatMap((endpoint) => endpoint.subnetIds.map((id) => endpointWay(here, endpoint, id)));
  // An endpoint without private DNS may still be named by a zone of the user's own.
  const only = inside.length > 0 && answers === 'yes' && endpoints.length === named.length;
  if (only) return inside;
  return endpoints.length > named.length ? [] : [...inside, ...internetWays(here)];
};

const endpointWay = (
  here: Surroundings,
  endpoint: { id: string; groups: readonly string[] },
  subnetId: string,
): Way => {
  const subnet = here.subnets?.find(({ id }) => id === subnetId);
  const range = parseCidr(subnet?.cidr ?? '');
  const region: Region = range ? [range] : [];
  return {
    name: `${endpoint.id} in ${subnetId}`,
    peer: { region, groups: endpoint.groups },
    subnetId,
    endpointId: endpoint.id,
  };
};
