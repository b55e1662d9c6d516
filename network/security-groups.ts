import type { PrefixList, SecurityGroup, SecurityGroupRule } from '../core/evidence.ts';
import { covers, overlaps, parseCidr, type Range, type Region } from './addresses.ts';
import { byId, once } from './once.ts';
import { type Answer, anyOf, some, type Verdict } from './verdict.ts';

/** The other end of a connection: where its addresses lie and which groups its interfaces carry. */
export interface Peer {
  readonly region: Region;
  readonly groups: readonly string[];
}

/** What was read of groups and prefix lists; `undefined` where it was not. */
export interface KnownGroups {
  readonly securityGroups?: readonly SecurityGroup[];
  readonly prefixLists?: readonly PrefixList[];
}

/**
 * Whether the groups on one interface let TCP to `port` pass, to (`egress`) or from (`ingress`) the peer.
 *
 * Groups are stateful and only allow, so the union of all rules of all groups decides (VPC user guide, security group
 * rules). A group that was not read, a referenced group that was not listed (shared VPC, peering) and a prefix list that
 * was not read leave it unproven.
 */
export const groupsAdmit = (
  groupIds: readonly string[],
  direction: 'ingress' | 'egress',
  peer: Peer,
  port: number,
  known: KnownGroups,
): Answer => {
  if (groupIds.length === 0) return { verdict: 'unproven', proof: [] };
  const verdicts = groupIds.map((id): Verdict => {
    const group = known.securityGroups && byId(known.securityGroups).get(id);
    if (!group) return 'unproven';
    const rules = direction === 'ingress' ? ingressOf(group) : egressOf(group);
    return anyOf(rules, (rule) => ruleAdmits(rule, peer, port, known));
  });
  const verdict = some(verdicts);
  const says = verdict === 'no' ? 'has no' : verdict === 'yes' ? 'has a' : 'may have a';
  const proof = {
    source: 'ec2:DescribeSecurityGroups',
    says: `${groupIds.join(', ')} ${says} fitting ${direction} rule for tcp ${port}`,
  };
  return { verdict, proof: [proof] };
};

/** A rule for TCP with its blocks; `undefined` for a block that cannot be read. */
interface ReadRule {
  readonly rule: SecurityGroupRule;
  readonly ranges: readonly (Range | undefined)[];
}

const read = (rules: readonly SecurityGroupRule[]): readonly ReadRule[] =>
  rules
    .filter(({ protocol }) => ['-1', 'tcp', '6'].includes(protocol))
    .map((rule) => ({ rule, ranges: [...rule.cidrs, ...rule.ipv6Cidrs].map(parseCidr) }));

const ingressOf = once(({ ingress }: SecurityGroup) => read(ingress));

const egressOf = once(({ egress }: SecurityGroup) => read(egress));

const rangesIn = once(({ cidrs }: PrefixList) => cidrs.map(parseCidr));

const ruleAdmits = ({ rule, ranges }: ReadRule, peer: Peer, port: number, known: KnownGroups): Verdict => {
  if (rule.protocol !== '-1' && rule.ports && (port < rule.ports.from || port > rule.ports.to)) return 'no';
  return some([
    anyOf(ranges, (range) => holds(range, peer.region)),
    anyOf(rule.groups, ({ id }) => {
      if (peer.groups.includes(id)) return 'yes';
      return known.securityGroups && byId(known.securityGroups).has(id) ? 'no' : 'unproven';
    }),
    anyOf(rule.prefixLists, (id) => {
      const list = known.prefixLists && byId(known.prefixLists).get(id);
      return list ? anyOf(rangesIn(list), (range) => holds(range, peer.region)) : 'unproven';
    }),
  ]);
};

const holds = (range: Range | undefined, region: Region): Verdict => {
  if (!range || region.length === 0) return 'unproven';
  if (!region.some((part) => overlaps(range, part))) return 'no';
  return region.every((part) => covers(range, part)) ? 'yes' : 'unproven';
};
