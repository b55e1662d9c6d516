/**
 * User data as decoded: facts only. The text itself never becomes evidence, because it may carry secrets.
 *
 * One shape for every flavour; a field is missing where the flavour or this text does not say it.
 */
export interface UserData {
  readonly flavour: UserDataFlavour;
  /** Bytes after decoding. */
  readonly size: number;
  /** The wrapping that was taken off, outermost first. */
  readonly layers: readonly ('base64' | 'gzip' | 'mime')[];
  /** Content types of the MIME parts, in order; empty for a single document. */
  readonly parts: readonly string[];
  /** What the boot program will use, merged as it merges. */
  readonly clusterName?: string;
  readonly apiServerEndpoint?: string;
  /** SHA-256 (hex) of the certificate authority's PEM text with white space normalised. */
  readonly caSha256?: string;
  readonly caIsBase64?: boolean;
  /** The service CIDR. */
  readonly serviceCidr?: string;
  /** The cluster DNS address. */
  readonly clusterDnsIp?: string;
  readonly ipFamily?: 'ipv4' | 'ipv6';
  /** NodeConfig `spec.instance.network.nameservers`: asked in place of those of the DHCP options. */
  readonly nameServers?: readonly string[];
  /** Bottlerocket `settings.aws.region`. */
  readonly region?: string;
  /** Whether the node takes its instance id as its name: `InstanceIdNodeName`, `hostname-override-source = "instance-id"`. */
  readonly instanceIdNodeName?: boolean;
  /** A literal `--hostname-override` or `settings.kubernetes.hostname-override`. */
  readonly hostnameOverride?: string;
  readonly nodeLabels?: readonly string[];
  readonly kubeletFlags?: readonly string[];
  /** The text passes flags to kubelet that only the running shell knows. */
  readonly kubeletFlagsUnknown?: boolean;
  readonly maxPods?: number;
  /** Bottlerocket `standalone-mode`: the machine is not meant to join. */
  readonly standalone?: boolean;
  /** Whether a proxy is set for kubelet, containerd or the host. Its address stays out. */
  readonly proxy?: { readonly set: boolean; readonly noProxy: readonly string[] };
  /** bootstrap.sh `--enable-docker-bridge true`: Docker keeps 172.17.0.0/16 for itself. */
  readonly dockerBridge?: boolean;
  /** How often the text runs /etc/eks/bootstrap.sh. */
  readonly bootstrapCalls?: number;
  /**
   * Whether the text may bring the node its configuration by a way that cannot be followed here: a script that runs
   * nodeadm or writes its drop-ins, a Bottlerocket bootstrap container.
   */
  readonly configuresElsewhere?: boolean;
  /** What the boot program would refuse, in its own terms. */
  readonly problems: readonly UserDataProblem[];
}

/** What the text is, by what the boot program would make of it. */
export type UserDataFlavour =
  | 'nodeconfig'
  | 'bootstrap-sh'
  | 'bottlerocket'
  | 'windows'
  | 'shell'
  | 'cloud-config'
  | 'empty'
  | 'unreadable';

/** One fault in user data that its own program would report. */
export interface UserDataProblem {
  readonly kind:
    | 'mime-malformed'
    | 'mime-byte-order-mark'
    | 'layer-unreadable'
    | 'too-large'
    | 'no-nodeconfig'
    | 'nodeconfig-undecodable'
    | 'nodeconfig-missing-field'
    | 'nodeconfig-invalid-value'
    | 'bootstrap-no-cluster-name'
    | 'bootstrap-equals-form'
    | 'bootstrap-half-endpoint'
    | 'bootstrap-missing-value'
    | 'bootstrap-ip-family'
    | 'bottlerocket-not-toml'
    | 'bottlerocket-missing-setting'
    | 'bottlerocket-wrong-type'
    | 'windows-no-bootstrap'
    | 'too-many-layers'
    | 'nothing-runs-it'
    | 'kubelet-config-wrong-type';
  /** The field, flag or setting it is about, such as `spec.cluster.cidr`. */
  readonly at?: string;
  /** One short sentence without any value from the text that could be secret. */
  readonly says: string;
}
