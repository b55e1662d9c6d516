import type { AccessEntry, Addon, AwsAuth, Cluster, NodeGroup } from './evidence/cluster.ts';
import type {
  CniIdentity,
  InstanceProfile,
  Permissions,
  ProfileAssociation,
  Region,
  Role,
  RolePolicies,
} from './evidence/identity.ts';
import type { Console, Instance, InstanceStatus, Moment, ScalingState, SsmAgent } from './evidence/instance.ts';
import type {
  CniServiceAccount,
  DaemonSet,
  KubernetesNode,
  NodeBootstrapper,
  SystemPod,
  Webhook,
  WindowsNetworking,
} from './evidence/kubernetes.ts';
import type { Image, InstanceType, LaunchTemplate, ScalingActivity } from './evidence/launch.ts';
import type {
  DhcpOptions,
  InternetGateway,
  NatGateway,
  NetworkAcl,
  NetworkInterface,
  PrefixList,
  RouteTable,
  SecurityGroup,
  Subnet,
  Vpc,
  VpcDns,
  VpcEndpoint,
} from './evidence/network.ts';
import type { UserData } from './evidence/user-data.ts';
import type { Observed } from './observed.ts';

export type * from './evidence/cluster.ts';
export type * from './evidence/identity.ts';
export type * from './evidence/instance.ts';
export type * from './evidence/kubernetes.ts';
export type * from './evidence/launch.ts';
export type * from './evidence/network.ts';
export type * from './evidence/user-data.ts';

/**
 * The topics that evidence is made of, with what each holds when it was read.
 *
 * Lists hold what lies in the instance's VPC (`vpc-id` filter) unless said otherwise.
 */
export interface Topics {
  /** When the evidence was taken; always known. */
  moment: Moment;
  instance: Instance;
  userData: UserData;
  instanceStatus: InstanceStatus;
  console: Console;
  ssmAgent: SsmAgent;
  scaling: ScalingState;
  /** Interfaces attached to the instance (`attachment.instance-id`): the CNI's own ones prove registration. */
  nodeInterfaces: readonly NetworkInterface[];
  /** Which instance profile the instance has, and since when. */
  profileAssociation: ProfileAssociation;
  region: Region;
  /** What the instance's Auto Scaling group tried lately, newest first. */
  scalingActivities: readonly ScalingActivity[];
  /** The version of the launch template that the instance, or the group without instances, is made from. */
  launchTemplate: LaunchTemplate;
  image: Image;
  instanceType: InstanceType;
  instanceProfile: InstanceProfile;
  nodeGroup: NodeGroup;
  cluster: Cluster;
  /** The add-ons vpc-cni and kube-proxy, as far as the cluster has them. */
  addons: readonly Addon[];
  vpc: Vpc;
  vpcDns: VpcDns;
  dhcpOptions: DhcpOptions;
  subnets: readonly Subnet[];
  routeTables: readonly RouteTable[];
  networkAcls: readonly NetworkAcl[];
  securityGroups: readonly SecurityGroup[];
  vpcEndpoints: readonly VpcEndpoint[];
  natGateways: readonly NatGateway[];
  internetGateways: readonly InternetGateway[];
  /** The cluster's own interfaces, described exactly `Amazon EKS NAME`. */
  clusterInterfaces: readonly NetworkInterface[];
  /** Entries of the prefix lists that the groups and routes in play name. */
  prefixLists: readonly PrefixList[];
  /** The role that the instance runs as. */
  nodeRole: Role;
  nodePermissions: Permissions;
  nodePolicies: RolePolicies;
  cniIdentity: CniIdentity;
  /** What the role that the VPC CNI really uses may do; the node role where it has no own one. */
  cniPermissions: Permissions;
  clusterRole: Role;
  clusterPermissions: Permissions;
  accessEntry: AccessEntry;
  awsAuth: AwsAuth;
  /** The Node object of this instance. */
  node: KubernetesNode;
  /** The pods of kube-system that are bound to this instance's Node. */
  systemPods: readonly SystemPod[];
  /** All DaemonSets of the cluster. */
  daemonSets: readonly DaemonSet[];
  /** All admission webhooks of the cluster. */
  webhooks: readonly Webhook[];
  /** Names of the ENIConfig objects of the VPC CNI; absent where the cluster does not know the kind. */
  eniConfigs: readonly string[];
  /** The service account kube-system/aws-node of the VPC CNI. */
  cniServiceAccount: CniServiceAccount;
  /** How the VPC CNI serves Windows nodes; asked for these alone. */
  windowsNetworking: WindowsNetworking;
  /** The ClusterRoleBinding eks:node-bootstrapper. */
  nodeBootstrapper: NodeBootstrapper;
}

/** The name of one topic. */
export type Topic = keyof Topics;

/** Everything that was seen of one instance. Plain JSON, secrets removed: the format of an evidence file. */
export type Evidence = { readonly [T in Topic]: Observed<Topics[T]> };
