/** Security groups, network ACLs and endpoint policies that let through what a node needs, and no more. */
import { addInterfaceEndpoint, addS3Gateway } from '../endpoints.ts';
import { healthyWorld, type Site } from '../healthy.ts';
import { addRule, addSecurityGroup, tcpFromGroup } from '../interfaces.ts';
import type { NetworkAclEntry, SecurityGroup, SecurityGroupRule, VpcEndpoint, World } from '../types.ts';
import { all, allowing, type HealthyWorld, isolated } from './variety.ts';

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

const named = (world: World, name: string): SecurityGroup => {
  const found = world.securityGroups.find(({ groupName }) => groupName.startsWith(name));
  if (!found) throw new Error(`no security group ${name}`);
  return found;
};

const s3List = ({ prefixLists }: World) => ({
  prefixListId: prefixLists.find(({ prefixListName }) => prefixListName.endsWith('.s3'))?.prefixListId,
});

const everywhere = { cidrIpv4: '0.0.0.0/0' };

/** Out: 443 and DNS to anywhere, all to the group itself. */
export const egressByPort = ({ world, nodeGroup }: Site): void =>
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
export function narrowAcls({ world }: Site): void {
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

/** The endpoints take connections from the nodes' group alone. */
export function tightEndpoints({ world, nodeGroup }: Site): void {
  const endpoints = named(world, 'vpc-endpoints');
  endpoints.rules = endpoints.rules.filter(({ isEgress }) => isEgress);
  addRule(world, endpoints, tcpFromGroup(nodeGroup, 443));
}

const pulls = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** What nodes need of each service, and no more (EKS user guide, private-clusters; ECR user guide, vpc-endpoints). */
export function tightPolicies({ world }: Site): void {
  const { partition, region } = world.account;
  const needed: Record<string, [actions: string[], resource?: string]> = {
    ec2: [['ec2:Describe*', 'ec2:*NetworkInterface', 'ec2:*PrivateIpAddresses', 'ec2:CreateTags']],
    'ecr.api': [pulls],
    'ecr.dkr': [pulls],
    s3: [['s3:GetObject'], `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`],
  };
  for (const [service, [actions, resource]] of Object.entries(needed)) {
    for (const endpoint of endpointsOf(world, service)) {
      const { Version, Statement } = allowing(actions, resource);
      endpoint.policyDocument = JSON.stringify({
        Version,
        Statement: Statement.map((statement) => ({ ...statement, Principal: '*' })),
      });
    }
  }
}

const endpointsOf = ({ vpcEndpoints }: World, service: string): VpcEndpoint[] =>
  vpcEndpoints.filter(({ serviceName }) => serviceName.endsWith(`.${service}`));

/** Every endpoint is for the identities of this account only (data perimeter). */
function perimeterPolicies({ world }: Site): void {
  const Condition = { StringEquals: { 'aws:PrincipalAccount': world.account.id } };
  for (const service of ['ec2', 'ecr.api', 'ecr.dkr', 'sts']) {
    for (const endpoint of endpointsOf(world, service)) {
      const statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', Condition };
      endpoint.policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    }
  }
}

/** Layers come through an interface endpoint of S3; there is no gateway endpoint. */
function s3Interface({ world, network }: Site): void {
  world.vpcEndpoints = world.vpcEndpoints.filter(({ vpcEndpointType }) => vpcEndpointType !== 'Gateway');
  for (const table of world.routeTables) {
    table.routes = table.routes.filter(({ destinationPrefixListId }) => !destinationPrefixListId);
  }
  addInterfaceEndpoint(world, network, 's3');
}

/** The endpoints stand in the other zone only: names answer with their addresses all the same. */
function endpointsInOtherZone({ world, network }: Site): void {
  const [, other] = network.privateSubnets;
  for (const endpoint of world.vpcEndpoints.filter(({ vpcEndpointType }) => vpcEndpointType === 'Interface')) {
    const kept = world.networkInterfaces.filter(
      (one) => endpoint.networkInterfaceIds.includes(one.networkInterfaceId) && one.subnetId === other?.subnetId,
    );
    const gone = endpoint.networkInterfaceIds;
    endpoint.networkInterfaceIds = kept.map(({ networkInterfaceId }) => networkInterfaceId);
    endpoint.subnetIds = kept.map(({ subnetId }) => subnetId);
    world.networkInterfaces = world.networkInterfaces.filter(
      (one) => !gone.includes(one.networkInterfaceId) || kept.includes(one),
    );
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
    name: 'endpoints: groups that admit the nodes alone, policies that allow what nodes need',
    world: () => healthyWorld({ ...isolated, nodeKind: 'self-managed', prepare: all(tightEndpoints, tightPolicies) }),
  },
  {
    name: 'security group: a second one of the control plane admits the nodes',
    world: () => healthyWorld({ nodeKind: 'self-managed', endpoint: 'private', prepare: additionalGroup }),
  },
  {
    name: 'endpoints: policies that admit the identities of this account only',
    world: () => healthyWorld({ ...isolated, prepare: perimeterPolicies }),
  },
  {
    name: 'endpoints: an S3 gateway for other subnets, and a NAT gateway for this one',
    world: () =>
      healthyWorld({
        prepare: ({ world, network }) => {
          const [main] = world.routeTables;
          if (main) addS3Gateway(world, { ...network, privateRoutes: main });
        },
      }),
  },
  {
    name: 'endpoints: S3 by an interface instead of the gateway',
    world: () => healthyWorld({ ...isolated, prepare: s3Interface }),
  },
  {
    name: 'endpoints: in the other zone only',
    world: () => healthyWorld({ ...isolated, nodeKind: 'karpenter', prepare: endpointsInOtherZone }),
  },
  {
    name: 'endpoints: beside a NAT gateway',
    world: () =>
      healthyWorld({
        prepare: ({ world, network }) => void addInterfaceEndpoint(world, network, 'ec2'),
      }),
  },
];
