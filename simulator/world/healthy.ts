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
import type {
  AuthenticationMode,
  Cluster,
  Image,
  InstanceProfile,
  LaunchTemplate,
  LaunchTemplateData,
  Partition,
  Role,
  SecurityGroup,
  Subnet,
  World,
} from './types.ts';
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
  /** What makes this world special, done just before its instance is launched. */
  prepare?: (site: Site) => void;
}

/** A world just before its instance is launched. */
export interface Site {
  readonly world: World;
  readonly network: Network;
  readonly cluster: Cluster;
  readonly role: Role;
  readonly profile: InstanceProfile;
  readonly image: Image;
  readonly template: LaunchTemplate;
  /** What the template launches. */
  readonly launch: LaunchTemplateData;
  /** The security group of the nodes: in a managed group the cluster's own. */
  readonly nodeGroup: SecurityGroup;
  /** Where the instance will be launched. */
  subnet: Subnet;
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
  const site = prepareSite(world, network, cluster, options);
  options.prepare?.(site);
  launchFromTemplate(world, site.template, site.subnet, world.startedAt);
  return world;
}

function prepareSite(world: World, network: Network, cluster: Cluster, options: HealthyOptions): Site {
  const { nodeKind: kind, image: family } = options;
  const role = addNodeRole(world, options);
  mapNodeRole(world, cluster, role, { windows: family === 'windows' });
  const subnets = options.subnet === 'public' ? network.publicSubnets : network.privateSubnets;
  const securityGroupId =
    kind === 'managed'
      ? cluster.resourcesVpcConfig.clusterSecurityGroupId
      : addNodeSecurityGroup(world, cluster, `${cluster.name}-${groupName[kind]}`).groupId;
  const profile = addInstanceProfile(world, profileName(world, kind), role);
  const image = addImage(world, family);
  const template = addNodeGroup(world, { cluster, kind, family, image, role, profile, securityGroupId, subnets });
  const launch = template.versions[0]?.launchTemplateData;
  const nodeGroup = world.securityGroups.find(({ groupId }) => groupId === securityGroupId);
  const [subnet] = subnets;
  if (!subnet || !launch || !nodeGroup) throw new Error('the world was built without a place for its node');
  return { world, network, cluster, role, profile, image, template, launch, nodeGroup, subnet };
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
