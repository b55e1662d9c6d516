import type { DhcpOptions, Vpc } from '../core/evidence.ts';
import { parseAddress, parseCidr } from './addresses.ts';
import type { Way } from './destinations.ts';
import type { Hop } from './hop.ts';
import type { Surroundings } from './surroundings.ts';
import type { Verdict } from './verdict.ts';

/**
 * Whom the instance asks for names, by its DHCP options: the VPC's own resolver, somebody else, both, or `unknown`
 * (options unread, none associated, or a set without servers).
 */
export type Resolver = 'vpc' | 'foreign' | 'both' | 'unknown';

/**
 * Reads the resolver from the DHCP options. The VPC's own one is `AmazonProvidedDNS`, 169.254.169.253, fd00:ec2::253, or
 * the base of a VPC block plus two (VPC user guide, "Amazon DNS server").
 */
export const resolverOf = (options: DhcpOptions | undefined, vpc: Vpc | undefined): Resolver => {
  const servers = options?.nameServers ?? [];
  if (servers.length === 0) return 'unknown';
  const own = servers.filter((server) => isVpcResolver(server, vpc)).length;
  if (own === servers.length) return 'vpc';
  // Without the VPC's blocks an address cannot be told from the base plus two.
  if (!vpc) return 'unknown';
  return own === 0 ? 'foreign' : 'both';
};

const isVpcResolver = (server: string, vpc: Vpc | undefined): boolean => {
  if (server === 'AmazonProvidedDNS') return true;
  const address = parseAddress(server)?.first;
  if (address === undefined) return false;
  const fixed = ['169.254.169.253', 'fd00:ec2::253'].some((known) => parseAddress(known)?.first === address);
  return fixed || (vpc?.cidrs ?? []).some((cidr) => (parseCidr(cidr)?.first ?? address) + 2n === address);
};

/**
 * Whether private hosted zones answer here: the cluster's private endpoint and private DNS names of interface endpoints
 * need both DNS attributes and the VPC resolver (EKS user guide, cluster-endpoint; PrivateLink guide, private DNS).
 */
export const answersPrivateZones = (here: Surroundings): 'yes' | 'no' | 'unproven' => {
  const { vpcDns, dhcpOptions, vpc } = here;
  if (vpcDns && !(vpcDns.enableDnsSupport && vpcDns.enableDnsHostnames)) return 'no';
  return vpcDns && resolverOf(dhcpOptions, vpc) === 'vpc' ? 'yes' : 'unproven';
};

/**
 * Whether the node's questions about names are answered at all. With DNS support off the VPC's resolver answers nobody;
 * somebody else's may (EKS user guide, network-reqs).
 */
export const answersNames = ({ vpcDns, dhcpOptions, vpc }: Surroundings): Verdict => {
  if (!vpcDns) return 'unproven';
  if (vpcDns.enableDnsSupport) return resolverOf(dhcpOptions, vpc) === 'vpc' ? 'yes' : 'unproven';
  return resolverOf(dhcpOptions, vpc) === 'vpc' ? 'no' : 'unproven';
};

/** Whether the name of the destination leads to this way. */
export const nameHop = (here: Surroundings, { host, named, name }: Way): Hop => {
  const answers = answersNames(here);
  const hop = { kind: 'name', ids: [host] } as const;
  if (answers === 'no') {
    const proof = { source: 'ec2:DescribeVpcAttribute', says: 'enableDnsSupport=false' };
    return { ...hop, verdict: 'no', says: `the resolver of ${here.instance.vpcId} answers nobody`, proof: [proof] };
  }
  const verdict = answers === 'yes' ? named : 'unproven';
  return { ...hop, verdict, says: `${host} ${verdict === 'yes' ? 'leads' : 'may lead'} to ${name}`, proof: [] };
};
