import type { Stage } from '../core/stages.ts';
import { parseAddress, parseCidr, type Region, regionOf } from './addresses.ts';
import { apiServerSides } from './api-server.ts';
import { endpointsFor, type ServiceNeed, servicesOf } from './aws-services.ts';
import { internetRegion } from './internet.ts';
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

/** The API server of the cluster. `undefined` where its private addresses count and are not known. */
export const apiServer = (here: Surroundings): Destination | undefined => {
  const sides = apiServerSides(here);
  const interfaces = inClusterVpc(here) ? (here.clusterInterfaces ?? []) : [];
  if (sides.includes('private') && interfaces.length === 0) return undefined;
  const inside = interfaces.map(
    ({ id, privateIps, ipv6, groups, subnetId }): Way => ({
      name: id,
      peer: { region: regionOf(here.cluster.ipFamily === 'ipv6' ? [...ipv6, ...privateIps] : privateIps), groups },
      subnetId,
    }),
  );
  const ways = sides.flatMap((side) => (side === 'private' ? inside : [internetWay(here), ...ipv6Ways(here)]));
  return { name: 'the API server', stage: 'connected', need: 'yes', ways };
};

/** The AWS services that the node calls, where their addresses can be told. */
export const awsServices = (here: Surroundings): readonly Destination[] =>
  servicesOf(here).flatMap((one) => {
    const ways = one.need === 'no' ? [] : waysTo(here, one);
    return ways.length > 0 ? [{ name: `the ${one.service} API`, stage: one.stage, need: one.need, ways }] : [];
  });

const internetWay = (here: Surroundings): Way => ({
  name: 'the internet',
  peer: { region: internetRegion(here), groups: [] },
});

/** A second way for a node that has an IPv6 address: the dual-stack names of EKS and of AWS services. */
const ipv6Ways = (here: Surroundings): readonly Way[] =>
  here.interfaces.some(({ ipv6 }) => ipv6.length > 0)
    ? [{ name: 'the internet by IPv6', peer: { region: regionOf(['2000::/3']), groups: [] } }]
    : [];

/**
 * The ways to a service. With private DNS the name leads to the endpoint alone, even beside a good NAT gateway; where the
 * private zone may not answer, the internet stays a way; nothing is said of one whose endpoints were not read.
 */
const waysTo = (here: Surroundings, { service }: ServiceNeed): readonly Way[] => {
  const endpoints = endpointsFor(here, service);
  if (!endpoints) return [];
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
  return endpoints.length > named.length ? [] : [...inside, internetWay(here), ...ipv6Ways(here)];
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

/** The primary private address of an interface as a region. */
export const ownRegion = (address: string): Region => {
  const range = parseAddress(address);
  return range ? [range] : [];
};
