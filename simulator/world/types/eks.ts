/** Clusters, as EKS describes them, and what lives inside, as Kubernetes describes it. */
import type { Tags } from './network.ts';

export type AuthenticationMode = 'API' | 'API_AND_CONFIG_MAP' | 'CONFIG_MAP';

interface Issue {
  code: string;
  message: string;
  resourceIds: string[];
}

export interface Cluster {
  name: string;
  arn: string;
  createdAt: number;
  version: string;
  platformVersion: string;
  /** A placeholder until `bindCluster` names the server that answers for it. */
  endpoint: string;
  /** Base64 of a PEM; a placeholder until `bindCluster`. */
  certificateAuthority: string;
  roleArn: string;
  status: 'CREATING' | 'ACTIVE' | 'DELETING' | 'FAILED' | 'UPDATING' | 'PENDING';
  resourcesVpcConfig: {
    vpcId: string;
    subnetIds: string[];
    securityGroupIds: string[];
    clusterSecurityGroupId: string;
    endpointPublicAccess: boolean;
    endpointPrivateAccess: boolean;
    publicAccessCidrs: string[];
  };
  kubernetesNetworkConfig: { ipFamily: 'ipv4' | 'ipv6'; serviceIpv4Cidr?: string; serviceIpv6Cidr?: string };
  /** Absent on clusters made before access entries existed, which means CONFIG_MAP. */
  accessConfig?: { authenticationMode: AuthenticationMode; bootstrapClusterCreatorAdminPermissions: boolean };
  computeConfig?: { enabled: boolean; nodePools: string[]; nodeRoleArn?: string };
  logging: { types: string[]; enabled: boolean }[];
  health: { issues: Issue[] };
  oidcIssuer: string;
  tags: Tags;
  /** Where the public endpoint is found on the internet. Hidden from the API; public DNS answers them. */
  publicAddresses: string[];
  /** Why the API server answers nobody. Hidden from the API; EKS reports it as a health issue, here or of a node group. */
  outage?: 'overloaded' | 'key-unusable';
}

export interface Nodegroup {
  nodegroupName: string;
  nodegroupArn: string;
  clusterName: string;
  version: string;
  releaseVersion: string;
  createdAt: number;
  modifiedAt: number;
  status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING' | 'CREATE_FAILED' | 'DELETE_FAILED' | 'DEGRADED';
  capacityType: 'ON_DEMAND' | 'SPOT';
  scalingConfig: { minSize: number; maxSize: number; desiredSize: number };
  instanceTypes: string[];
  subnets: string[];
  amiType: string;
  nodeRole: string;
  labels: Record<string, string>;
  autoScalingGroups: string[];
  launchTemplate?: { id: string; name: string; version: string };
  warmPoolEnabled?: boolean;
  health: { issues: Issue[] };
  tags: Tags;
}

export type AccessEntryType =
  | 'STANDARD'
  | 'EC2_LINUX'
  | 'EC2_WINDOWS'
  | 'EC2'
  | 'FARGATE_LINUX'
  | 'HYBRID_LINUX'
  | 'HYPERPOD_LINUX';

export interface AccessEntry {
  clusterName: string;
  /** With the path. */
  principalArn: string;
  /** The role's unique id when the entry was made; EKS matches by it. Hidden from the API. */
  principalId: string;
  accessEntryArn: string;
  type: AccessEntryType;
  username: string;
  kubernetesGroups: string[];
  associatedPolicies: { policyArn: string; accessScope: { type: 'cluster' | 'namespace'; namespaces: string[] } }[];
  createdAt: number;
  modifiedAt: number;
  tags: Tags;
}

export interface Addon {
  addonName: string;
  addonArn: string;
  clusterName: string;
  addonVersion: string;
  status: 'CREATING' | 'ACTIVE' | 'CREATE_FAILED' | 'UPDATING' | 'DELETING' | 'DEGRADED';
  serviceAccountRoleArn?: string;
  health: { issues: Issue[] };
  createdAt: number;
  modifiedAt: number;
  tags: Tags;
}

export interface PodIdentityAssociation {
  associationId: string;
  associationArn: string;
  clusterName: string;
  namespace: string;
  serviceAccount: string;
  roleArn: string;
  createdAt: number;
}

/** Kubernetes objects are kept in their own JSON spelling, so that the API server can serve them as they are. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface KubernetesNode {
  apiVersion: 'v1';
  kind: 'Node';
  metadata: ObjectMeta;
  spec: { providerID?: string; taints?: { key: string; value?: string; effect: string }[] };
  status: {
    addresses: { type: string; address: string }[];
    conditions: {
      type: string;
      status: 'True' | 'False' | 'Unknown';
      reason: string;
      message: string;
      lastHeartbeatTime: string;
      lastTransitionTime: string;
    }[];
    nodeInfo: { kubeletVersion: string; osImage: string; architecture: string; operatingSystem: string };
  };
}

export interface ConfigMap {
  apiVersion: 'v1';
  kind: 'ConfigMap';
  metadata: ObjectMeta;
  data?: Record<string, string>;
}

interface Container {
  name: string;
  image: string;
  env?: { name: string; value: string }[];
}

export interface DaemonSet {
  apiVersion: 'apps/v1';
  kind: 'DaemonSet';
  metadata: ObjectMeta;
  spec: {
    template: {
      spec: {
        hostNetwork: true;
        initContainers: Container[];
        containers: Container[];
        volumes: { name: string; hostPath: { path: string } }[];
      };
    };
  };
  /** Its pods start and end at once. Hidden from the API. */
  crashes?: true;
}

interface ContainerStatus {
  name: string;
  image: string;
  ready: boolean;
  restartCount: number;
  state: { running?: object; waiting?: { reason: string; message?: string } };
}

export interface Pod {
  apiVersion: 'v1';
  kind: 'Pod';
  metadata: ObjectMeta & { ownerReferences: { apiVersion: 'apps/v1'; kind: 'DaemonSet'; name: string }[] };
  spec: { nodeName: string };
  status: { phase: 'Pending' | 'Running'; containerStatuses?: ContainerStatus[] };
}

export interface WebhookConfiguration {
  apiVersion: 'admissionregistration.k8s.io/v1';
  kind: 'ValidatingWebhookConfiguration' | 'MutatingWebhookConfiguration';
  metadata: ObjectMeta;
  webhooks: {
    name: string;
    failurePolicy: 'Fail' | 'Ignore';
    clientConfig: { url?: string; service?: { namespace: string; name: string } };
    rules: { apiGroups: string[]; apiVersions: string[]; resources: string[]; operations: string[] }[];
    objectSelector?: object;
  }[];
  /** Nobody answers it. Hidden from the API. */
  silent?: true;
}

export interface EniConfig {
  apiVersion: 'crd.k8s.amazonaws.com/v1alpha1';
  kind: 'ENIConfig';
  metadata: ObjectMeta;
  spec: { subnet: string; securityGroups: string[] };
}

export interface ClusterRoleBinding {
  apiVersion: 'rbac.authorization.k8s.io/v1';
  kind: 'ClusterRoleBinding';
  metadata: ObjectMeta;
  roleRef: { apiGroup: 'rbac.authorization.k8s.io'; kind: 'ClusterRole'; name: string };
  subjects: { kind: 'Group'; name: string; apiGroup: 'rbac.authorization.k8s.io' }[];
}

/** What one cluster's API server stores. */
export interface KubernetesState {
  /** The role that somebody wrote on the service account kube-system/aws-node (`eks.amazonaws.com/role-arn`). */
  cniRoleArn?: string;
  /** The last resourceVersion given out. */
  resourceVersion: number;
  nodes: KubernetesNode[];
  configMaps: ConfigMap[];
  daemonSets: DaemonSet[];
  /** Pods of DaemonSets, one for each and Node. Written by the boot model only. */
  pods: Pod[];
  webhooks: WebhookConfiguration[];
  /** Missing where the kind is not known: it comes with the VPC CNI. */
  eniConfigs?: EniConfig[];
  clusterRoleBindings: ClusterRoleBinding[];
  /** The taints that nodes register with, and how long whoever takes them off needs. Hidden from the API. */
  startupTaints: { key: string; lastsMs: number }[];
}
