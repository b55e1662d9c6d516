/**
 * The state of one account in one region: plain data, safe to `structuredClone`.
 * Names follow the AWS APIs in camelCase; times are milliseconds since the epoch.
 */
import type { AutoScalingGroup, Image, Instance, InstanceType, LaunchTemplate } from './types/compute.ts';
import type { AccessEntry, Addon, Cluster, KubernetesState, Nodegroup, PodIdentityAssociation } from './types/eks.ts';
import type { Caller, InstanceProfile, ManagedPolicy, Role, ServiceControlPolicy } from './types/identity.ts';
import type {
  DhcpOptions,
  ForeignResolver,
  InternetGateway,
  ManagedPrefixList,
  NatGateway,
  NetworkAcl,
  NetworkInterface,
  PrivateZone,
  RouteTable,
  SecurityGroup,
  Subnet,
  TransitHub,
  Vpc,
  VpcEndpoint,
} from './types/network.ts';
import type { LambdaFunction, LogGroup, ManagedInstance, Queue, Topic } from './types/services.ts';

export type * from './types/compute.ts';
export type * from './types/eks.ts';
export type * from './types/identity.ts';
export type * from './types/network.ts';
export type * from './types/services.ts';

export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov';

export interface World {
  account: {
    id: string;
    partition: Partition;
    region: string;
    /** A region of those that are always on unless given. */
    regionOptInStatus?: 'opt-in-not-required' | 'opted-in' | 'not-opted-in';
    /** What version the tokens of the global endpoint of STS have; 1 unless given. */
    globalEndpointTokenVersion?: 1 | 2;
    /** Somebody switched STS off in the region. No API tells it; EKS reports it as a health issue of clusters. */
    regionalStsDisabled?: true;
  };
  /** When the world began. */
  startedAt: number;
  /** The last number given out by `nextId`, so that ids are the same in every run. */
  sequence: number;

  vpcs: Vpc[];
  dhcpOptions: DhcpOptions[];
  foreignResolvers: ForeignResolver[];
  subnets: Subnet[];
  routeTables: RouteTable[];
  networkAcls: NetworkAcl[];
  securityGroups: SecurityGroup[];
  prefixLists: ManagedPrefixList[];
  internetGateways: InternetGateway[];
  natGateways: NatGateway[];
  transitHubs: TransitHub[];
  privateZones: PrivateZone[];
  vpcEndpoints: VpcEndpoint[];
  networkInterfaces: NetworkInterface[];

  images: Image[];
  instanceTypes: InstanceType[];
  instances: Instance[];
  launchTemplates: LaunchTemplate[];
  autoScalingGroups: AutoScalingGroup[];

  roles: Role[];
  instanceProfiles: InstanceProfile[];
  managedPolicies: ManagedPolicy[];
  /** Policies of the organization that apply to the whole account, besides the implied FullAWSAccess. */
  serviceControlPolicies: ServiceControlPolicy[];
  callers: Caller[];

  clusters: Cluster[];
  nodegroups: Nodegroup[];
  accessEntries: AccessEntry[];
  addons: Addon[];
  podIdentityAssociations: PodIdentityAssociation[];
  /** By cluster name. */
  kubernetes: Record<string, KubernetesState>;

  managedInstances: ManagedInstance[];
  topics: Topic[];
  queues: Queue[];
  logGroups: LogGroup[];
  functions: LambdaFunction[];
}
