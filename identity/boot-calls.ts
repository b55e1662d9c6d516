import type { UserData } from '../core/evidence.ts';
import type { Platform } from '../core/target.ts';

/** An AWS call that the node's own programs make before kubelet starts. */
export interface BootCall {
  readonly action: 'ec2:DescribeInstances' | 'eks:DescribeCluster';
  /** False where this node may do without it. */
  readonly sure: boolean;
}

/**
 * Which AWS calls this node's boot rests on.
 *
 * - AL2023 and AL2 ask EC2 for the private DNS name, Bottlerocket where its settings say so, Ubuntu since the cloud
 *   provider is a program of its own; a node named by its instance id does not ask. Others are not documented.
 * - bootstrap.sh and its Windows sibling ask EKS for the endpoint that user data leaves out. An endpoint from a shell
 *   variable looks left out as well, so this is never sure. nodeadm and Bottlerocket do not ask.
 *
 * Sources: amazon-eks-ami nodeadm/internal/api/status.go and templates/al2/runtime/bootstrap.sh; bottlerocket pluto;
 * /etc/eks/bootstrap.sh of Canonical's images; EKS user guide, eks-optimized-windows-ami.
 */
export const bootCallsOf = (platform: Platform, userData: UserData | undefined): readonly BootCall[] => {
  const calls: BootCall[] = [];
  const name = nameCall(platform, userData);
  if (name) calls.push(name);
  const byScript = userData?.flavour === 'bootstrap-sh' || userData?.flavour === 'windows';
  if (
    byScript &&
    platform !== 'al2023' &&
    platform !== 'bottlerocket' &&
    !(userData.apiServerEndpoint && userData.caSha256)
  ) {
    calls.push({ action: 'eks:DescribeCluster', sure: false });
  }
  return calls;
};

const nameCall = (platform: Platform, userData: UserData | undefined): BootCall | undefined => {
  if (userData?.instanceIdNodeName === true) return undefined;
  const action = 'ec2:DescribeInstances';
  const readable = userData !== undefined && userData.flavour !== 'unreadable' && !userData.configuresElsewhere;
  if (platform === 'al2023') return { action, sure: readable };
  if (platform === 'al2') {
    return { action, sure: readable && !userData.hostnameOverride && !userData.kubeletFlagsUnknown };
  }
  if (platform === 'bottlerocket' && !userData?.hostnameOverride) {
    return { action, sure: readable && userData.instanceIdNodeName === false };
  }
  return platform === 'ubuntu' || platform === 'unknown' ? { action, sure: false } : undefined;
};
