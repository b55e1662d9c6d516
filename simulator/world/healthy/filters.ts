/** Security groups and network ACLs that let through what a node needs, and no more. */
import { healthyWorld, type Site } from '../healthy.ts';
import { addRule, addSecurityGroup, tcpFromGroup } from '../interfaces.ts';
import type { NetworkAclEntry, SecurityGroup, SecurityGroupRule, World } from '../types.ts';
import { all, type HealthyWorld, isolated } from './variety.ts';

type Rule = Omit<SecurityGroupRule, 'securityGroupRuleId' | 'isEgress'>;

const tcp = (port: number, to: Partial<SecurityGroupRule>): Rule => ({
  ipProtocol: 'tcp',
  fromPort: port,
  toPort: port,
  ...to,
});
const udp = (port: number, to: Partial<SecurityGroupRule>): Rule => ({ ...tcp(port, to), ipProtocol: 'udp' });
const group = ({ groupId, ownerId }: SecurityGroup): Partial<SecurityGroupRule> => ({
  referencedGroup: { groupId, userId: ownerId },
});

/** Replaces what a group lets out. */
const onlyOut = (world: World, of: SecurityGroup, rules: Rule[]): void => {
  of.rules = of.rules.filter(({ isEgress }) => !isEgress);
  for (const rule of rules) addRule(world, of, { ...rule, isEgress: true });
};

/** The security group whose name begins like this. */
export const named = (world: World, name: string): SecurityGroup => {
  const found = world.securityGroups.find(({ groupName }) => groupName.startsWith(name));
  if (!found) throw new Error(`no security group ${name}`);
  return found;
};

const s3List = ({ prefixLists }: World) => ({
  prefixListId: prefixLists.find(({ prefixListName }) => prefixListName.endsWith('.s3'))?.prefixListId,
});

const everywhere = { cidrIpv4: '0.0.0.0/0' };

/** Out: 443 and DNS to anywhere, all to the group itself. */
const egressByPort = ({ world, nodeGroup }: Site): void =>
  onlyOut(world, nodeGroup, [
    tcp(443, everywhere),
    tcp(53, everywhere),
    udp(53, everywhere),
    { ipProtocol: '-1', ...group(nodeGroup) },
  ]);

/** Out: 443 to the VPC's own block and to S3 by its prefix list. */
const egressByCidr = ({ world, network, nodeGroup }: Site): void =>
  onlyOut(world, nodeGroup, [
    tcp(443, { cidrIpv4: network.vpc.cidrBlock }),
    tcp(443, s3List(world)),
    tcp(53, { cidrIpv4: network.vpc.cidrBlock }),
    udp(53, { cidrIpv4: network.vpc.cidrBlock }),
  ]);

/** Out: 443 to the groups of the control plane and of the endpoints, and to S3 by its prefix list. */
export const egressByGroup = ({ world, nodeGroup }: Site): void =>
  onlyOut(world, nodeGroup, [
    tcp(443, group(named(world, 'eks-cluster-sg-'))),
    tcp(443, group(named(world, 'vpc-endpoints'))),
    tcp(443, s3List(world)),
    { ipProtocol: '-1', ...group(nodeGroup) },
  ]);

/** In: the control plane admits the nodes by their addresses, or by a prefix list of the user, instead of by group. */
const clusterAdmits =
  (source: (site: Site) => Partial<SecurityGroupRule>) =>
  (site: Site): void => {
    const cluster = named(site.world, 'eks-cluster-sg-');
    cluster.rules = cluster.rules.filter(({ referencedGroup }) => referencedGroup?.groupId !== site.nodeGroup.groupId);
    addRule(site.world, cluster, { ...tcp(443, source(site)), isEgress: false });
  };

function officeList({ world, network }: Site): Partial<SecurityGroupRule> {
  const prefixListId = 'pl-0fedcba9876543210';
  world.prefixLists.push({
    prefixListId,
    prefixListName: 'private-subnets',
    addressFamily: 'IPv4',
    ownerId: world.account.id,
    entries: network.privateSubnets.map(({ cidrBlock }) => ({ cidr: cidrBlock })),
  });
  return { prefixListId };
}

/** The control plane carries a second group, and it is this one that admits the nodes. */
function additionalGroup({ world, network, cluster, nodeGroup }: Site): void {
  const cluster443 = named(world, 'eks-cluster-sg-');
  cluster443.rules = cluster443.rules.filter(({ referencedGroup }) => referencedGroup?.groupId !== nodeGroup.groupId);
  const more = addSecurityGroup(world, network.vpc.vpcId, {
    groupName: 'control-plane',
    description: 'from the nodes',
  });
  addRule(world, more, tcpFromGroup(nodeGroup, 443));
  cluster.resourcesVpcConfig.securityGroupIds.push(more.groupId);
  for (const one of world.networkInterfaces) {
    if (one.description === `Amazon EKS ${cluster.name}`) one.groups.push(more.groupId);
  }
}

/** The node carries the cluster's group and one that lets nothing out: together they let out what either does. */
function twoGroups({ world, cluster, nodeGroup, launch }: Site): void {
  onlyOut(world, nodeGroup, []);
  launch.securityGroupIds?.push(cluster.resourcesVpcConfig.clusterSecurityGroupId);
}

/** The rules that AWS Support asks for at least: 80, 443 and 1024 to 65535, both ways. */
function narrowAcls({ world }: Site): void {
  const rule = (ruleNumber: number, egress: boolean, from: number, to: number): NetworkAclEntry => ({
    ruleNumber,
    egress,
    ruleAction: 'allow',
    protocol: '6',
    cidrBlock: '0.0.0.0/0',
    portRange: { from, to },
  });
  for (const acl of world.networkAcls) {
    const last = acl.entries.filter(({ ruleNumber }) => ruleNumber >= 32_767);
    acl.entries = [true, false].flatMap((egress) => [
      rule(100, egress, 80, 80),
      rule(110, egress, 443, 443),
      rule(120, egress, 1024, 65_535),
    ]);
    acl.entries.push(...last);
    acl.isDefault = false;
  }
}

/** A rule that denies some port to somebody else, before the one that lets all through. */
function denyFirst({ world }: Site): void {
  for (const { entries } of world.networkAcls) {
    for (const egress of [true, false]) {
      entries.unshift(
        { ruleNumber: 50, egress, ruleAction: 'deny', protocol: '6', cidrBlock: '198.18.66.0/24' },
        {
          ruleNumber: 60,
          egress,
          ruleAction: 'deny',
          protocol: '6',
          cidrBlock: '0.0.0.0/0',
          portRange: { from: 22, to: 22 },
        },
      );
    }
  }
}

export const filterWorlds: readonly HealthyWorld[] = [
  {
    name: 'security group: out on 443 and 53 only',
    world: () => healthyWorld({ nodeKind: 'self-managed', prepare: egressByPort }),
  },
  {
    name: 'security group: out to the VPC’s block and the S3 prefix list only',
    world: () => healthyWorld({ ...isolated, nodeKind: 'self-managed', prepare: egressByCidr }),
  },
  {
    name: 'security group: out to the groups of control plane and endpoints only',
    world: () => healthyWorld({ ...isolated, nodeKind: 'karpenter', image: 'bottlerocket', prepare: egressByGroup }),
  },
  {
    name: 'security group: the control plane admits a block of addresses',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        prepare: clusterAdmits(({ subnet }) => ({ cidrIpv4: subnet.cidrBlock })),
      }),
  },
  {
    name: 'security group: the control plane admits a prefix list of the user',
    world: () => healthyWorld({ nodeKind: 'karpenter', endpoint: 'private', prepare: clusterAdmits(officeList) }),
  },
  {
    name: 'security groups: two, of which one lets nothing out',
    world: () => healthyWorld({ nodeKind: 'karpenter', prepare: twoGroups }),
  },
  {
    name: 'network ACL: 80, 443 and 1024 to 65535 only',
    world: () => healthyWorld({ endpoint: 'public', prepare: narrowAcls }),
  },
  {
    name: 'network ACL: the same where control plane and endpoints stand in the VPC',
    world: () =>
      healthyWorld({
        ...isolated,
        prepare: all(narrowAcls, (site) => void (site.subnet = site.network.privateSubnets[1] ?? site.subnet)),
      }),
  },
  {
    name: 'network ACL: denies for others before the rule that allows',
    world: () => healthyWorld({ prepare: denyFirst }),
  },
  {
    name: 'security group: a second one of the control plane admits the nodes',
    world: () => healthyWorld({ nodeKind: 'self-managed', endpoint: 'private', prepare: additionalGroup }),
  },
];
