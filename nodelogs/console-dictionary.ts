import type { SignEntry } from './sign-entry.ts';

const NODEADM = { program: 'nodeadm', stuckAt: 'configured', proves: false } as const;
const BOOTSTRAP = { program: 'bootstrap.sh', stuckAt: 'configured', proves: false } as const;
const PLUTO = { program: 'pluto', stuckAt: 'configured', proves: false } as const;
const NO_CREDENTIALS = ['instance-profile-absent', 'instance-profile-no-role', 'node-role-trust-invalid'] as const;

/**
 * nodeadm prints on the serial console since AMI release v20260224 (amazon-eks-ami, nodeadm-*.service). The units
 * nodeadm-config and nodeadm-run both end with `done!`, so only what the run phase alone prints proves that kubelet
 * was started (nodeadm/cmd/nodeadm/init/init.go).
 */
const nodeadm: readonly SignEntry[] = [
  {
    id: 'nodeadm-kubelet-started',
    program: 'nodeadm',
    pattern: /Daemon is running.*"name": ?"kubelet"|nodeadm-run\[\d+\]:.*\bdone!/,
    passed: 'configured',
    causes: [],
    proves: false,
    source: 'amazon-eks-ami nodeadm/cmd/nodeadm/init/init.go runDaemons',
  },
  {
    id: 'nodeadm-no-config',
    ...NODEADM,
    pattern: /no config in chain|could not find NodeConfig within UserData/,
    causes: ['userdata-missing', 'userdata-mime-malformed', 'userdata-nodeconfig-invalid'],
    source: 'amazon-eks-ami nodeadm/internal/configprovider',
  },
  {
    id: 'nodeadm-config-undecodable',
    ...NODEADM,
    pattern: /failed to decode node config|failed to decode "[^"]*" \(wrong Kind\)/,
    causes: ['userdata-nodeconfig-invalid', 'userdata-mime-malformed'],
    source: 'amazon-eks-ami nodeadm/internal/api/bridge/decode.go',
  },
  {
    id: 'nodeadm-cluster-field-missing',
    ...NODEADM,
    pattern: /(?:Name|Apiserver endpoint|Certificate authority|CIDR) is missing in cluster configuration/,
    causes: ['userdata-nodeconfig-invalid'],
    proves: true,
    source: 'amazon-eks-ami nodeadm/internal/api/validation.go',
  },
  {
    id: 'nodeadm-instance-waiter-expired',
    ...NODEADM,
    pattern: /exceeded max wait time for InstanceCondition waiter/,
    causes: [
      'node-role-missing-worker-policy',
      'iam-boundary-or-scp-deny',
      'vpce-policy-denies',
      'private-dns-name-empty',
      'ec2-api-unreachable-or-denied-at-boot',
    ],
    source: 'amazon-eks-ami nodeadm/internal/aws/ec2/instance_waiter.go',
  },
  {
    id: 'nodeadm-ec2-not-resolved',
    ...NODEADM,
    pattern: /operation error EC2: DescribeInstances.*(?:no such host|server misbehaving)/,
    causes: ['dhcp-dns-cannot-resolve', 'vpc-dns-support-disabled', 'ec2-api-unreachable-or-denied-at-boot'],
    source: 'amazon-eks-ami nodeadm/internal/api/status.go',
  },
  {
    id: 'nodeadm-ec2-unreachable',
    ...NODEADM,
    pattern: /operation error EC2: DescribeInstances.*(?:i\/o timeout|connection refused|deadline exceeded)/,
    causes: [
      'ec2-api-unreachable-or-denied-at-boot',
      'vpce-missing',
      'vpce-sg-blocked',
      'route-none',
      'route-blackhole',
      'nat-unavailable',
      'nat-in-private-subnet',
    ],
    source: 'amazon-eks-ami nodeadm/internal/api/status.go',
  },
  {
    id: 'nodeadm-no-credentials',
    ...NODEADM,
    pattern: /smithy\.APIError, got .*(?:failed to refresh cached credentials|no EC2 IMDS role found)/,
    causes: NO_CREDENTIALS,
    source: 'amazon-eks-ami nodeadm/internal/api/status.go',
  },
  {
    id: 'nodeadm-no-ipv6-address',
    ...NODEADM,
    pattern: /network\/interfaces\/macs\/[^\s"]*\/ipv6s/,
    causes: ['ip-family-mismatch'],
    source: 'amazon-eks-ami nodeadm/internal/kubelet/config.go',
  },
  {
    id: 'nodeadm-metadata-failed',
    ...NODEADM,
    pattern: /operation error ec2imds/,
    causes: ['imds-disabled', 'imds-transient-failure'],
    source: 'amazon-eks-ami nodeadm/internal/aws/imds',
  },
  {
    id: 'nodeadm-no-credential-provider',
    ...NODEADM,
    pattern: /image credential provider binary was not found/,
    causes: ['ami-not-eks'],
    source: 'amazon-eks-ami nodeadm/internal/kubelet',
  },
  {
    id: 'nodeadm-link-not-configured',
    ...NODEADM,
    pattern: /failed to ensure primary ENI only configuration/,
    causes: [],
    source: 'amazon-eks-ami nodeadm/internal/system',
  },
  {
    id: 'al2023-has-no-bootstrap-script',
    program: 'cloud-init',
    pattern: /bootstrap\.sh has been removed from AL2023-based EKS AMIs/,
    stuckAt: 'configured',
    causes: ['userdata-al2023-bootstrap-sh'],
    proves: false,
    source: 'amazon-eks-ami templates/al2023/runtime/rootfs/etc/eks/bootstrap.sh',
  },
];

/** Amazon Linux 2: bootstrap.sh and the AWS CLI that it calls, through cloud-init's output. */
const bootstrap: readonly SignEntry[] = [
  {
    id: 'bootstrap-complete',
    program: 'bootstrap.sh',
    pattern: /\[eks-bootstrap\] INFO: complete!/,
    passed: 'configured',
    causes: [],
    proves: false,
    source: 'amazon-eks-ami templates/al2/runtime/bootstrap.sh',
  },
  {
    id: 'bootstrap-no-cluster-name',
    ...BOOTSTRAP,
    pattern: /\[eks-bootstrap\] ERROR: cluster name is not defined/,
    causes: ['userdata-bootstrap-args'],
    proves: true,
    source: 'amazon-eks-ami templates/al2/runtime/bootstrap.sh',
  },
  {
    id: 'bootstrap-cluster-unknown',
    ...BOOTSTRAP,
    pattern: /ResourceNotFoundException\) when calling the DescribeCluster operation/,
    causes: ['userdata-wrong-cluster-name', 'node-region-wrong'],
    source: 'amazon-eks-ami templates/al2/runtime/bootstrap.sh',
  },
  {
    id: 'bootstrap-describe-cluster-failed',
    ...BOOTSTRAP,
    pattern:
      /Exhausted retries while describing cluster|Connect timeout on endpoint URL: "https:\/\/eks\.|when calling the DescribeCluster operation/,
    causes: ['describe-cluster-failed-at-boot'],
    source: 'amazon-eks-ami templates/al2/runtime/bootstrap.sh',
  },
  {
    id: 'bootstrap-no-private-dns-name',
    ...BOOTSTRAP,
    pattern: /failed to retrieve PrivateDnsName/,
    causes: ['ec2-api-unreachable-or-denied-at-boot', 'private-dns-name-empty'],
    source: 'amazon-eks-ami templates/al2/runtime',
  },
  {
    id: 'bootstrap-no-credentials',
    ...BOOTSTRAP,
    pattern: /Unable to locate credentials/,
    causes: NO_CREDENTIALS,
    source: 'AWS CLI',
  },
  {
    id: 'bootstrap-denied',
    ...BOOTSTRAP,
    pattern: /\(UnauthorizedOperation\) when calling the \w+ operation/,
    causes: ['node-role-missing-worker-policy', 'iam-boundary-or-scp-deny', 'vpce-policy-denies'],
    source: 'AWS CLI',
  },
  {
    id: 'bootstrap-failed',
    ...BOOTSTRAP,
    pattern: /Exited with error on line \d+|containerd is the only supported container runtime/,
    causes: ['userdata-bootstrap-args', 'userdata-script-hung-or-failed'],
    source: 'amazon-eks-ami templates/al2/runtime/bootstrap.sh',
  },
  {
    id: 'cloud-init-scripts-failed',
    program: 'cloud-init',
    pattern: /Failed to run module scripts-user/,
    causes: ['userdata-script-hung-or-failed'],
    proves: false,
    source: 'cloud-init cc_scripts_user',
  },
  {
    id: 'cloud-init-not-multipart',
    program: 'cloud-init',
    pattern: /Unhandled non-multipart \(text\/x-not-multipart\)/,
    causes: ['userdata-mime-malformed', 'userdata-not-executed'],
    proves: false,
    source: 'cloud-init user_data',
  },
];

/** Bottlerocket: pluto and early-boot-config print their errors on the console (pluto.service). */
const bottlerocket: readonly SignEntry[] = [
  {
    id: 'pluto-no-private-dns-name',
    ...PLUTO,
    pattern: /Timed out retrieving private DNS name from EC2/,
    causes: ['ec2-api-unreachable-or-denied-at-boot', 'private-dns-name-empty'],
    source: 'bottlerocket-core-kit sources/api/pluto/src/ec2.rs',
  },
  {
    id: 'pluto-describe-cluster-failed',
    ...PLUTO,
    pattern: /Error describing cluster|Timed-out waiting for EKS Describe Cluster API response/,
    causes: ['describe-cluster-failed-at-boot'],
    source: 'bottlerocket-core-kit sources/api/pluto/src/eks.rs',
  },
  {
    id: 'pluto-no-ipv6-address',
    ...PLUTO,
    pattern: /IMDS request failed: No 'ipv6s associated with primary network interface' found/,
    causes: ['ip-family-mismatch'],
    source: 'bottlerocket-core-kit sources/api/pluto/src/main.rs',
  },
  {
    id: 'pluto-metadata-failed',
    ...PLUTO,
    pattern: /IMDS request failed:/,
    causes: ['imds-disabled', 'imds-transient-failure'],
    source: 'bottlerocket-core-kit sources/api/pluto/src/main.rs',
  },
  {
    id: 'pluto-settings-invalid',
    ...PLUTO,
    pattern: /pluto.*(?:Missing AWS region|Unable to parse CIDR)|early-boot-config.*Failed to parse/,
    causes: ['bottlerocket-settings-invalid'],
    source: 'bottlerocket-core-kit sources/api/pluto/src/main.rs',
  },
  {
    id: 'systemd-kubelet-started',
    program: 'systemd',
    pattern: /systemd\[1\]: Started .*\b[Kk]ubelet\b/,
    passed: 'configured',
    causes: [],
    proves: false,
    source: 'systemd unit kubelet.service',
  },
];

const kernel: readonly SignEntry[] = [
  {
    id: 'kernel-cannot-boot',
    program: 'kernel',
    pattern: /Kernel panic - not syncing|Give root password for maintenance|No space left on device/,
    stuckAt: 'booted',
    causes: ['instance-status-check-failed'],
    proves: false,
    source: 'Linux kernel and systemd emergency mode',
  },
];

/** What the serial console of a node may say. The first entry that fits a line reads it. */
export const consoleDictionary: readonly SignEntry[] = [...nodeadm, ...bootstrap, ...bottlerocket, ...kernel];
