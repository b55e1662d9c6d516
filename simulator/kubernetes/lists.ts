/** Lists in pages. Source: Kubernetes documentation, "API concepts: Retrieving large results sets in chunks". */
import type { KubernetesState, ObjectMeta } from '../world/types.ts';
import { isSelected } from './selectors.ts';
import { statusError } from './status.ts';

interface Listed {
  metadata: ObjectMeta;
  spec?: object;
}

/** A list of one kind, cut at `limit`, going on after `continue`. */
export function listOf<T extends Listed>(
  state: KubernetesState,
  items: readonly T[],
  query: URLSearchParams,
  { kind, apiVersion, show }: { kind: string; apiVersion: string; show: (item: T) => object },
): object {
  const selectors = [query.get('labelSelector') ?? '', query.get('fieldSelector') ?? ''] as const;
  const after = keyIn(query.get('continue'));
  const limit = limitIn(query.get('limit'));
  const rest = items
    .filter((item) => keyOf(item) > after && isSelected(item.metadata, ...selectors, item.spec))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    kind,
    apiVersion,
    metadata: {
      resourceVersion: String(state.resourceVersion),
      ...(last && rest.length > page.length && { continue: tokenFor(keyOf(last)) }),
    },
    items: page.map(show),
  };
}

const keyOf = ({ metadata }: Listed): string => `${metadata.namespace ?? ''}/${metadata.name}`;

/** A limit of 0, or none, means all. */
function limitIn(text: string | null): number {
  const limit = Number(text ?? 0);
  if (!Number.isInteger(limit) || limit < 0) throw statusError('BadRequest', `invalid limit: ${text}`);
  return limit === 0 ? Number.POSITIVE_INFINITY : limit;
}

function tokenFor(key: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', start: key })).toString('base64url');
}

function keyIn(token: string | null): string {
  if (token === null || token === '') return '';
  const [, key] = /"start":"([^"]+)"/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (key === undefined) throw statusError('BadRequest', 'continue key is not valid');
  return key;
}
