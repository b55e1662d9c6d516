/**
 * What a user of a cluster may do.
 * Source: Kubernetes documentation, "Using RBAC Authorization"; EKS user guide, "Review access policy permissions".
 */
import type { ClusterUser } from './identity.ts';
import type { Target, Verb } from './target.ts';

interface Rule {
  verbs: Verb[];
  group: string;
  resource: string;
  namespace?: string;
  name?: string;
}

/** What the manifest that comes with Rollcall grants to its group. */
const rollcallRules: Rule[] = [
  { verbs: ['get', 'list'], group: '', resource: 'nodes' },
  { verbs: ['get', 'list'], group: '', resource: 'events' },
  { verbs: ['get', 'update', 'patch'], group: '', resource: 'configmaps', namespace: 'kube-system', name: 'aws-auth' },
  { verbs: ['get'], group: 'apps', resource: 'daemonsets', namespace: 'kube-system' },
];

/** Paths that anybody may read: ClusterRole system:public-info-viewer. */
const publicPaths = ['/healthz', '/livez', '/readyz', '/version'];

/** Whether a path is open to callers without a token. */
export function isPublic(target: Target): boolean {
  return target.kind === 'path' && target.verb === 'get' && publicPaths.includes(target.path);
}

/** Whether RBAC or an EKS access policy lets the user do it. */
export function mayDo(user: ClusterUser, target: Target): boolean {
  if (isPublic(target) || user.groups.includes('system:masters')) return true;
  if (hasPolicy(user, 'AmazonEKSClusterAdminPolicy')) return true;
  if (target.kind === 'path') return false;
  if (hasPolicy(user, 'AmazonEKSAdminViewPolicy') && ['get', 'list'].includes(target.verb)) return true;
  return user.groups.includes('rollcall') && rollcallRules.some((rule) => grants(rule, target));
}

function grants(rule: Rule, target: Extract<Target, { kind: 'resource' }>): boolean {
  return (
    rule.verbs.includes(target.verb) &&
    rule.group === target.group &&
    rule.resource === target.resource &&
    (rule.namespace === undefined || rule.namespace === target.namespace) &&
    (rule.name === undefined || rule.name === target.name)
  );
}

/** Policies are modelled for the whole cluster only; one scoped to namespaces grants nothing here. */
function hasPolicy({ accessPolicies }: ClusterUser, name: string): boolean {
  return accessPolicies.some(
    ({ policyArn, accessScope }) => policyArn.endsWith(`/${name}`) && accessScope.type === 'cluster',
  );
}
