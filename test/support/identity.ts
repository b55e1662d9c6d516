import type { AccessEntry, Cluster } from '../../core/evidence.ts';
import { healthyTopics, type Seen } from './evidence.ts';

/** The canonical ARN of the healthy node role. */
export const NODE_ROLE = healthyTopics.nodeRole.arn;

/** The healthy cluster with changes. */
export const cluster = (change: Partial<Cluster> = {}) => ({ ...healthyTopics.cluster, ...change });

/** A cluster that asks aws-auth alone, with this text as its mapRoles; `null` for no ConfigMap at all. */
export const byAwsAuth = (mapRoles: string | null): Seen => ({
  cluster: cluster({ authenticationMode: 'CONFIG_MAP' }),
  accessEntry: null,
  awsAuth: mapRoles === null ? null : { mapRoles, keys: ['mapRoles'] },
});

/** A cluster that asks access entries first and aws-auth second, without an entry for the role. */
export const byBoth = (mapRoles: string | null): Seen => ({
  ...byAwsAuth(mapRoles),
  cluster: cluster({ authenticationMode: 'API_AND_CONFIG_MAP' }),
});

/** The healthy access entry with changes. */
export const entry = (change: Partial<AccessEntry> = {}) => ({ ...healthyTopics.accessEntry, ...change });

/** A mapRoles item. */
export const item = (
  arn: string,
  username = 'system:node:{{EC2PrivateDNSName}}',
  groups = ['system:bootstrappers', 'system:nodes'],
): string => `- rolearn: ${arn}\n  username: "${username}"\n  groups: ${JSON.stringify(groups)}\n`;

/** The topics of a node whose role has another ARN than the healthy one. */
export const runningAs = (roleArn: string): Seen => ({
  instanceProfile: { ...healthyTopics.instanceProfile, roleArn },
  nodeRole: { ...healthyTopics.nodeRole, arn: roleArn },
  nodeGroup: null,
});
