import type { DaemonSet, KubernetesNode, PodContainer, SystemPod } from '../../core/evidence.ts';
import { healthyTopics } from './evidence.ts';

/** The healthy Node with changes. */
export const node = (change: Partial<KubernetesNode> = {}): KubernetesNode => ({ ...healthyTopics.node, ...change });

/** The time so many seconds before the evidence was taken. */
export const ago = (seconds: number): string =>
  new Date(Date.parse(healthyTopics.moment.at) - seconds * 1000).toISOString();

const PLUGIN_MISSING =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';

/** A Node that has been without a network for so long. */
export const withoutNetwork = (seconds: number, change: Partial<KubernetesNode> = {}): KubernetesNode =>
  node({
    createdAt: ago(seconds),
    ready: { status: 'False', reason: 'KubeletNotReady', message: PLUGIN_MISSING, since: ago(seconds) },
    ...change,
  });

/** A Node with these taints, made and Ready for so long. */
export const tainted = (seconds: number, ...keys: string[]): KubernetesNode =>
  node({
    createdAt: ago(seconds),
    ready: { status: 'True', since: ago(seconds) },
    taints: keys.map((key) => ({ key, effect: 'NoSchedule' })),
  });

/** The DaemonSets of the healthy cluster, by name. */
export const daemonSet = (name: 'aws-node' | 'kube-proxy', change: Partial<DaemonSet> = {}): DaemonSet => {
  const found = healthyTopics.daemonSets.find((one) => one.name === name);
  if (!found) throw new Error(`no DaemonSet ${name}`);
  return { ...found, ...change };
};

/** Somebody else's DaemonSet. */
export const other = (name: string, change: Partial<DaemonSet> = {}): DaemonSet => ({
  namespace: 'kube-system',
  name,
  images: [`example.com/${name}:v1`],
  desired: 3,
  ready: 3,
  mountsCni: false,
  settings: {},
  ...change,
});

/** A pod with one container. */
export const pod = (name: string, container: Partial<PodContainer> = {}): SystemPod => ({
  name: `${name}-x1y2z`,
  daemonSet: name,
  phase: 'Running',
  containers: [{ name, image: `example.com/${name}:v1`, ready: true, restarts: 0, ...container }],
});
