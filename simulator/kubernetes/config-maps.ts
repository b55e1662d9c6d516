/**
 * ConfigMaps, with optimistic locking by resourceVersion.
 * Source: Kubernetes documentation, "API concepts: Resource versions", and the API conventions on concurrency control.
 */
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { newMetadata, nextResourceVersion } from '../world/kubernetes.ts';
import type { ConfigMap, KubernetesState, World } from '../world/types.ts';
import { statusError } from './status.ts';

const Strings = v.record(v.string(), v.string());
const Body = v.object({
  metadata: v.object({
    name: v.string(),
    namespace: v.optional(v.string()),
    uid: v.optional(v.string()),
    resourceVersion: v.optional(v.string()),
    labels: v.optional(Strings),
    annotations: v.optional(Strings),
  }),
  data: v.optional(Strings),
});
type ConfigMapBody = v.InferOutput<typeof Body>;

/** Where a ConfigMap stands. */
export interface ConfigMapKey {
  namespace: string;
  name: string;
}

export function findConfigMap(state: KubernetesState, { namespace, name }: ConfigMapKey): ConfigMap | undefined {
  return state.configMaps.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
}

/**
 * Replaces a ConfigMap by the body of a PUT. Without a resourceVersion it is replaced whatever it has become.
 * @throws AwsError Conflict if the body names another resourceVersion or uid; BadRequest if it is no such ConfigMap
 */
export function replaceConfigMap(state: KubernetesState, stored: ConfigMap, body: unknown): ConfigMap {
  const { metadata, data } = parse(body);
  const { name, namespace, uid, resourceVersion } = stored.metadata;
  if (metadata.name !== name || (metadata.namespace ?? namespace) !== namespace) {
    throw statusError('BadRequest', 'the name of the object does not match the name on the URL');
  }
  const expected = [metadata.resourceVersion || resourceVersion, metadata.uid || uid];
  if (!isDeepStrictEqual(expected, [resourceVersion, uid])) {
    const advice = 'the object has been modified; please apply your changes to the latest version and try again';
    throw statusError('Conflict', `Operation cannot be fulfilled on configmaps "${name}": ${advice}`);
  }
  const { labels, annotations } = metadata;
  const before = { data: stored.data, labels: stored.metadata.labels, annotations: stored.metadata.annotations };
  // A write that changes nothing is not stored, and keeps its resourceVersion.
  if (isDeepStrictEqual(before, { data, labels, annotations })) return stored;
  stored.data = data;
  stored.metadata.labels = labels;
  stored.metadata.annotations = annotations;
  stored.metadata.resourceVersion = nextResourceVersion(state);
  return stored;
}

/** Applies a JSON merge patch (RFC 7386); for the maps of a ConfigMap a strategic merge patch does the same. */
export function patchConfigMap(state: KubernetesState, stored: ConfigMap, patch: unknown): ConfigMap {
  const versionless = { ...stored, metadata: { ...stored.metadata, resourceVersion: undefined } };
  return replaceConfigMap(state, stored, merge(versionless, patch));
}

/** @throws AwsError AlreadyExists if there is one of that name */
export function createConfigMap(
  world: World,
  clusterName: string,
  namespace: string,
  body: unknown,
  at: number,
): ConfigMap {
  const state = world.kubernetes[clusterName];
  const { metadata, data } = parse(body);
  const { name, labels, annotations } = metadata;
  if (!state) throw statusError('InternalError', `no state for ${clusterName}`);
  if (findConfigMap(state, { namespace, name })) {
    throw statusError('AlreadyExists', `configmaps "${name}" already exists`);
  }
  const created: ConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...newMetadata(world, clusterName, { name, namespace }, at), labels, annotations },
    data,
  };
  state.configMaps.push(created);
  return created;
}

function parse(body: unknown): ConfigMapBody {
  const parsed = v.safeParse(Body, body);
  if (!parsed.success) throw statusError('BadRequest', `not a ConfigMap: ${v.summarize(parsed.issues)}`);
  return parsed.output;
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
