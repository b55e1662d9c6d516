import { accountOf, canonicalRoleArn, hasPath, nameOf, partitionOf, principalOf, sameArn } from './arn.ts';
import type { AwsAuthEntry, AwsAuthMap } from './aws-auth.ts';

/** What in aws-auth is nearly right, or lost, where a role is not mapped. The first that fits is the one. */
export type Flaw =
  | { readonly kind: 'none' }
  /** There is no ConfigMap at all. */
  | { readonly kind: 'no-config-map' }
  /** mapRoles does not parse or is no list: `sure` is false where Go's parser may be more lenient. */
  | { readonly kind: 'broken'; readonly says: string; readonly sure: boolean }
  | { readonly kind: 'misspelled'; readonly key: string }
  /** An entry names the role with its path. */
  | { readonly kind: 'path'; readonly entry: AwsAuthEntry }
  /** An entry names something else that goes by the role's name. */
  | { readonly kind: 'wrong-arn'; readonly entry: AwsAuthEntry; readonly is: string }
  /** An entry for nodes has no rolearn. */
  | { readonly kind: 'no-arn'; readonly index: number };

interface Sought {
  readonly roleArn: string;
  readonly instanceProfileArn?: string;
}

/** Names what is wrong in aws-auth for a role that it does not map. `undefined` for the map: there is no ConfigMap. */
export const flawOf = (map: AwsAuthMap | undefined, sought: Sought): Flaw => {
  if (!map) return { kind: 'no-config-map' };
  const broken = map.problems.find(({ key, kind }) => key === 'mapRoles' && kind !== 'no-arn');
  if (broken) return { kind: 'broken', says: broken.says, sure: broken.sure };
  const path = map.roles.findLast(
    (entry) => hasPath(entry.arn) && sameArn(canonicalRoleArn(entry.arn), canonicalRoleArn(sought.roleArn)),
  );
  if (path) return { kind: 'path', entry: path };
  for (const entry of map.roles.toReversed()) {
    const is = nearMiss(entry.arn, sought);
    if (is) return { kind: 'wrong-arn', entry, is };
  }
  const misspelled = map.misspelled.find(({ meant }) => meant === 'mapRoles');
  if (misspelled) return { kind: 'misspelled', key: misspelled.key };
  const headless = map.problems.find(
    ({ key, kind, groups }) => key === 'mapRoles' && kind === 'no-arn' && groups?.includes('system:nodes'),
  );
  return headless?.index === undefined ? { kind: 'none' } : { kind: 'no-arn', index: headless.index };
};

/** What an ARN names instead of the role, where it was clearly meant for it. */
const nearMiss = (arn: string, { roleArn, instanceProfileArn }: Sought): string | undefined => {
  const kind = principalOf(arn);
  const role = nameOf(roleArn).toLowerCase();
  const name = nameOf(arn).toLowerCase();
  if (kind === 'instance-profile') {
    const profile = instanceProfileArn ? nameOf(instanceProfileArn).toLowerCase() : role;
    return name === profile || name === role ? 'an instance profile' : undefined;
  }
  if (kind === 'assumed-role') {
    return sameArn(canonicalRoleArn(arn), canonicalRoleArn(roleArn)) ? 'a session of the role' : undefined;
  }
  if (name !== role) return undefined;
  if (kind === 'user') return 'a user';
  if (kind !== 'role') return undefined;
  if (accountOf(arn) !== accountOf(roleArn)) return 'a role of another account';
  return partitionOf(arn) === partitionOf(roleArn) ? undefined : 'a role of another partition';
};
