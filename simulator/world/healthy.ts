/** Worlds in which nothing is wrong: a cluster of each kind and one instance that has just been launched for it. */
import { mapNodeRole } from './access.ts';
import { addCluster, addNodeSecurityGroup } from './cluster.ts';
import { emptyWorld } from './empty.ts';
import { isolatePrivateSubnets } from './endpoints.ts';
import { hexadecimal } from './ids.ts';
import { addImage, type ImageFamily, m5Large, minorOf } from './images.ts';
import { launchFromTemplate } from './launch.ts';
import { addNetwork, type Network } from './network.ts';
import { addNodeGroup, groupName } from './node-group.ts';
import { addInstanceProfile, addRole, ipv6CniPolicy, nodePolicies } from './roles.ts';
import type { AuthenticationMode, Cluster, Partition, Role, World } from './types.ts';
import type { NodeKind } from './user-data.ts';

export const clusterName = 'prod-eu';

export interface HealthyOptions {
  nodeKind: NodeKind;
  image: ImageFamily;
  /** `isolated`: a private subnet without internet, with VPC endpoints instead. */
  subnet: 'public' | 'private' | 'isolated';
  endpoint: 'public' | 'private' | 'both';
  authentication: AuthenticationMode;
  ipFamily: 'ipv4' | 'ipv6';
  partition: Partition;
  region?: string;
  publicAccessCidrs: string[];
}

const usual: HealthyOptions = {
  nodeKind: 'managed',
  image: 'al2023',
  subnet: 'private',
  endpoint: 'both',
  authentication: 'API_AND_CONFIG_MAP',
  ipFamily: 'ipv4',
  partition: 'aws',
  publicAccessCidrs: ['0.0.0.0/0'],
};

/**
 * A world with the cluster `prod-eu` and one instance, launched at the world's start, that will join it.
 * @throws RangeError for a node without internet whose cluster has only a public endpoint: no such node can be healthy
 */
export function healthyWorld(chosen: Partial<HealthyOptions> = {}): World {
  const options = { ...usual, ...chosen };
  if (options.subnet === 'isolated' && options.endpoint === 'public') {
    throw new RangeError('a node without internet cannot reach a cluster with only a public endpoint');
  }
  const world = emptyWorld(options.partition, options.region);
  world.instanceTypes.push(m5Large);
  const network = addNetwork(world, { name: clusterName, octet: 0, ipv6: options.ipFamily === 'ipv6' });
  if (options.subnet === 'isolated') isolatePrivateSubnets(world, network);
  const cluster = addCluster(world, network, { ...options, name: clusterName, version: minorOf[options.image] });
  launchFirstNode(world, network, cluster, options);
  return world;
}

function launchFirstNode(world: World, network: Network, cluster: Cluster, options: HealthyOptions): void {
  const { nodeKind: kind } = options;
  const role = addNodeRole(world, options);
  mapNodeRole(world, cluster, role);
  const subnets = options.subnet === 'public' ? network.publicSubnets : network.privateSubnets;
  const securityGroupId =
    kind === 'managed'
      ? cluster.resourcesVpcConfig.clusterSecurityGroupId
      : addNodeSecurityGroup(world, cluster, `${cluster.name}-${groupName[kind]}`).groupId;
  const profile = addInstanceProfile(world, profileName(world, kind), role);
  const image = addImage(world, options.image);
  const template = addNodeGroup(world, { cluster, kind, image, role, profile, securityGroupId, subnets });
  const [subnet] = subnets;
  if (subnet) launchFromTemplate(world, template, subnet, world.startedAt);
}

function addNodeRole(world: World, { nodeKind, ipFamily }: HealthyOptions): Role {
  const name = nodeKind === 'karpenter' ? `KarpenterNodeRole-${clusterName}` : `${clusterName}-${groupName[nodeKind]}`;
  const role = addRole(world, {
    name,
    service: 'ec2.amazonaws.com',
    policies: nodePolicies,
    createDate: world.startedAt - 30 * 86_400_000,
  });
  if (ipFamily === 'ipv6') role.inlinePolicies['vpc-cni-ipv6'] = ipv6CniPolicy(world.account.partition);
  return role;
}

function profileName(world: World, kind: NodeKind): string {
  const digits = hexadecimal(world, 'profile', 20);
  const names: Record<NodeKind, string> = {
    managed: `eks-${digits}`,
    'self-managed': `eksctl-${clusterName}-nodegroup-${groupName['self-managed']}-NodeInstanceProfile-${digits.slice(0, 8)}`,
    karpenter: `${clusterName}_${digits}`,
  };
  return names[kind];
}
