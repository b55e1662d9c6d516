/**
 * Who an AWS identity is inside a cluster, decided as aws-iam-authenticator does on the EKS control plane.
 * Source: aws-iam-authenticator pkg/server/server.go, pkg/mapper/*, and the EKS user guide, "Access entries".
 */
import { isAllowed } from '../iam/evaluate.ts';
import { trustAllows } from '../iam/trust.ts';
import type { AccessEntry, AccessEntryType, AuthenticationMode, Cluster, World } from '../world/types.ts';
import { accountOf, canonicalArn, InvalidIdentityArnError, withoutPath } from './arn.ts';
import { findMapping, parseAwsAuth } from './aws-auth.ts';
import type { ClusterUser, Refusal, StsIdentity } from './identity.ts';

export type { ClusterUser, Refusal, StsIdentity } from './identity.ts';
export { verifyToken } from './verify-token.ts';

interface Mapped {
  username: string;
  groups: string[];
  accessPolicies: AccessEntry['associatedPolicies'];
}

const byDnsName = 'system:node:{{EC2PrivateDNSName}}';
const bySession = 'system:node:{{SessionName}}';

/** What EKS makes of the entry types for nodes. */
const nodeUsers: Record<Exclude<AccessEntryType, 'STANDARD'>, { username: string; groups: string[] }> = {
  EC2_LINUX: { username: byDnsName, groups: ['system:nodes'] },
  EC2_WINDOWS: { username: byDnsName, groups: ['system:nodes', 'eks:kube-proxy-windows'] },
  HYPERPOD_LINUX: { username: byDnsName, groups: ['system:nodes'] },
  EC2: { username: bySession, groups: ['system:nodes'] },
  HYBRID_LINUX: { username: bySession, groups: ['system:nodes'] },
  FARGATE_LINUX: { username: bySession, groups: ['system:bootstrappers', 'system:nodes', 'system:node-proxier'] },
};

type Identity = Required<StsIdentity> & { canonical: string; account: string };

/** A user name template that cannot be filled in. */
class TemplateError extends Error {
  override name = 'TemplateError';
}

/**
 * Maps an AWS identity to a user of a cluster.
 *
 * The mappers follow the authentication mode, access entries before aws-auth. The first that knows the identity
 * decides: there is no way on to the next when its template cannot be filled in.
 */
export function mapIdentity(world: World, clusterName: string, caller: StsIdentity): ClusterUser | Refusal {
  const cluster = world.clusters.find(({ name }) => name === clusterName);
  if (!cluster) return { ok: false, reason: `no cluster ${clusterName}` };
  try {
    const identity = complete(caller);
    const mapped = lookUp(world, cluster, identity);
    if (!mapped) return { ok: false, reason: 'identity is not mapped' };
    const fill = (template: string) => fillTemplate(world, cluster, template, identity);
    return { ok: true, ...mapped, username: fill(mapped.username), groups: mapped.groups.map(fill) };
  } catch (error) {
    if (error instanceof TemplateError || error instanceof InvalidIdentityArnError) {
      return { ok: false, reason: error.message };
    }
    throw error;
  }
}

/** The authentication mode; clusters older than access entries have none, which means CONFIG_MAP. */
export function authenticationModeOf(cluster: Cluster): AuthenticationMode {
  return cluster.accessConfig?.authenticationMode ?? 'CONFIG_MAP';
}

function complete(caller: StsIdentity): Identity {
  const [userId = '', session = ''] = caller.userId.split(':');
  return {
    arn: caller.arn,
    userId,
    sessionName: caller.sessionName ?? session,
    accessKeyId: caller.accessKeyId ?? '',
    canonical: canonicalArn(caller.arn),
    account: accountOf(caller.arn),
  };
}

function lookUp(world: World, cluster: Cluster, identity: Identity): Mapped | undefined {
  const mode = authenticationModeOf(cluster);
  const byEntry = mode === 'CONFIG_MAP' ? undefined : fromAccessEntry(world, cluster, identity);
  return byEntry ?? (mode === 'API' ? undefined : fromAwsAuth(world, cluster, identity));
}

/** Entries are found by the principal's unique id, and their ARN must agree once its path is taken off. */
function fromAccessEntry(world: World, cluster: Cluster, { userId, canonical }: Identity): Mapped | undefined {
  const entry = world.accessEntries.find((one) => one.clusterName === cluster.name && one.principalId === userId);
  if (!entry || withoutPath(entry.principalArn).toLowerCase() !== canonical.toLowerCase()) return undefined;
  const { username, groups } = userOf(entry);
  return { username, groups, accessPolicies: entry.associatedPolicies };
}

/** The user that an access entry stands for: its own for STANDARD, given by the type for nodes. */
function userOf(entry: AccessEntry): { username: string; groups: string[] } {
  if (entry.type === 'STANDARD') return { username: entry.username, groups: entry.kubernetesGroups };
  return nodeUsers[entry.type];
}

/** Roles before users, then whole accounts, whose identities get no groups. */
function fromAwsAuth(world: World, cluster: Cluster, { canonical, account }: Identity): Mapped | undefined {
  const configMap = world.kubernetes[cluster.name]?.configMaps.find(
    ({ metadata }) => metadata.namespace === 'kube-system' && metadata.name === 'aws-auth',
  );
  const { roles, users, accounts } = parseAwsAuth(configMap?.data);
  const mapping = findMapping(roles, canonical) ?? findMapping(users, canonical);
  if (mapping) return { username: mapping.username, groups: mapping.groups, accessPolicies: [] };
  return accounts.includes(account) ? { username: canonical, groups: [], accessPolicies: [] } : undefined;
}

function fillTemplate(world: World, cluster: Cluster, template: string, identity: Identity): string {
  let filled = template;
  if (filled.includes('{{EC2PrivateDNSName}}')) {
    filled = filled.replaceAll('{{EC2PrivateDNSName}}', privateDnsName(world, cluster, identity.sessionName));
  }
  return filled
    .replaceAll('{{AccountID}}', identity.account)
    .replaceAll('{{SessionName}}', identity.sessionName.replaceAll('@', '-'))
    .replaceAll('{{SessionNameRaw}}', identity.sessionName)
    .replaceAll('{{AccessKeyID}}', identity.accessKeyId);
}

/** The control plane asks EC2 as the cluster role, and sees only the instances of its own account. */
function privateDnsName(world: World, cluster: Cluster, instanceId: string): string {
  if (!/^i-(\w{8}|\w{17})$/.test(instanceId)) throw new TemplateError('SessionName did not contain an instance id');
  const failure = `failed querying private DNS from EC2 API for node ${instanceId}`;
  const role = world.roles.find(({ arn }) => arn === cluster.roleArn);
  const source = { 'aws:SourceAccount': world.account.id, 'aws:SourceArn': cluster.arn };
  const service = { service: 'eks.amazonaws.com' };
  if (!role || !trustAllows(role.assumeRolePolicyDocument, service, 'sts:AssumeRole', source)) {
    throw new TemplateError(`${failure}: AccessDenied: sts:AssumeRole on ${cluster.roleArn}`);
  }
  if (!isAllowed(world, role.arn, 'ec2:DescribeInstances')) {
    throw new TemplateError(`${failure}: UnauthorizedOperation: ec2:DescribeInstances`);
  }
  const instance = world.instances.find((one) => one.instanceId === instanceId && one.ownerId === world.account.id);
  if (!instance || instance.privateDnsName === '') throw new TemplateError(`failed to find node ${instanceId}`);
  return instance.privateDnsName;
}
