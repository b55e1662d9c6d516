/**
 * A second reading of the rules, for one packet at a time and by plain arithmetic. It shares no code with the evaluator:
 * it walks every rule in turn, for single IPv4 addresses and single ports.
 */
import type { NetworkAcl, PrefixList, Route, RouteTable, SecurityGroup } from '../../core/evidence.ts';

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** The dotted form of a number. */
export const addressOf = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

/** First and last address of a block, as numbers. */
export const boundsOf = (cidr: string): readonly [number, number] => {
  const [base = '', bits = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(numberOf(base) / size) * size;
  return [first, first + size - 1];
};

const lies = (address: string, cidr: string): boolean => {
  const [first, last] = boundsOf(cidr);
  return first <= numberOf(address) && numberOf(address) <= last;
};

/** Whether any rule of any of the groups admits TCP between these two. */
export const groupsLet = (
  groups: readonly SecurityGroup[],
  ids: readonly string[],
  direction: 'ingress' | 'egress',
  peer: { readonly address: string; readonly groups: readonly string[] },
  port: number,
  lists: readonly PrefixList[] = [],
): boolean => {
  for (const group of groups) {
    if (!ids.includes(group.id)) continue;
    for (const rule of group[direction]) {
      if (rule.protocol !== 'tcp' && rule.protocol !== '-1') continue;
      if (rule.protocol === 'tcp' && rule.ports && (port < rule.ports.from || rule.ports.to < port)) continue;
      for (const cidr of rule.cidrs) if (lies(peer.address, cidr)) return true;
      for (const { id } of rule.groups) if (peer.groups.includes(id)) return true;
      for (const id of rule.prefixLists) {
        const list = lists.find((one) => one.id === id);
        if (list?.cidrs.some((cidr) => lies(peer.address, cidr))) return true;
      }
    }
  }
  return false;
};

/** What an ACL does with one TCP packet to or from a remote address, where `port` is the packet's destination port. */
export const aclLets = (acl: NetworkAcl, egress: boolean, remote: string, port: number): boolean => {
  const numbers = acl.entries.map(({ ruleNumber }) => ruleNumber).toSorted((a, b) => a - b);
  for (const number of numbers) {
    for (const entry of acl.entries) {
      if (entry.ruleNumber !== number || entry.egress !== egress) continue;
      if (entry.protocol !== '6' && entry.protocol !== '-1') continue;
      if (entry.protocol === '6' && entry.ports && (port < entry.ports.from || entry.ports.to < port)) continue;
      if (entry.cidr && lies(remote, entry.cidr)) return entry.action === 'allow';
    }
  }
  return false;
};

/** Every port of a range that a rule could tell from its neighbour, and both ends. */
export const tellingPorts = (acl: NetworkAcl, from: number, to: number): readonly number[] =>
  [
    from,
    to,
    ...acl.entries.flatMap(({ ports }) => (ports ? [ports.from - 1, ports.from, ports.to, ports.to + 1] : [])),
  ].filter((port) => from <= port && port <= to);

/** The routes that win for one address: the longest prefix, all of that length. */
export const winners = (table: RouteTable, address: string): readonly Route[] => {
  let longest = -1;
  let found: Route[] = [];
  for (const route of table.routes) {
    if (!route.cidr || !lies(address, route.cidr)) continue;
    const length = Number(route.cidr.split('/')[1]);
    if (length > longest) [longest, found] = [length, [route]];
    else if (length === longest) found = [...found, route];
  }
  return found;
};
