/** Network interfaces and security group rules: the small parts that every other builder uses. */
import { hexadecimal, nextId } from './ids.ts';
import { privateDnsName } from './partition.ts';
import type { NetworkInterface, SecurityGroup, SecurityGroupRule, Subnet, World } from './types.ts';

/** The next free address of a subnet: AWS keeps the first four for itself. */
function nextAddress(world: World, subnet: Subnet): string {
  const [a, b, c] = subnet.cidrBlock.split('.').map(Number);
  const taken = new Set(
    world.networkInterfaces
      .filter((one) => one.subnetId === subnet.subnetId)
      .flatMap((one) => one.privateIpAddresses.map((address) => address.privateIpAddress)),
  );
  for (let host = 10; host < 8000; host += 1) {
    const address = `${a}.${b}.${(c ?? 0) + Math.floor(host / 250)}.${host % 250}`;
    if (!taken.has(address)) return address;
  }
  throw new Error(`no free address in ${subnet.subnetId}`);
}

/** Adds an interface with the next address of the subnet. */
export function addNetworkInterface(
  world: World,
  subnet: Subnet,
  given: Partial<NetworkInterface> & Pick<NetworkInterface, 'description' | 'groups'>,
): NetworkInterface {
  const address = nextAddress(world, subnet);
  const mac = hexadecimal(world, 'mac', 10).match(/../g) ?? [];
  const added: NetworkInterface = {
    networkInterfaceId: nextId(world, 'eni'),
    vpcId: subnet.vpcId,
    subnetId: subnet.subnetId,
    availabilityZone: subnet.availabilityZone,
    ownerId: world.account.id,
    interfaceType: 'interface',
    requesterManaged: false,
    status: 'in-use',
    macAddress: ['02', ...mac].join(':'),
    privateDnsName: privateDnsName(world.account.region, address),
    privateIpAddress: address,
    privateIpAddresses: [{ privateIpAddress: address, primary: true }],
    ipv6Addresses: [],
    sourceDestCheck: true,
    tags: {},
    ...given,
  };
  world.networkInterfaces.push(added);
  subnet.availableIpAddressCount -= 1;
  return added;
}

/** Adds a security group whose only rule is the usual one: everything may leave. */
export function addSecurityGroup(
  world: World,
  vpcId: string,
  given: Pick<SecurityGroup, 'groupName' | 'description'> & { tags?: Record<string, string> },
): SecurityGroup {
  const added: SecurityGroup = {
    groupId: nextId(world, 'sg'),
    vpcId,
    ownerId: world.account.id,
    rules: [],
    tags: given.tags ?? {},
    groupName: given.groupName,
    description: given.description,
  };
  world.securityGroups.push(added);
  addRule(world, added, { isEgress: true, ipProtocol: '-1', cidrIpv4: '0.0.0.0/0' });
  const vpc = world.vpcs.find(({ vpcId }) => vpcId === added.vpcId);
  if (vpc && vpc.ipv6CidrBlocks.length > 0)
    addRule(world, added, { isEgress: true, ipProtocol: '-1', cidrIpv6: '::/0' });
  return added;
}

/** Adds one rule to a group. */
export function addRule(
  world: World,
  group: SecurityGroup,
  rule: Omit<SecurityGroupRule, 'securityGroupRuleId'>,
): void {
  group.rules.push({ securityGroupRuleId: nextId(world, 'sgr'), ...rule });
}

/** A TCP ingress rule from another group, as `addRule` takes it. */
export const tcpFromGroup = (from: SecurityGroup, fromPort: number, toPort = fromPort) => ({
  isEgress: false,
  ipProtocol: 'tcp',
  fromPort,
  toPort,
  referencedGroup: { groupId: from.groupId, userId: from.ownerId },
});

/** An ingress rule that lets everything in from another group, as `addRule` takes it. */
export const allFromGroup = (from: SecurityGroup) => ({
  isEgress: false,
  ipProtocol: '-1',
  referencedGroup: { groupId: from.groupId, userId: from.ownerId },
});
