/** Nodes and daemon sets, read only. Source: Kubernetes documentation, "API concepts: Retrieving large results sets in chunks". */
import type { DaemonSet, KubernetesNode, KubernetesState } from '../world/types.ts';
import { isSelected } from './selectors.ts';
import { statusError } from './status.ts';

/** A NodeList, cut at `limit`, going on after `continue`. */
export function listNodes(state: KubernetesState, query: URLSearchParams): object {
  const selectors = [query.get('labelSelector') ?? '', query.get('fieldSelector') ?? ''] as const;
  const after = nameIn(query.get('continue'));
  const limit = limitIn(query.get('limit'));
  const rest = state.nodes
    .filter(({ metadata }) => metadata.name > after && isSelected(metadata, ...selectors))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    kind: 'NodeList',
    apiVersion: 'v1',
    metadata: {
      resourceVersion: String(state.resourceVersion),
      ...(last && rest.length > page.length && { continue: tokenFor(last.metadata.name) }),
    },
    items: page.map(({ metadata, spec, status }) => ({ metadata, spec, status })),
  };
}

export function findNode(state: KubernetesState, name: string | undefined): KubernetesNode | undefined {
  return state.nodes.find(({ metadata }) => metadata.name === name);
}

export function findDaemonSet(
  state: KubernetesState,
  { name, namespace }: { name?: string; namespace?: string },
): DaemonSet | undefined {
  return state.daemonSets.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
}

/** A limit of 0, or none, means all. */
function limitIn(text: string | null): number {
  const limit = Number(text ?? 0);
  if (!Number.isInteger(limit) || limit < 0) throw statusError('BadRequest', `invalid limit: ${text}`);
  return limit === 0 ? Number.POSITIVE_INFINITY : limit;
}

function tokenFor(name: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', start: name })).toString('base64url');
}

function nameIn(token: string | null): string {
  if (token === null || token === '') return '';
  const [, name] = /"start":"([^"]+)"/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (name === undefined) throw statusError('BadRequest', 'continue key is not valid');
  return name;
}
