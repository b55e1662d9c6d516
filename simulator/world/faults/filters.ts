/** Faults of what lets packets through: cluster endpoint access, security groups, network ACLs, VPC endpoints. */
import { addInterfaceEndpoint } from '../endpoints.ts';
import { nextId } from '../ids.ts';
import { addRule, addSecurityGroup } from '../interfaces.ts';
import type { NetworkAclEntry, VpcEndpoint, World } from '../types.ts';
import {
  type Faults,
  nodeGroups,
  primaryInterfaces,
  routesOf,
  theCluster,
  theNode,
  theNodeRole,
  when,
} from './fault.ts';

export const filterFaults: Faults = {
  'endpoint-private-off-no-internet': {
    cause: 'endpoint-private-off-no-internet',
    title: 'The cluster has only a public endpoint, and the node has no way to the internet',
    prevents: 'registration',
    inject: (world) =>
      Object.assign(theCluster(world).resourcesVpcConfig, {
        endpointPrivateAccess: false,
        endpointPublicAccess: true,
        publicAccessCidrs: ['0.0.0.0/0'],
      }),
    appliesTo: when.isolated,
  },
  'public-cidr-excludes-node': {
    cause: 'public-cidr-excludes-node',
    title: 'The public endpoint lets in only an office network, not the node',
    prevents: 'registration',
    inject: (world) => {
      theCluster(world).resourcesVpcConfig.publicAccessCidrs = ['198.18.0.0/24'];
    },
    appliesTo: (world) => !when.privateAccess(world),
  },
  'sg-node-egress-blocked': {
    cause: 'sg-node-egress-blocked',
    title: 'The security group of the node lets nothing out on 443',
    prevents: 'registration',
    inject: (world) => {
      for (const group of nodeGroups(world)) {
        group.rules = group.rules.filter(({ isEgress }) => !isEgress);
        addRule(world, group, { isEgress: true, ipProtocol: 'tcp', fromPort: 80, toPort: 80, cidrIpv4: '0.0.0.0/0' });
      }
    },
  },
  'sg-cluster-ingress-blocked': {
    cause: 'sg-cluster-ingress-blocked',
    title: 'The cluster security group does not let the node in on 443',
    prevents: 'registration',
    inject: closeClusterGroup,
    appliesTo: when.privateAccess,
  },
  'nacl-blocked': {
    cause: 'nacl-blocked',
    title: 'The network ACL of the subnet denies 443 outbound',
    prevents: 'registration',
    inject: (world) => deny(world, { egress: true, portRange: { from: 443, to: 443 } }),
    appliesTo: when.online,
  },
  'nacl-blocked:return': {
    cause: 'nacl-blocked',
    title: 'The network ACL of the subnet denies the ephemeral ports inbound, so no answer comes back',
    prevents: 'registration',
    inject: (world) => deny(world, { egress: false, portRange: { from: 1024, to: 65_535 } }),
    appliesTo: when.online,
  },
  'vpce-missing': {
    cause: 'vpce-missing',
    title: 'A subnet without internet has no endpoint for EC2',
    prevents: 'registration',
    inject: (world) => removeEndpoint(world, 'ec2'),
    appliesTo: when.isolated,
  },
  'vpce-missing:ecr': {
    cause: 'vpce-missing',
    title: 'A subnet without internet has no endpoint for the image registry',
    prevents: 'readiness',
    inject: (world) => removeEndpoint(world, 'ecr.dkr'),
    appliesTo: when.isolated,
  },
  'image-pull-failed': {
    cause: 'image-pull-failed',
    title: 'Images come through a transit gateway, and something behind it that the VPC does not show drops them',
    prevents: 'readiness',
    showsAfter: 60,
    inject: (world) => {
      removeEndpoint(world, 'ecr.dkr');
      const transitGatewayId = nextId(world, 'tgw');
      const route = {
        destinationCidrBlock: '0.0.0.0/0',
        transitGatewayId,
        state: 'active',
        origin: 'CreateRoute',
      } as const;
      routesOf(world, theNode(world).subnetId).routes.push(route);
    },
    appliesTo: (world) => when.isolated(world) && endpointsFor(world, 'ecr.dkr').length > 0,
  },
  's3-gateway-not-routed': {
    cause: 's3-gateway-not-routed',
    title: 'The S3 gateway endpoint is not in the route table of the node',
    prevents: 'readiness',
    inject: (world) => {
      const table = routesOf(world, theNode(world).subnetId);
      table.routes = table.routes.filter(({ destinationPrefixListId }) => !destinationPrefixListId);
      for (const endpoint of world.vpcEndpoints) {
        endpoint.routeTableIds = endpoint.routeTableIds.filter((id) => id !== table.routeTableId);
      }
    },
    appliesTo: when.isolated,
  },
  'vpce-private-dns-off': {
    cause: 'vpce-private-dns-off',
    title: 'The EC2 endpoint has private DNS switched off, so its name leads to the internet',
    prevents: 'registration',
    inject: (world) => {
      for (const endpoint of endpointsFor(world, 'ec2')) endpoint.privateDnsEnabled = false;
    },
    appliesTo: when.isolated,
  },
  'vpce-sg-blocked': {
    cause: 'vpce-sg-blocked',
    title: 'The security group of the EC2 endpoint lets nobody in, though its name leads there',
    prevents: 'registration',
    inject: closeEndpoint,
    appliesTo: when.linux,
  },
  'vpce-policy-denies': {
    cause: 'vpce-policy-denies',
    title: 'The policy of the EC2 endpoint does not allow describing instances',
    prevents: 'registration',
    inject: (world) => {
      const statement = { Effect: 'Allow', Principal: '*', Action: 'ec2:DescribeVolumes', Resource: '*' };
      for (const endpoint of endpointsFor(world, 'ec2')) {
        endpoint.policyDocument = JSON.stringify({ Statement: [statement] });
      }
    },
    appliesTo: when.isolated,
  },
  'vpce-policy-denies:deny': {
    cause: 'vpce-policy-denies',
    title: 'The policy of the EC2 endpoint denies the node role what it allows all others',
    prevents: 'registration',
    inject: (world) => {
      const all = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
      const denied = {
        Effect: 'Deny',
        Principal: { AWS: theNodeRole(world).arn },
        Action: 'ec2:Describe*',
        Resource: '*',
      };
      for (const endpoint of endpointsFor(world, 'ec2')) {
        endpoint.policyDocument = JSON.stringify({ Statement: [all, denied] });
      }
    },
    appliesTo: when.isolated,
  },
  'vpce-policy-denies:s3': {
    cause: 'vpce-policy-denies',
    title: 'The policy of the S3 endpoint allows a bucket of the user alone, not that of image layers',
    prevents: 'readiness',
    inject: (world) => {
      const own = { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::team-bucket/*' };
      for (const endpoint of endpointsFor(world, 's3')) endpoint.policyDocument = JSON.stringify({ Statement: [own] });
    },
    appliesTo: when.isolated,
  },
  'vpce-not-available': {
    cause: 'vpce-not-available',
    title: 'The EC2 endpoint failed, so its name leads to the internet',
    prevents: 'registration',
    inject: (world) => {
      for (const endpoint of endpointsFor(world, 'ec2')) endpoint.state = 'failed';
    },
    appliesTo: when.isolated,
  },
};

/** Nodes that carry the cluster's own group get another one, as a launch template with its own groups does. */
function closeClusterGroup(world: World): void {
  const { clusterSecurityGroupId, vpcId } = theCluster(world).resourcesVpcConfig;
  const nodes = nodeGroups(world);
  if (!nodes.some(({ groupId }) => groupId === clusterSecurityGroupId)) {
    const ids = nodes.map(({ groupId }) => groupId);
    for (const group of world.securityGroups.filter(({ groupId }) => groupId === clusterSecurityGroupId)) {
      group.rules = group.rules.filter(({ referencedGroup }) => !ids.includes(referencedGroup?.groupId ?? ''));
    }
    return;
  }
  const own = addSecurityGroup(world, vpcId, { groupName: 'own-nodes', description: 'Nodes of the platform team' });
  for (const networkInterface of primaryInterfaces(world)) networkInterface.groups = [own.groupId];
  for (const { launchTemplateData } of world.launchTemplates.flatMap(({ versions }) => versions)) {
    launchTemplateData.securityGroupIds = [own.groupId];
  }
}

function deny(world: World, rule: Pick<NetworkAclEntry, 'egress' | 'portRange'>): void {
  const { subnetId } = theNode(world);
  const acl = world.networkAcls.find(({ associations }) => associations.some((one) => one.subnetId === subnetId));
  acl?.entries.push({ ruleNumber: 50, protocol: '6', ruleAction: 'deny', cidrBlock: '0.0.0.0/0', ...rule });
}

const endpointsFor = (world: World, service: string): VpcEndpoint[] =>
  world.vpcEndpoints.filter(({ serviceName }) => serviceName.endsWith(`${world.account.region}.${service}`));

function removeEndpoint(world: World, service: string): void {
  const removed = endpointsFor(world, service);
  const interfaces = removed.flatMap(({ networkInterfaceIds }) => networkInterfaceIds);
  world.vpcEndpoints = world.vpcEndpoints.filter((one) => !removed.includes(one));
  world.networkInterfaces = world.networkInterfaces.filter((one) => !interfaces.includes(one.networkInterfaceId));
}

/** Where there is no endpoint for EC2, one comes first: it breaks nodes that have a perfectly good way to the internet. */
function closeEndpoint(world: World): void {
  const { vpcId } = theNode(world);
  const vpc = world.vpcs.find((one) => one.vpcId === vpcId);
  const privateSubnets = world.subnets.filter((one) => one.vpcId === vpcId && !one.mapPublicIpOnLaunch);
  if (vpc && !endpointsFor(world, 'ec2').length) addInterfaceEndpoint(world, { vpc, privateSubnets }, 'ec2');
  const groups = endpointsFor(world, 'ec2').flatMap((endpoint) => endpoint.groups);
  for (const group of world.securityGroups.filter(({ groupId }) => groups.includes(groupId))) {
    group.rules = group.rules.filter(({ isEgress }) => isEgress);
  }
}
