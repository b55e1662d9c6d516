import { covers, parseCidr, regionOf } from './addresses.ts';
import { type Egress, internetEgress } from './internet.ts';
import type { Surroundings } from './surroundings.ts';
import type { Verdict } from './verdict.ts';

/** Whether the public endpoint lets the node in, by the addresses that it comes from. */
export interface PublicAccess {
  readonly verdict: Verdict;
  /** The way that the node takes; missing where everybody is admitted. */
  readonly egress?: Egress;
  /** The addresses that the endpoint sees, where known. */
  readonly from: readonly string[];
  /** Those that no CIDR admits. */
  readonly refused: readonly string[];
}

/**
 * Compares the addresses behind which the node leaves with `publicAccessCidrs`. `no` if every one is known and refused;
 * unproven if some are (a NAT gateway may own several), if they are not known, or if IPv6 could be used instead.
 *
 * Source: EKS user guide, cluster-endpoint ("Limit CIDR access"): no CIDR at all means open to everybody.
 */
export const publicAccess = (here: Surroundings): PublicAccess => {
  const cidrs = here.cluster.publicAccessCidrs;
  const open = cidrs.length === 0 || cidrs.includes('0.0.0.0/0');
  if (open) return { verdict: 'yes', from: [], refused: [] };
  const egress = internetEgress(here);
  const from = egress.verdict === 'yes' ? egress.publicIps : [];
  const refused = from.filter((address) => !isAdmitted(address, cidrs));
  const unread = cidrs.some((cidr) => !parseCidr(cidr));
  const ipv6 = here.interfaces.some((one) => one.ipv6.length > 0);
  if (from.length === 0 || unread || ipv6) return { verdict: 'unproven', egress, from, refused };
  if (refused.length === 0) return { verdict: 'yes', egress, from, refused };
  return { verdict: refused.length === from.length ? 'no' : 'unproven', egress, from, refused };
};

const isAdmitted = (address: string, cidrs: readonly string[]): boolean => {
  const [one] = regionOf([address]);
  return one === undefined || regionOf(cidrs).some((block) => covers(block, one));
};
