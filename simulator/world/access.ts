/** Who may enter a cluster: access entries and aws-auth (EKS user guide, access-entries and auth-configmap). */
import { nextUuid } from './ids.ts';
import { kubernetesOf, newMetadata, nextResourceVersion } from './kubernetes.ts';
import { arnOf } from './partition.ts';
import type { AccessEntry, AccessEntryType, Cluster, Role, World } from './types.ts';

/** Lets a node role into the cluster the way its authentication mode prefers. */
export function mapNodeRole(world: World, cluster: Cluster, role: Role, { windows = false } = {}): void {
  const mode = cluster.accessConfig?.authenticationMode ?? 'CONFIG_MAP';
  if (mode !== 'CONFIG_MAP') addAccessEntry(world, cluster, role, windows ? 'EC2_WINDOWS' : 'EC2_LINUX');
  else {
    const groups = ['system:bootstrappers', 'system:nodes', ...(windows ? ['eks:kube-proxy-windows'] : [])];
    writeAwsAuth(world, cluster.name, awsAuthItem(withoutPath(role.arn), undefined, groups));
  }
}

/** The ARN of a role as aws-auth wants it. */
export const withoutPath = (roleArn: string): string => roleArn.replace(/:role\/.*\//, ':role/');

/** The groups of entry types that are not just nodes. */
const entryGroups: Partial<Record<AccessEntryType, string[]>> = {
  STANDARD: [],
  EC2_WINDOWS: ['system:nodes', 'eks:kube-proxy-windows'],
};

/** Adds an access entry, bound to the role's unique id as EKS does, with the user name and groups its type implies. */
export function addAccessEntry(world: World, cluster: Cluster, role: Role, type: AccessEntryType): AccessEntry {
  const { id, partition } = world.account;
  const made = world.startedAt - 21 * 86_400_000;
  const entry: AccessEntry = {
    clusterName: cluster.name,
    principalArn: role.arn,
    principalId: role.roleId,
    accessEntryArn: arnOf(world, 'eks', `access-entry/${cluster.name}/role/${id}/${role.roleName}/${nextUuid(world)}`),
    type,
    username:
      type === 'STANDARD'
        ? `arn:${partition}:sts::${id}:assumed-role/${role.roleName}/{{SessionName}}`
        : `system:node:${type === 'EC2' ? '{{SessionName}}' : '{{EC2PrivateDNSName}}'}`,
    kubernetesGroups: entryGroups[type] ?? ['system:nodes'],
    associatedPolicies: [],
    createdAt: made,
    modifiedAt: made,
    tags: {},
  };
  world.accessEntries.push(entry);
  return entry;
}

/** One item of mapRoles; without more said, the right one for Linux nodes. */
export function awsAuthItem(
  rolearn: string,
  username = 'system:node:{{EC2PrivateDNSName}}',
  groups = ['system:bootstrappers', 'system:nodes'],
): string {
  const listed = groups.map((group) => `    - ${group}\n`).join('');
  return `- rolearn: ${rolearn}\n  username: ${username}\n  groups:\n${listed}`;
}

/** Writes the mapRoles text of aws-auth, making the ConfigMap if there is none. */
export function writeAwsAuth(world: World, clusterName: string, mapRoles: string): void {
  const state = kubernetesOf(world, clusterName);
  const existing = state.configMaps.find(({ metadata }) => metadata.name === 'aws-auth');
  if (existing) {
    existing.data = { ...existing.data, mapRoles };
    existing.metadata.resourceVersion = nextResourceVersion(state);
    return;
  }
  const named = { name: 'aws-auth', namespace: 'kube-system' };
  const metadata = newMetadata(world, clusterName, named, world.startedAt - 21 * 86_400_000);
  state.configMaps.push({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { mapRoles } });
}
