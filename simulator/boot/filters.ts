/**
 * What security groups and network ACLs let through.
 * Source: VPC user guide, "Security group rules" (stateful, union) and "Network ACL basics" (stateless, first rule wins).
 */
import type { NetworkAcl, NetworkAclEntry, SecurityGroupRule, World } from '../world/types.ts';
import { contains } from './address.ts';

/** The other end of a connection: its address, and its security groups if it is inside the VPC. */
export interface Peer {
  address: string;
  groups: string[];
}

/** The ports Linux opens connections from, and the ports a NAT gateway does (VPC user guide, "Ephemeral ports"). */
export const linuxPorts = { from: 32_768, to: 60_999 };
export const natPorts = { from: 1024, to: 65_535 };

/** Whether any of the groups lets TCP on a port out to, or in from, the peer. */
export function groupsAllow(
  world: World,
  groupIds: string[],
  direction: 'egress' | 'ingress',
  port: number,
  peer: Peer,
): boolean {
  return world.securityGroups
    .filter(({ groupId }) => groupIds.includes(groupId))
    .flatMap(({ rules }) => rules)
    .some(
      (rule) => rule.isEgress === (direction === 'egress') && coversPort(rule, port) && coversPeer(world, rule, peer),
    );
}

function coversPort(rule: SecurityGroupRule, port: number): boolean {
  if (rule.ipProtocol === '-1') return true;
  return rule.ipProtocol === 'tcp' && (rule.fromPort ?? 0) <= port && port <= (rule.toPort ?? 65_535);
}

function coversPeer(world: World, rule: SecurityGroupRule, { address, groups }: Peer): boolean {
  if (rule.referencedGroup) return groups.includes(rule.referencedGroup.groupId);
  if (rule.prefixListId) return prefixListHolds(world, rule.prefixListId, address);
  return contains(rule.cidrIpv4 ?? rule.cidrIpv6 ?? '', address);
}

/** Whether a managed prefix list holds an address. */
export function prefixListHolds(world: World, prefixListId: string, address: string): boolean {
  const list = world.prefixLists.find((one) => one.prefixListId === prefixListId);
  return list?.entries.some(({ cidr }) => contains(cidr, address)) ?? false;
}

export interface PortRange {
  from: number;
  to: number;
}

/** Whether the ACL of a subnet lets TCP packets to every port of the range pass; `remote` is the address outside. */
export function aclAllows(
  world: World,
  subnetId: string,
  direction: 'egress' | 'ingress',
  ports: PortRange,
  remote: string,
): boolean {
  const acl = aclOf(world, subnetId);
  if (!acl) return false;
  const entries = acl.entries
    .filter((entry) => entry.egress === (direction === 'egress'))
    .filter((entry) => ['-1', '6'].includes(entry.protocol))
    .filter((entry) => contains(entry.cidrBlock ?? entry.ipv6CidrBlock ?? '', remote))
    .sort((a, b) => a.ruleNumber - b.ruleNumber);
  return portsWorthTrying(entries, ports).every((port) => firstMatch(entries, port)?.ruleAction === 'allow');
}

const aclOf = (world: World, subnetId: string): NetworkAcl | undefined =>
  world.networkAcls.find(({ associations }) => associations.some((one) => one.subnetId === subnetId));

const firstMatch = (entries: NetworkAclEntry[], port: number): NetworkAclEntry | undefined =>
  entries.find(({ protocol, portRange }) => {
    if (protocol === '-1' || !portRange) return true;
    return portRange.from <= port && port <= portRange.to;
  });

/** Rules change their answer only at their bounds, so these ports stand for the whole range. */
function portsWorthTrying(entries: NetworkAclEntry[], { from, to }: PortRange): number[] {
  const bounds = entries.flatMap(({ portRange }) => (portRange ? [portRange.from, portRange.to + 1] : []));
  return [from, to, ...bounds.filter((port) => from < port && port < to)];
}
