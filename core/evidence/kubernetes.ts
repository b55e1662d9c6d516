/** A Node object, read by `providerID` first and by name second. */
export interface KubernetesNode {
  readonly name: string;
  readonly providerId?: string;
  readonly createdAt: string;
  readonly ready: {
    readonly status: 'True' | 'False' | 'Unknown';
    readonly reason?: string;
    readonly message?: string;
    readonly since?: string;
  };
  /** All other conditions, those of the EKS node monitoring agent too. */
  readonly conditions: readonly NodeCondition[];
  readonly taints: readonly { readonly key: string; readonly effect: string }[];
  readonly labels: Readonly<Record<string, string>>;
  /** Annotation `k8s.amazonaws.com/eniConfig`. */
  readonly eniConfig?: string;
  readonly kubeletVersion?: string;
}

/** One condition of a Node. */
export interface NodeCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly since?: string;
}

/** A pod of kube-system on this node. */
export interface SystemPod {
  readonly name: string;
  /** The DaemonSet that it belongs to. */
  readonly daemonSet?: string;
  readonly phase: string;
  readonly containers: readonly PodContainer[];
}

/** One container of a pod, init containers included. */
export interface PodContainer {
  readonly name: string;
  readonly image: string;
  readonly ready: boolean;
  readonly restarts: number;
  /** `state.waiting.reason`, such as `ImagePullBackOff` or `CrashLoopBackOff`. */
  readonly waiting?: string;
  /** `state.waiting.message`, redacted. */
  readonly message?: string;
}

/** A DaemonSet, reduced to what tells which network plugin and proxy nodes get. */
export interface DaemonSet {
  readonly namespace: string;
  readonly name: string;
  readonly images: readonly string[];
  readonly desired?: number;
  readonly ready?: number;
  /** Whether it mounts the host's CNI folders (/etc/cni, /opt/cni): then it is, or helps, a network plugin. */
  readonly mountsCni: boolean;
  /**
   * The settings that Rollcall reads, of all containers: those of the VPC CNI's custom networking, and where it finds the
   * API server (`CLUSTER_ENDPOINT`, `KUBERNETES_SERVICE_HOST`).
   */
  readonly settings: Readonly<Record<string, string>>;
}

/** One admission webhook of a ValidatingWebhookConfiguration or MutatingWebhookConfiguration. */
export interface Webhook {
  readonly configuration: string;
  readonly name: string;
  readonly kind: 'validating' | 'mutating';
  readonly failurePolicy: string;
  /** Whether selectors or match conditions narrow it down to some objects. */
  readonly narrowed: boolean;
  /** The service that answers, `namespace/name`; missing for a URL outside the cluster. */
  readonly service?: string;
  readonly rules: readonly WebhookRule[];
}

/** What one rule of a webhook matches; `*` matches everything. */
export interface WebhookRule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
}

/** The ConfigMap kube-system/amazon-vpc-cni. */
export interface WindowsNetworking {
  readonly enableWindowsIpam?: string;
}

/** A ClusterRoleBinding, reduced to whom it binds. */
export interface NodeBootstrapper {
  readonly role: string;
  readonly groups: readonly string[];
}

/** A service account, reduced to the role that it names. */
export interface CniServiceAccount {
  /** Annotation `eks.amazonaws.com/role-arn` (EKS user guide, associate-service-account-role). */
  readonly roleArn?: string;
}
