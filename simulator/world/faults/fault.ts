/** What a fault is, and how faults find their way around a built world. */
import { nodePolicies } from '../roles.ts';
import type {
  AutoScalingGroup,
  Cluster,
  Image,
  Instance,
  NetworkInterface,
  Role,
  RouteTable,
  SecurityGroup,
  Subnet,
  World,
} from '../types.ts';
import { decodeUserData, encodeUserData } from '../user-data.ts';

/**
 * One thing that can be wrong. Injected into a healthy world that it applies to, it keeps the node from joining, unless
 * it prevents nothing: then the node joins all the same, and what is wrong is a warning or no more than suspicious.
 */
export interface Fault {
  /** The cause id. */
  cause: string;
  /** What is wrong, in one line. */
  title: string;
  /**
   * What it keeps from happening: the launch itself, so that there is no instance; the Node's registration; or only its
   * becoming Ready. `nothing`: the node joins all the same.
   */
  prevents: 'launch' | 'registration' | 'readiness' | 'nothing';
  /** Seconds after the launch from which anything outside the machine shows it; at once unless given. */
  showsAfter?: number;
  /** It sits in what the node was launched with: repairing the group helps new nodes only. */
  needsNewNode?: true;
  inject: (world: World) => void;
  /** Absent: it applies to every built world. */
  appliesTo?: (world: World) => boolean;
}

export type Faults = Record<string, Fault>;

function must<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`this world has no ${what}`);
  return found;
}

export const theCluster = (world: World): Cluster => must(world.clusters[0], 'cluster');
export const theNode = (world: World): Instance => must(world.instances[0], 'instance');

/** The Auto Scaling group of the nodes. */
export const theGroup = (world: World): AutoScalingGroup => must(world.autoScalingGroups[0], 'Auto Scaling group');

export const theSubnet = (world: World): Subnet =>
  must(
    world.subnets.find(({ subnetId }) => subnetId === theNode(world).subnetId),
    'subnet of the node',
  );

export const theImage = (world: World): Image =>
  must(
    world.images.find(({ imageId }) => imageId === theNode(world).imageId),
    'image of the node',
  );

/** The role of the nodes: the one that holds the policies of nodes. */
export const theNodeRole = (world: World): Role =>
  must(
    world.roles.find((role) => role.attachedManagedPolicies.some((arn) => arn.endsWith(`/${nodePolicies[0]}`))),
    'node role',
  );

export const theClusterRole = (world: World): Role =>
  must(
    world.roles.find(({ arn }) => arn === theCluster(world).roleArn),
    'cluster role',
  );

/** The route table that the node's subnet is associated with. */
export const theRoutes = (world: World): RouteTable => routesOf(world, theSubnet(world).subnetId);

export const routesOf = (world: World, subnetId: string): RouteTable =>
  must(
    world.routeTables.find(({ associations }) => associations.some((one) => one.subnetId === subnetId)),
    `route table of ${subnetId}`,
  );

/** The primary interfaces of all nodes. */
export function primaryInterfaces(world: World): NetworkInterface[] {
  const ids = world.instances.map(({ networkInterfaceIds }) => networkInterfaceIds[0]);
  return world.networkInterfaces.filter(({ networkInterfaceId }) => ids.includes(networkInterfaceId));
}

/** The security groups the nodes carry. */
export function nodeGroups(world: World): SecurityGroup[] {
  const ids = new Set(primaryInterfaces(world).flatMap(({ groups }) => groups));
  return world.securityGroups.filter(({ groupId }) => ids.has(groupId));
}

/** Changes the user data of every node and of every launch template. An empty text takes it away. */
export function editUserData(world: World, edit: (text: string) => string): void {
  const edited = (userData: string | undefined): string | undefined => {
    const text = edit(decodeUserData(userData ?? ''));
    return text === '' ? undefined : encodeUserData(text);
  };
  for (const instance of world.instances) instance.userData = edited(instance.userData);
  for (const { launchTemplateData } of world.launchTemplates.flatMap(({ versions }) => versions)) {
    launchTemplateData.userData = edited(launchTemplateData.userData);
  }
}

export const isDefault = ({ destinationCidrBlock }: { destinationCidrBlock?: string }): boolean =>
  destinationCidrBlock === '0.0.0.0/0';

/** Which built worlds a fault applies to. */
export const when = {
  hasGroup: (world: World): boolean => world.autoScalingGroups.length > 0,
  online: (world: World): boolean => theRoutes(world).routes.some(isDefault),
  isolated: (world: World): boolean => !when.online(world),
  publicSubnet: (world: World): boolean => theSubnet(world).mapPublicIpOnLaunch,
  behindNat: (world: World): boolean => when.online(world) && !when.publicSubnet(world),
  privateAccess: (world: World): boolean => theCluster(world).resourcesVpcConfig.endpointPrivateAccess,
  publicAccess: (world: World): boolean => theCluster(world).resourcesVpcConfig.endpointPublicAccess,
  image:
    (family: Image['software']['family']) =>
    (world: World): boolean =>
      theImage(world).software.family === family,
  /** Worlds of nodes that ask EC2 for their name and get their network from DaemonSets, as Windows nodes here do not. */
  linux: (world: World): boolean => theImage(world).software.family !== 'windows',
  mode: (world: World): string => theCluster(world).accessConfig?.authenticationMode ?? 'CONFIG_MAP',
  awsAuth: (world: World): boolean => when.mode(world) !== 'API',
  accessEntries: (world: World): boolean => when.mode(world) !== 'CONFIG_MAP',
  carriesEndpoint: (world: World): boolean =>
    decodeUserData(theNode(world).userData ?? '').includes(theCluster(world).endpoint),
};
