/** The pods that the DaemonSets of a cluster have on a node, as kubelet reports them. */
import { kubernetesOf, newMetadata } from '../world/kubernetes.ts';
import type { Cluster, DaemonSet, Instance, Pod, World } from '../world/types.ts';
import type { NetworkResult } from './readiness.ts';

/** Writes the pods of a node anew. */
export function placePods(
  world: World,
  instance: Instance,
  cluster: Cluster,
  network: NetworkResult,
  at: number,
): void {
  const state = kubernetesOf(world, cluster.name);
  const { nodeName = '' } = instance.boot;
  const kept = state.pods.filter(({ spec }) => spec.nodeName !== nodeName);
  const placed = state.daemonSets.map((daemonSet): Pod => {
    const { name, namespace } = daemonSet.metadata;
    const named = { name: `${name}-${instance.instanceId.slice(-5)}`, namespace };
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...newMetadata(world, cluster.name, named, at),
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name }],
      },
      spec: { nodeName },
      status: statusOf(daemonSet, network),
    };
  });
  state.pods = [...kept, ...placed];
}

function statusOf(daemonSet: DaemonSet, network: NetworkResult): Pod['status'] {
  if (!network.ok && network.pods === 'unplaced') return { phase: 'Pending' };
  const waiting = waitingOf(daemonSet, network);
  const statuses = daemonSet.spec.template.spec.containers.map(({ name, image }) => ({
    name,
    image,
    ready: !waiting,
    restartCount: waiting?.reason === 'CrashLoopBackOff' ? 3 : 0,
    state: waiting ? { waiting } : { running: {} },
  }));
  return { phase: waiting?.reason === 'ImagePullBackOff' ? 'Pending' : 'Running', containerStatuses: statuses };
}

function waitingOf({ metadata, crashes }: DaemonSet, network: NetworkResult) {
  if (!network.ok && network.pods === 'unpulled') {
    return { reason: 'ImagePullBackOff', message: `Back-off pulling image: ${network.reason}` };
  }
  const fails = crashes || (!network.ok && metadata.name === 'aws-node');
  return fails ? { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container' } : undefined;
}
