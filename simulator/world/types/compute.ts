/** Instances and what launches them, as EC2 and Auto Scaling describe them. */
import type { Tags } from './network.ts';

/** What an image holds. EC2 does not tell this; the boot model needs it. */
export interface ImageSoftware {
  /** `other` holds no software of an EKS node. */
  family: 'al2023' | 'al2' | 'bottlerocket' | 'ubuntu' | 'windows' | 'other';
  /** Such as `1.33.4`. */
  kubeletVersion: string;
  /** The images of VPC CNI and kube-proxy are in it, so that nobody pulls them. */
  holdsImages?: true;
  /** What a unit of the image's own configures the node by, whatever its user data says. Base64. */
  ownUserData?: string;
  /** Release of the image, such as `v20261112`. */
  release: string;
  /** Its kubelet leaves `spec.providerID` to the cloud controller. */
  withoutProviderId?: true;
}

export interface Image {
  imageId: string;
  name: string;
  description: string;
  ownerId: string;
  imageOwnerAlias?: string;
  architecture: 'x86_64' | 'arm64';
  platformDetails: string;
  state: 'available' | 'pending' | 'deregistered' | 'disabled' | 'failed';
  creationDate: string;
  rootDeviceType: 'ebs';
  public: boolean;
  sourceImageId?: string;
  software: ImageSoftware;
  tags: Tags;
}

export interface InstanceType {
  instanceType: string;
  supportedArchitectures: string[];
  hypervisor: 'nitro' | 'xen';
  maximumNetworkInterfaces: number;
  ipv4AddressesPerInterface: number;
}

interface MetadataOptions {
  state: 'pending' | 'applied';
  httpTokens: 'optional' | 'required';
  httpEndpoint: 'enabled' | 'disabled';
  httpPutResponseHopLimit: number;
  httpProtocolIpv6: 'enabled' | 'disabled';
  instanceMetadataTags: 'enabled' | 'disabled';
}

export type CheckStatus = 'initializing' | 'ok' | 'impaired' | 'insufficient-data';

/** What a node's software took out of its user data, whatever the grammar. Hidden from the API. */
export interface NodeSettings {
  clusterName: string;
  endpoint: string;
  /** Base64 of a PEM. */
  certificateAuthority: string;
  nodeName: string;
  labels: Record<string, string>;
  /** Flags that the user data passes to kubelet. */
  flags?: string[];
  /** The part of kubelet's configuration that the user data write. */
  kubeletConfig?: Record<string, unknown>;
  /** How many pods kubelet runs; missing where it counts them itself. */
  maxPods?: number;
}

/** How far the node software of one boot came. Written by the boot model only; hidden from the API. */
interface BootProgress {
  /** Up to when the boot model has looked. */
  settledAt?: number;
  /** Set when the software that configures the node gave up; most families start it again at a reboot. */
  failedAt?: number;
  /** Why it gave up, in plain words. */
  failure?: string;
  /** What it printed on the console when it gave up. */
  lastWords?: string[];
  /** When the node's configuration was complete and kubelet started. */
  configuredAt?: number;
  settings?: NodeSettings;
  registeredAt?: number;
  /** Which cluster it registered in, and as which Node. */
  cluster?: string;
  nodeName?: string;
  readyAt?: number;
  /** When the Systems Manager agent came online. */
  agentOnlineAt?: number;
}

export interface Instance {
  instanceId: string;
  ownerId: string;
  imageId: string;
  instanceType: string;
  architecture: 'x86_64' | 'arm64';
  state: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
  stateTransitionReason: string;
  stateReason?: { code: string; message: string };
  launchTime: number;
  vpcId: string;
  subnetId: string;
  availabilityZone: string;
  privateIpAddress: string;
  privateDnsName: string;
  publicIpAddress?: string;
  publicDnsName: string;
  /** `arn` names the profile; the association is what DescribeIamInstanceProfileAssociations lists. */
  iamInstanceProfile?: { arn: string; id: string; associationId: string; associatedAt: number };
  metadataOptions: MetadataOptions;
  /** Base64, as DescribeInstanceAttribute returns it. */
  userData?: string;
  /** In the order of their device index. */
  networkInterfaceIds: string[];
  platformDetails: string;
  instanceLifecycle?: 'spot';
  operator?: { managed: boolean; principal?: string };
  status: { system: CheckStatus; instance: CheckStatus; attachedEbs: CheckStatus };
  /** Since when the check of the instance fails. */
  impairedSince?: number;
  /** Serial console of the present boot. */
  console: { text: string; at: number };
  /** When the machine last started; the launch time until it is rebooted. */
  bootedAt: number;
  boot: BootProgress;
  /** What the machine is short of, as kubelet reports it in the conditions of the Node. */
  shortOf?: 'Disk' | 'Memory' | 'PID';
  tags: Tags;
}

export interface LaunchTemplateData {
  imageId?: string;
  instanceType?: string;
  /** Base64. */
  userData?: string;
  securityGroupIds?: string[];
  iamInstanceProfileArn?: string;
  metadataOptions?: Omit<MetadataOptions, 'state'>;
  /** Tags for the resource type `instance`. */
  instanceTags?: Tags;
  /** The KMS key that its root volume is encrypted with. */
  kmsKeyId?: string;
}

export interface LaunchTemplate {
  launchTemplateId: string;
  launchTemplateName: string;
  createTime: number;
  createdBy: string;
  defaultVersionNumber: number;
  latestVersionNumber: number;
  versions: { versionNumber: number; createTime: number; launchTemplateData: LaunchTemplateData }[];
  tags: Tags;
}

interface ScalingActivity {
  activityId: string;
  description: string;
  cause: string;
  startTime: number;
  endTime?: number;
  statusCode: 'Successful' | 'Failed' | 'Cancelled' | 'InProgress';
  statusMessage?: string;
  /** Where it launched, or tried to. */
  subnetId?: string;
  progress: number;
}

export interface AutoScalingGroup {
  autoScalingGroupName: string;
  autoScalingGroupArn: string;
  launchTemplate: { launchTemplateId: string; launchTemplateName: string; version: string };
  /** Instance types in place of the template's own: then the group has a mixed instances policy. */
  overrides?: string[];
  minSize: number;
  maxSize: number;
  desiredCapacity: number;
  healthCheckType: 'EC2' | 'ELB';
  healthCheckGracePeriod: number;
  /** Subnet ids (VPCZoneIdentifier). */
  subnetIds: string[];
  createdTime: number;
  instances: {
    instanceId: string;
    availabilityZone: string;
    /** `InService`, `Pending:Wait`, `Warmed:Running` … */
    lifecycleState: string;
    healthStatus: 'Healthy' | 'Unhealthy';
    protectedFromScaleIn: boolean;
  }[];
  /** Newest first. */
  activities: ScalingActivity[];
  lifecycleHooks: { lifecycleHookName: string; lifecycleTransition: string; heartbeatTimeout: number }[];
  tags: { key: string; value: string; propagateAtLaunch: boolean }[];
}
