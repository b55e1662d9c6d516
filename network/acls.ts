import type { NetworkAcl, NetworkAclEntry } from '../core/evidence.ts';
import { covers, overlaps, parseCidr, type Range, type Region } from './addresses.ts';
import { once } from './once.ts';
import type { Verdict } from './verdict.ts';

/** Ports from and to, both included. */
export interface Ports {
  readonly from: number;
  readonly to: number;
}

/** Ports that Linux picks for its own end of a connection (net.ipv4.ip_local_port_range). */
export const LINUX_CLIENT_PORTS: Ports = { from: 32768, to: 60999 };

/** Ports that Windows picks for its own end of a connection (the IANA dynamic range). */
export const WINDOWS_CLIENT_PORTS: Ports = { from: 49152, to: 65535 };

/** Ports that a NAT gateway picks for its own end of a connection (VPC user guide, ephemeral ports). */
export const NAT_CLIENT_PORTS: Ports = { from: 1024, to: 65535 };

/** The ACL of a subnet. Every subnet has exactly one; `undefined` means that it was not seen. */
export const aclOf = (subnetId: string, acls: readonly NetworkAcl[] | undefined): NetworkAcl | undefined =>
  acls?.find((acl) => acl.subnetIds.includes(subnetId));

/**
 * Whether an ACL lets TCP pass in one direction, to or from `region` on `ports`.
 *
 * The lowest rule number that matches decides, the end of the list denies (VPC user guide, network ACL rules). `no` means
 * that not one packet of the region and the ports passes, `yes` that all do; anything between is unproven.
 */
export const aclPasses = (acl: NetworkAcl, direction: 'ingress' | 'egress', region: Region, ports: Ports): Verdict => {
  const entries = inOrder(acl).filter(({ entry }) => entry.egress === (direction === 'egress'));
  const actions = new Set(region.flatMap((range) => [...actionsFor(entries, range, ports)]));
  if (actions.size !== 1) return 'unproven';
  return actions.has('allow') ? 'yes' : 'no';
};

/** An entry for TCP with its block, `undefined` where that cannot be read. */
interface ReadEntry {
  readonly entry: NetworkAclEntry;
  readonly block?: Range;
}

const inOrder = once((acl: NetworkAcl): readonly ReadEntry[] =>
  acl.entries
    .filter(({ protocol }) => ['-1', '6'].includes(protocol))
    .toSorted((a, b) => a.ruleNumber - b.ruleNumber)
    .map((entry) => ({ entry, block: parseCidr(entry.cidr ?? entry.ipv6Cidr ?? '') })),
);

/** What the entries may do with packets of this range: each port up to the first entry that matches all of the range. */
const actionsFor = (entries: readonly ReadEntry[], range: Range, ports: Ports): ReadonlySet<'allow' | 'deny'> => {
  const actions = new Set<'allow' | 'deny'>();
  let open: readonly Ports[] = [ports];
  for (const { entry, block } of entries) {
    const matched = entry.protocol === '-1' || !entry.ports ? ports : entry.ports;
    if (!block) {
      // An entry that cannot be read might match, and might do either.
      return new Set(['allow', 'deny']);
    }
    if (!overlaps(block, range) || !open.some(({ from, to }) => matched.from <= to && from <= matched.to)) continue;
    actions.add(entry.action);
    if (!covers(block, range)) continue;
    open = open.flatMap((part) => portsWithout(part, matched));
    if (open.length === 0) return actions;
  }
  return actions.add('deny');
};

const portsWithout = ({ from, to }: Ports, cut: Ports): readonly Ports[] =>
  [
    { from, to: Math.min(to, cut.from - 1) },
    { from: Math.max(from, cut.to + 1), to },
  ].filter((part) => part.from <= part.to);
