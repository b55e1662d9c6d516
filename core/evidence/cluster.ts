import type { Tags } from './instance.ts';

/** `eks:DescribeCluster`. */
export interface Cluster {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly status: 'CREATING' | 'ACTIVE' | 'DELETING' | 'FAILED' | 'UPDATING' | 'PENDING';
  /** Kubernetes minor version, such as `1.33`. */
  readonly version: string;
  readonly endpoint: string;
  /** The certificate authority, base64 of PEM. It is public, yet kept out of reports. */
  readonly certificateAuthorityData: string;
  /** SHA-256 (hex) of the PEM text with white space normalised. */
  readonly caSha256: string;
  readonly roleArn: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** `resourcesVpcConfig.securityGroupIds`. */
  readonly securityGroupIds: readonly string[];
  /** `resourcesVpcConfig.clusterSecurityGroupId`. */
  readonly clusterSecurityGroupId?: string;
  readonly endpointPrivateAccess: boolean;
  readonly endpointPublicAccess: boolean;
  readonly publicAccessCidrs: readonly string[];
  /** A missing `accessConfig` means `CONFIG_MAP` (clusters from before access entries). */
  readonly authenticationMode: 'CONFIG_MAP' | 'API_AND_CONFIG_MAP' | 'API';
  readonly ipFamily: 'ipv4' | 'ipv6';
  readonly serviceIpv4Cidr?: string;
  readonly serviceIpv6Cidr?: string;
  /** `health.issues`. */
  readonly healthIssues: readonly HealthIssue[];
  /** Whether EKS Auto Mode compute is on. */
  readonly autoMode: boolean;
  readonly tags: Tags;
}

/** One health issue of a cluster, node group or add-on. */
export interface HealthIssue {
  readonly code: string;
  readonly message: string;
  readonly resourceIds: readonly string[];
}

/** `eks:DescribeAddon`. */
export interface Addon {
  readonly name: string;
  readonly version?: string;
  /** Such as `ACTIVE`, `DEGRADED` or `CREATE_FAILED`. */
  readonly status: string;
  readonly healthIssues: readonly HealthIssue[];
}

/** `eks:DescribeNodegroup`. */
export interface NodeGroup {
  readonly name: string;
  readonly status: string;
  /** Such as `AL2023_x86_64_STANDARD` or `CUSTOM`. */
  readonly amiType: string;
  readonly version?: string;
  readonly nodeRoleArn: string;
  readonly scalingGroups: readonly string[];
  readonly launchTemplate?: { readonly id: string; readonly version: string };
  readonly healthIssues: readonly HealthIssue[];
  readonly warmPool: boolean;
}

/** `eks:DescribeAccessEntry`. Times are ISO 8601 in UTC. */
export interface AccessEntry {
  readonly principalArn: string;
  /** Such as `STANDARD`, `EC2_LINUX`, `EC2_WINDOWS` or `EC2`. */
  readonly type: string;
  readonly username: string;
  readonly kubernetesGroups: readonly string[];
  readonly createdAt?: string;
}

/** The ConfigMap kube-system/aws-auth: its text values as they stand. */
export interface AwsAuth {
  readonly mapRoles?: string;
  readonly mapUsers?: string;
  readonly mapAccounts?: string;
  /** All keys of `data`, to see a misspelled one. */
  readonly keys: readonly string[];
}
