/** What a request to the Kubernetes API is about. Source: Kubernetes documentation, "API concepts: Resource URIs". */

export type Verb = 'get' | 'list' | 'create' | 'update' | 'patch' | 'delete';

export type Target =
  | { kind: 'path'; verb: string; path: string }
  | { kind: 'resource'; verb: Verb; group: string; resource: string; namespace?: string; name?: string };

const verbs: Record<string, Verb> = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

/** Reads method and path; a path that is not below /api or /apis is about no resource. */
export function targetOf(method: string, path: string): Target {
  const verb = verbs[method];
  const match =
    /^\/(?:api|apis\/(?<group>[^/]+))\/[^/]+(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<resource>[^/]+)(?:\/(?<name>[^/]+))?$/.exec(
      path,
    );
  if (!match?.groups || !verb) return { kind: 'path', verb: method.toLowerCase(), path };
  const { group = '', namespace, resource = '', name } = match.groups;
  return {
    kind: 'resource',
    verb: verb === 'get' && name === undefined ? 'list' : verb,
    group,
    resource,
    namespace,
    name,
  };
}

/** The name under which a request is recorded and interfered with: one for all nodes, `GET /api/v1/nodes/{name}`. */
export function operationName(method: string, path: string): string {
  return `${method} ${path.replace(/^\/api\/v1\/nodes\/[^/]+$/, '/api/v1/nodes/{name}')}`;
}
