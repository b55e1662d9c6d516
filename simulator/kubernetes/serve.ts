/** Answers one request of an authorised user from what the cluster stores. */
import { kubernetesOf } from '../world/kubernetes.ts';
import type { World } from '../world/types.ts';
import { createConfigMap, findConfigMap, patchConfigMap, replaceConfigMap } from './config-maps.ts';
import { readable } from './readable.ts';
import { notFound, statusError } from './status.ts';
import type { Target } from './target.ts';

type ResourceTarget = Extract<Target, { kind: 'resource' }>;

export interface ApiRequest {
  target: Target;
  query: URLSearchParams;
  contentType: string;
  /** JSON as read; undefined when there is none. */
  body: unknown;
  at: number;
}

export interface ApiResponse {
  status: number;
  body: object | string;
}

/** @throws AwsError with the reason of the API's Status for what is unknown, in conflict or malformed */
export function serve(world: World, clusterName: string, request: ApiRequest): ApiResponse {
  const { target } = request;
  if (target.kind === 'path') return servePath(world, clusterName, target);
  if (target.group === '' && target.resource === 'configmaps') {
    return serveConfigMaps(world, clusterName, target, request);
  }
  const stored = readable(world, clusterName)[`${target.group}/${target.resource}`];
  if (!stored) throw notFound(target);
  if (target.verb === 'list') return { status: 200, body: stored.list(target, request.query) };
  if (target.verb !== 'get') throw notAllowed(target);
  const object = stored.get(target);
  if (!object) throw notFound(target);
  return { status: 200, body: object };
}

function servePath(world: World, clusterName: string, target: Extract<Target, { kind: 'path' }>): ApiResponse {
  if (target.path === '/version') {
    const [major, minor] = world.clusters.find(({ name }) => name === clusterName)?.version.split('.') ?? [];
    return {
      status: 200,
      body: { major, minor, gitVersion: `v${major}.${minor}.0-eks-0000000`, platform: 'linux/amd64' },
    };
  }
  if (['/healthz', '/livez', '/readyz'].includes(target.path)) return { status: 200, body: 'ok' };
  throw notFound(target);
}

function serveConfigMaps(
  world: World,
  clusterName: string,
  target: ResourceTarget,
  { body, contentType, at }: ApiRequest,
): ApiResponse {
  const { verb, namespace = '', name = '' } = target;
  const state = kubernetesOf(world, clusterName);
  if (verb === 'create') return { status: 201, body: createConfigMap(world, clusterName, namespace, body, at) };
  if (verb === 'list' || verb === 'delete') throw notAllowed(target);
  const stored = findConfigMap(state, { namespace, name });
  if (!stored) throw notFound(target);
  if (verb === 'update') return { status: 200, body: replaceConfigMap(state, stored, body) };
  if (verb === 'get') return { status: 200, body: stored };
  if (!/^application\/(strategic-)?merge-patch\+json\b/.test(contentType)) {
    throw statusError('UnsupportedMediaType', 'the body of the request was in an unknown format');
  }
  return { status: 200, body: patchConfigMap(state, stored, body) };
}

function notAllowed({ verb, resource }: ResourceTarget) {
  return statusError('MethodNotAllowed', `${verb} is not supported on ${resource}`);
}
