/**
 * The taints that a node registers with, and who takes them off.
 * Sources: Kubernetes reference, well-known taints; cloud-provider-aws pkg/providers/v1/aws.go; Cilium and EBS CSI driver
 * documentation.
 */
import { kubernetesOf } from '../world/kubernetes.ts';
import type { Cluster, Instance, World } from '../world/types.ts';

/** Kubelet sets it where the cloud controller is a program of its own, as on EKS. */
export const uninitialized = 'node.cloudprovider.kubernetes.io/uninitialized';

/** The DaemonSet that takes each taint off. */
const takers: Record<string, string> = {
  'node.cilium.io/agent-not-ready': 'cilium',
  'ebs.csi.aws.com/agent-not-ready': 'ebs-csi-node',
  'efs.csi.aws.com/agent-not-ready': 'efs-csi-node',
};

/** The startup taints that nobody has taken off by `at`, once the network of the node is up. */
export function taintsLeft(world: World, { boot }: Instance, cluster: Cluster, at: number): string[] {
  const { startupTaints, daemonSets } = kubernetesOf(world, cluster.name);
  const left = startupTaints.filter(({ key, lastsMs }) => {
    const isTaken = daemonSets.some(({ metadata }) => metadata.name === takers[key]);
    return !isTaken || at < (boot.registeredAt ?? at) + lastsMs;
  });
  return left.map(({ key }) => key);
}

/**
 * Whether the cloud controller finds the instance of a Node: by `providerID`, by a name that is the instance id, or by
 * the private DNS name among the instances with the tag of the cluster.
 */
export function isInitialized(world: World, instance: Instance, cluster: Cluster): boolean {
  const { nodeName = '' } = instance.boot;
  const node = kubernetesOf(world, cluster.name).nodes.find(({ metadata }) => metadata.name === nodeName);
  if (node?.spec.providerID || nodeName.startsWith('i-')) return true;
  return nodeName === instance.privateDnsName && `kubernetes.io/cluster/${cluster.name}` in instance.tags;
}
