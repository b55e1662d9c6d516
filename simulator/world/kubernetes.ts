/** The Kubernetes side of the world: what a cluster's API server stores. */
import { nextUuid } from './ids.ts';
import type { KubernetesState, ObjectMeta, World } from './types.ts';

/** The Kubernetes objects of a cluster. @throws Error if the world has no such cluster */
export function kubernetesOf(world: World, clusterName: string): KubernetesState {
  const state = world.kubernetes[clusterName];
  if (!state) throw new Error(`no cluster ${clusterName} in this world`);
  return state;
}

/** A time as Kubernetes writes it. */
export const kubernetesTime = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** The next resourceVersion of a cluster. */
export function nextResourceVersion(state: KubernetesState): string {
  state.resourceVersion += 1;
  return String(state.resourceVersion);
}

/** The metadata the API server gives a new object. */
export function newMetadata(
  world: World,
  clusterName: string,
  named: { name: string; namespace?: string },
  at: number,
): ObjectMeta {
  return {
    ...named,
    uid: nextUuid(world),
    resourceVersion: nextResourceVersion(kubernetesOf(world, clusterName)),
    creationTimestamp: kubernetesTime(at),
  };
}
