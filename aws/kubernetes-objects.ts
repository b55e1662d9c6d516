/** Kubernetes objects as they arrive, reduced to what Rollcall reads. Source: Kubernetes API reference. */
import * as v from 'valibot';
import type { KubernetesNode } from '../core/evidence.ts';

const Strings = v.record(v.string(), v.string());
const Metadata = v.object({
  name: v.string(),
  creationTimestamp: v.optional(v.string(), ''),
  labels: v.optional(Strings, {}),
  annotations: v.optional(Strings, {}),
});

export const Node = v.object({
  metadata: Metadata,
  spec: v.optional(
    v.object({
      providerID: v.optional(v.string()),
      taints: v.optional(v.array(v.object({ key: v.string(), effect: v.string() })), []),
    }),
    {},
  ),
  status: v.optional(
    v.object({
      conditions: v.optional(
        v.array(
          v.object({
            type: v.string(),
            status: v.string(),
            reason: v.optional(v.string()),
            message: v.optional(v.string()),
            lastTransitionTime: v.optional(v.nullable(v.string())),
          }),
        ),
        [],
      ),
      nodeInfo: v.optional(v.object({ kubeletVersion: v.optional(v.string()) })),
    }),
    {},
  ),
});

/** A list of one kind. The kind is demanded, so that some other answer does not look like an empty list. */
export const listOf = <Kind extends string, Item extends v.GenericSchema>(kind: Kind, item: Item) =>
  v.object({
    kind: v.literal(`${kind}List`),
    metadata: v.optional(v.object({ continue: v.optional(v.string()) }), {}),
    items: v.nullable(v.array(item)),
  });

/** Everything that is not named is kept, so that the object can be sent back as it came. */
export const ConfigMap = v.looseObject({
  kind: v.literal('ConfigMap'),
  metadata: v.looseObject({ name: v.string(), resourceVersion: v.string() }),
  data: v.optional(v.nullable(Strings)),
});

/** A Node in Rollcall's terms. Without a Ready condition its readiness is unknown: kubelet has not reported yet. */
export function toNode({ metadata, spec, status }: v.InferOutput<typeof Node>): KubernetesNode {
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  const others = status.conditions.filter(({ type }) => type !== 'Ready');
  return {
    name: metadata.name,
    providerId: spec.providerID,
    createdAt: metadata.creationTimestamp,
    ready: {
      status: ready?.status === 'True' || ready?.status === 'False' ? ready.status : 'Unknown',
      reason: ready?.reason,
      message: ready?.message,
      since: ready?.lastTransitionTime ?? undefined,
    },
    conditions: others.map(({ lastTransitionTime, ...condition }) => ({
      ...condition,
      since: lastTransitionTime ?? undefined,
    })),
    taints: spec.taints.map(({ key, effect }) => ({ key, effect })),
    labels: metadata.labels,
    eniConfig: metadata.annotations['k8s.amazonaws.com/eniConfig'],
    kubeletVersion: status.nodeInfo?.kubeletVersion,
  };
}
