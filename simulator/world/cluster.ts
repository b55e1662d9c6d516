/** An EKS cluster as it stands some weeks after it was made. */
import { placeholderCertificate } from './binding.ts';
import { addDaemonSet, awsNode, kubeProxy } from './daemon-sets.ts';
import { furnish, kubernetesOfNewCluster } from './furniture.ts';
import { hexadecimal, nextUuid } from './ids.ts';
import { addNetworkInterface, addRule, addSecurityGroup, allFromGroup, tcpFromGroup } from './interfaces.ts';
import type { Network } from './network.ts';
import { arnOf, dnsSuffix } from './partition.ts';
import { addRole } from './roles.ts';
import type { AuthenticationMode, Cluster, SecurityGroup, World } from './types.ts';

const weeksAgo = (world: World, weeks: number): number => world.startedAt - weeks * 7 * 86_400_000;

export interface ClusterOptions {
  name: string;
  version: string;
  endpoint: 'public' | 'private' | 'both';
  publicAccessCidrs: string[];
  authentication: AuthenticationMode;
  ipFamily: 'ipv4' | 'ipv6';
}

/** The network that a cluster lies in. */
export type ClusterNetwork = Pick<Network, 'vpc' | 'privateSubnets' | 'publicSubnets'>;

/** Adds the cluster with its role, security group and network interfaces, CoreDNS-less but with the VPC CNI and kube-proxy. */
export function addCluster(world: World, network: ClusterNetwork, options: ClusterOptions): Cluster {
  const { name } = options;
  const role = addRole(world, {
    name: `${name}-cluster`,
    service: 'eks.amazonaws.com',
    policies: ['AmazonEKSClusterPolicy'],
    createDate: weeksAgo(world, 9),
  });
  const group = addClusterSecurityGroup(world, network, name);
  const host = hexadecimal(world, 'eks', 32).toUpperCase();
  const { region } = world.account;
  const cluster: Cluster = {
    name,
    arn: arnOf(world, 'eks', `cluster/${name}`),
    createdAt: weeksAgo(world, 8),
    version: options.version,
    platformVersion: 'eks.14',
    endpoint: `https://${host}.gr7.${region}.eks.${dnsSuffix(world)}`,
    certificateAuthority: placeholderCertificate(name),
    roleArn: role.arn,
    status: 'ACTIVE',
    resourcesVpcConfig: {
      vpcId: network.vpc.vpcId,
      subnetIds: [...network.privateSubnets, ...network.publicSubnets].map(({ subnetId }) => subnetId),
      securityGroupIds: [],
      clusterSecurityGroupId: group.groupId,
      endpointPublicAccess: options.endpoint !== 'private',
      endpointPrivateAccess: options.endpoint !== 'public',
      publicAccessCidrs: options.endpoint === 'private' ? [] : options.publicAccessCidrs,
    },
    kubernetesNetworkConfig:
      options.ipFamily === 'ipv6'
        ? { ipFamily: 'ipv6', serviceIpv6Cidr: 'fd12:3456:789a::/108' }
        : { ipFamily: 'ipv4', serviceIpv4Cidr: '172.20.0.0/16' },
    accessConfig: { authenticationMode: options.authentication, bootstrapClusterCreatorAdminPermissions: true },
    logging: [{ types: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'], enabled: false }],
    health: { issues: [] },
    oidcIssuer: `https://oidc.eks.${region}.${dnsSuffix(world)}/id/${host}`,
    tags: {},
    publicAddresses: [world.clusters.length, 100 + world.clusters.length].map((last) => `198.51.100.${last + 10}`),
  };
  world.clusters.push(cluster);
  for (const subnet of network.privateSubnets) {
    addNetworkInterface(world, subnet, {
      description: `Amazon EKS ${name}`,
      requesterManaged: true,
      requesterId: '523419052846',
      groups: [group.groupId],
    });
  }
  world.kubernetes[name] = kubernetesOfNewCluster();
  furnish(world, cluster);
  for (const addon of ['vpc-cni', 'kube-proxy']) addAddon(world, cluster, addon);
  return cluster;
}

function addClusterSecurityGroup(world: World, { vpc }: ClusterNetwork, name: string): SecurityGroup {
  const group = addSecurityGroup(world, vpc.vpcId, {
    groupName: `eks-cluster-sg-${name}-${hexadecimal(world, 'sg', 9)}`,
    description:
      'EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.',
    tags: { 'aws:eks:cluster-name': name, [`kubernetes.io/cluster/${name}`]: 'owned', Name: `eks-cluster-sg-${name}` },
  });
  addRule(world, group, allFromGroup(group));
  return group;
}

function addAddon(world: World, cluster: Cluster, addonName: string): void {
  world.addons.push({
    addonName,
    addonArn: arnOf(world, 'eks', `addon/${cluster.name}/${addonName}/${nextUuid(world)}`),
    clusterName: cluster.name,
    addonVersion: addonName === 'vpc-cni' ? 'v1.21.1-eksbuild.1' : `v${cluster.version}.3-eksbuild.2`,
    status: 'ACTIVE',
    health: { issues: [] },
    createdAt: cluster.createdAt,
    modifiedAt: cluster.createdAt,
    tags: {},
  });
  addDaemonSet(world, cluster, addonName === 'vpc-cni' ? awsNode(world) : kubeProxy(world, cluster));
}

/** The security group a node group of its own gets (the EKS sample CloudFormation template): open to itself and the cluster. */
export function addNodeSecurityGroup(world: World, cluster: Cluster, name: string): SecurityGroup {
  const { vpcId, clusterSecurityGroupId } = cluster.resourcesVpcConfig;
  const clusterGroup = world.securityGroups.find(({ groupId }) => groupId === clusterSecurityGroupId);
  if (!clusterGroup) throw new Error(`cluster ${cluster.name} has no security group`);
  const group = addSecurityGroup(world, vpcId, {
    groupName: name,
    description: 'Security group for all nodes in the cluster',
    tags: { [`kubernetes.io/cluster/${cluster.name}`]: 'owned', 'karpenter.sh/discovery': cluster.name },
  });
  addRule(world, group, allFromGroup(group));
  addRule(world, group, tcpFromGroup(clusterGroup, 1025, 65535));
  addRule(world, clusterGroup, tcpFromGroup(group, 443));
  return group;
}
