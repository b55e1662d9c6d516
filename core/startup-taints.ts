import type { KubernetesNode } from './evidence.ts';

/** The taint that kubelet sets and the cloud controller takes off once it has found the instance. */
export const UNINITIALIZED = 'node.cloudprovider.kubernetes.io/uninitialized';

/**
 * Taints that a node starts with and that somebody must take off before it is of use, with who does it. Other taints
 * are the user's own and say nothing.
 *
 * Kubernetes reference, well-known taints; Karpenter pkg/apis/v1/taints.go;
 * Cilium "Considerations on node pool taints"; the EBS and EFS CSI drivers' installation pages.
 */
export const STARTUP_TAINTS: Readonly<Record<string, string>> = {
  [UNINITIALIZED]: 'the cloud controller of the control plane',
  'karpenter.sh/unregistered': 'Karpenter',
  'node.cilium.io/agent-not-ready': 'Cilium',
  'ebs.csi.aws.com/agent-not-ready': 'the EBS CSI driver',
  'efs.csi.aws.com/agent-not-ready': 'the EFS CSI driver',
};

/** The startup taints that a Node still has. */
export const startupTaintsOf = ({ taints }: Pick<KubernetesNode, 'taints'>): string[] =>
  taints.map(({ key }) => key).filter((key) => key in STARTUP_TAINTS);

/** Whether pods can run on a Node: it is Ready, and nobody has still to finish it. */
export const isUsable = (node: Pick<KubernetesNode, 'ready' | 'taints'>): boolean =>
  node.ready.status === 'True' && startupTaintsOf(node).length === 0;
