import type { AccessEntry, AwsAuth, Cluster } from '../core/evidence.ts';
import type { Observed, Unknown } from '../core/observed.ts';
import { accountOf, canonicalRoleArn } from './arn.ts';
import { type AwsAuthEntry, type AwsAuthMap, findEntry, mayMatch, readAwsAuth } from './aws-auth.ts';
import { type Flaw, flawOf } from './flaw.ts';

/** What decides who a role is inside a cluster. */
export interface MappingSources {
  /** The role's ARN, with its path. */
  readonly roleArn: string;
  /** ISO 8601; missing where the role could not be read. */
  readonly roleCreatedAt?: string;
  readonly instanceProfileArn?: string;
  readonly cluster: Pick<Cluster, 'authenticationMode' | 'account'>;
  readonly accessEntry: Observed<AccessEntry>;
  readonly awsAuth: Observed<AwsAuth>;
}

/**
 * Who the API server takes a role for. `sure` is false where something that could overrule the answer was not read.
 *
 * - `access-entry`: an access entry decides, and aws-auth is not asked
 * - `aws-auth`: a mapping in mapRoles or, rarely, in mapUsers decides
 * - `account`: mapAccounts lets every identity of the account in, without any group
 * - `unmapped`: nobody knows the role; `flaw` says what is nearly right
 * - `unclear`: too little was read to say anything
 */
export type Mapping =
  | { readonly by: 'access-entry'; readonly sure: true; readonly entry: AccessEntry; readonly awsAuth?: AwsAuthEntry }
  | (Stale & {
      readonly by: 'aws-auth';
      readonly sure: boolean;
      readonly list: 'mapRoles' | 'mapUsers';
      readonly entry: AwsAuthEntry;
    })
  | (Stale & { readonly by: 'account'; readonly sure: boolean; readonly account: string })
  | (Stale & { readonly by: 'unmapped'; readonly sure: boolean; readonly flaw: Flaw })
  | { readonly by: 'unclear'; readonly because: Unknown };

interface Stale {
  /** An access entry that belongs to a former role of the same name. */
  readonly stale?: AccessEntry;
}

/**
 * Decides as aws-iam-authenticator does on the control plane: access entries first where the mode allows them, then
 * aws-auth; the first that knows the role wins. An access entry knows its role by the role's unique id.
 *
 * Sources: aws-iam-authenticator pkg/server/server.go and pkg/mapper; EKS user guide, "Grant IAM users and roles access
 * to Kubernetes APIs" and "Create access entries".
 */
export const mappingOf = (sources: MappingSources): Mapping => {
  const { accessEntry, awsAuth, cluster } = sources;
  const asksEntries = cluster.authenticationMode !== 'CONFIG_MAP';
  const asksAwsAuth = cluster.authenticationMode !== 'API';
  const entry = asksEntries && accessEntry.state === 'known' ? accessEntry.value : undefined;
  const stale = entry && isStale(entry, sources.roleCreatedAt) ? { stale: entry } : {};
  const map = asksAwsAuth && awsAuth.state === 'known' ? readAwsAuth(awsAuth.value) : undefined;
  if (entry && !('stale' in stale)) {
    const shadowed = map && findEntry(map.roles, canonicalRoleArn(sources.roleArn));
    return { by: 'access-entry', sure: true, entry, ...(shadowed ? { awsAuth: shadowed } : {}) };
  }
  if (asksEntries && accessEntry.state === 'unknown') {
    const below = map && inAwsAuth(map, sources);
    return below ? { ...below, sure: false } : { by: 'unclear', because: accessEntry };
  }
  if (asksAwsAuth && awsAuth.state === 'unknown') {
    // With access entries there is half an answer; without them there is none.
    return asksEntries
      ? { by: 'unmapped', sure: false, flaw: { kind: 'none' }, ...stale }
      : { by: 'unclear', because: awsAuth };
  }
  const found = map && inAwsAuth(map, sources);
  if (found) return { ...found, ...stale };
  const flaw = asksAwsAuth ? flawOf(map, sources) : ({ kind: 'none' } as const);
  return { by: 'unmapped', sure: !hasWildcard(map, sources) && isProven(flaw), flaw, ...stale };
};

/** The user name template by which a mapping names the node; `undefined` where the mapping is none of a node's. */
export const userTemplateOf = (mapping: Mapping): string | undefined => {
  if (mapping.by === 'aws-auth') return mapping.entry.username;
  return mapping.by === 'access-entry' ? templateOfEntry(mapping.entry) : undefined;
};

/** EKS user guide, "Create access entries": the types of nodes have fixed user names. */
const templateOfEntry = ({ type, username }: AccessEntry): string => {
  if (['EC2_LINUX', 'EC2_WINDOWS', 'HYPERPOD_LINUX'].includes(type)) return 'system:node:{{EC2PrivateDNSName}}';
  return ['EC2', 'HYBRID_LINUX', 'FARGATE_LINUX'].includes(type) ? 'system:node:{{SessionName}}' : username;
};

/** mapRoles before mapUsers, which may hold roles as well, then whole accounts. */
const inAwsAuth = (
  map: AwsAuthMap,
  { roleArn }: MappingSources,
): (Mapping & { by: 'aws-auth' | 'account' }) | undefined => {
  const arn = canonicalRoleArn(roleArn);
  const role = findEntry(map.roles, arn);
  if (role) return { by: 'aws-auth', sure: true, list: 'mapRoles', entry: role };
  const user = findEntry(map.users, arn);
  if (user) return { by: 'aws-auth', sure: true, list: 'mapUsers', entry: user };
  const account = accountOf(arn);
  return account && map.accounts.includes(account) ? { by: 'account', sure: true, account } : undefined;
};

const hasWildcard = (map: AwsAuthMap | undefined, { roleArn }: MappingSources): boolean =>
  (map?.roles ?? []).some((entry) => mayMatch(entry, canonicalRoleArn(roleArn)));

const isProven = (flaw: Flaw): boolean => !('sure' in flaw) || flaw.sure;

/** Two services stamp the two times; a few seconds prove nothing. */
const CLOCK_TOLERANCE_MS = 10_000;

/** Whether the access entry is older than the role, and so belongs to another role of that name. */
const isStale = (entry: AccessEntry, roleCreatedAt: string | undefined): boolean => {
  const [entryAt, roleAt] = [Date.parse(entry.createdAt ?? ''), Date.parse(roleCreatedAt ?? '')];
  return entryAt + CLOCK_TOLERANCE_MS < roleAt;
};
