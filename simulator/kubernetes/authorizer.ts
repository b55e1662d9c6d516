/**
 * What a user of a cluster may do.
 * Source: Kubernetes documentation, "Using RBAC Authorization"; EKS user guide, "Review access policy permissions".
 */
import type { ClusterUser } from './identity.ts';
import type { Target, Verb } from './target.ts';

export interface Rule {
  verbs: Verb[];
  group: string;
  resource: string;
  namespace?: string;
  name?: string;
}

const kubeSystem = 'kube-system';
const admission = 'admissionregistration.k8s.io';

/** What the manifest that comes with Rollcall grants to its group (docs/operations.md). */
export const rollcallRules: Rule[] = [
  { verbs: ['get', 'list'], group: '', resource: 'nodes' },
  { verbs: ['list'], group: 'apps', resource: 'daemonsets' },
  { verbs: ['list'], group: admission, resource: 'validatingwebhookconfigurations' },
  { verbs: ['list'], group: admission, resource: 'mutatingwebhookconfigurations' },
  { verbs: ['list'], group: 'crd.k8s.amazonaws.com', resource: 'eniconfigs' },
  {
    verbs: ['get'],
    group: 'rbac.authorization.k8s.io',
    resource: 'clusterrolebindings',
    name: 'eks:node-bootstrapper',
  },
  { verbs: ['list'], group: '', resource: 'pods', namespace: kubeSystem },
  { verbs: ['get'], group: '', resource: 'serviceaccounts', namespace: kubeSystem, name: 'aws-node' },
  { verbs: ['get'], group: '', resource: 'configmaps', namespace: kubeSystem, name: 'aws-auth' },
  { verbs: ['get'], group: '', resource: 'configmaps', namespace: kubeSystem, name: 'amazon-vpc-cni' },
];

/** What the fix of aws-auth needs besides, granted by whoever wants that fix. */
const fixRules: Rule[] = [
  { verbs: ['update', 'patch'], group: '', resource: 'configmaps', namespace: kubeSystem, name: 'aws-auth' },
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
  return user.groups.includes('rollcall') && [...rollcallRules, ...fixRules].some((rule) => grants(rule, target));
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
