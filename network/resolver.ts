import type { DhcpOptions, Vpc } from '../core/evidence.ts';
import { parseAddress, parseCidr } from './addresses.ts';
import type { Surroundings } from './surroundings.ts';

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
