import type { AwsAuth } from '../core/evidence.ts';
import { asGoJson, asText, type Decoded, scalarsOf } from './aws-auth-yaml.ts';
import { globMatches } from './glob.ts';

/** One mapping of mapRoles or mapUsers, as the authenticator keeps it. */
export interface AwsAuthEntry {
  /** Its place in the list, from 0. */
  readonly index: number;
  readonly arn: string;
  readonly username: string;
  readonly groups: readonly string[];
}

/** The keys of aws-auth that the authenticator reads; their letter case counts. */
export const AWS_AUTH_KEYS = ['mapRoles', 'mapUsers', 'mapAccounts'] as const;

/** One of {@link AWS_AUTH_KEYS}. */
export type AwsAuthKey = (typeof AWS_AUTH_KEYS)[number];

/** Something in aws-auth that the authenticator drops. */
export interface AwsAuthProblem {
  readonly key: AwsAuthKey;
  /** `not-yaml` and `not-a-list` lose the whole key, `no-arn` loses one entry. */
  readonly kind: 'not-yaml' | 'not-a-list' | 'no-arn';
  readonly index?: number;
  /** False where another YAML parser may be more lenient than ours. */
  readonly sure: boolean;
  /** One short sentence with the place, without the text itself. */
  readonly says: string;
  /** The groups of an entry without an ARN. */
  readonly groups?: readonly string[];
}

/** What the authenticator gets out of the ConfigMap. */
export interface AwsAuthMap {
  readonly roles: readonly AwsAuthEntry[];
  readonly users: readonly AwsAuthEntry[];
  readonly accounts: readonly string[];
  readonly problems: readonly AwsAuthProblem[];
  /** Keys that nobody reads but that look like one that is read. */
  readonly misspelled: readonly { readonly key: string; readonly meant: AwsAuthKey }[];
}

/**
 * Reads aws-auth as the control plane does. Never throws.
 *
 * A key whose YAML is broken counts for nothing while the others stand; an entry without an ARN is dropped alone; keys
 * inside an entry may have any letter case; a value of the wrong type counts as empty; a blank key is skipped.
 * Source: aws-iam-authenticator pkg/mapper/configmap/configmap.go and pkg/config/mapper.go.
 */
export const readAwsAuth = (data: AwsAuth): AwsAuthMap => {
  const known = alreadyRead.get(data);
  if (known) return known;
  const map = readAnew(data);
  alreadyRead.set(data, map);
  return map;
};

/** Several checks look at one ConfigMap; it is parsed once. */
const alreadyRead = new WeakMap<AwsAuth, AwsAuthMap>();

const readAnew = (data: AwsAuth): AwsAuthMap => {
  const roles = readMappings('mapRoles', 'rolearn', data.mapRoles);
  const users = readMappings('mapUsers', 'userarn', data.mapUsers);
  const accounts = readAccounts(data.mapAccounts);
  return {
    roles: roles.entries,
    users: users.entries,
    accounts: accounts.accounts,
    problems: [...roles.problems, ...users.problems, ...accounts.problems],
    misspelled: data.keys.flatMap((key) => {
      const meant = meantBy(key);
      return meant ? [{ key, meant }] : [];
    }),
  };
};

/** The mapping that counts for an ARN: letter case does not matter, and of several the last one wins. */
export const findEntry = (entries: readonly AwsAuthEntry[], arn: string): AwsAuthEntry | undefined =>
  entries.findLast((entry) => entry.arn.toLowerCase() === arn.toLowerCase());

/**
 * Whether a mapping has wildcards by which newer authenticators may match this ARN (pkg/arn/arnlike.go). Their `?` may
 * also stand for nothing, so this says yes rather too often than too seldom.
 */
export const mayMatch = (entry: AwsAuthEntry, arn: string): boolean =>
  /[*?]/.test(entry.arn) && globMatches(entry.arn.toLowerCase().replaceAll('?', '*'), arn.toLowerCase());

interface Mappings {
  readonly entries: AwsAuthEntry[];
  readonly problems: AwsAuthProblem[];
}

const readMappings = (key: 'mapRoles' | 'mapUsers', arnKey: string, text: string | undefined): Mappings => {
  const read = asGoJson(text);
  if ('broken' in read) return { entries: [], problems: [{ key, kind: 'not-yaml', ...read.broken }] };
  if (read.value === null) return { entries: [], problems: [] };
  if (!Array.isArray(read.value)) return { entries: [], problems: [notAList(key)] };
  const entries: AwsAuthEntry[] = [];
  const problems: AwsAuthProblem[] = [];
  for (const [index, item] of read.value.entries()) {
    const fields = fieldsOf(item);
    const entry = { index, arn: asText(fields[arnKey]), username: asText(fields.username), groups: groupsOf(fields) };
    // A role may instead be named as a permission set of IAM Identity Center; EKS leaves that switched off.
    const permissionSet = key === 'mapRoles' && fields.sso !== undefined && fields.sso !== null;
    if (entry.arn !== '' && !permissionSet) entries.push(entry);
    else if (!permissionSet || entry.arn !== '') {
      const says = permissionSet ? `entry ${index} has both ${arnKey} and sso` : `entry ${index} has no ${arnKey}`;
      problems.push({ key, kind: 'no-arn', index, sure: true, says, groups: entry.groups });
    }
  }
  return { entries, problems };
};

/** mapAccounts goes from YAML straight to texts, so that an account id without quotes keeps its leading zeros. */
const readAccounts = (text: string | undefined): { accounts: string[]; problems: AwsAuthProblem[] } => {
  const key = 'mapAccounts';
  const read = scalarsOf(text);
  if ('broken' in read) return { accounts: [], problems: [{ key, kind: 'not-yaml', ...read.broken }] };
  return read.value ? { accounts: read.value, problems: [] } : { accounts: [], problems: [notAList(key)] };
};

const notAList = (key: AwsAuthKey): AwsAuthProblem => ({
  key,
  kind: 'not-a-list',
  sure: true,
  says: `${key} is no list`,
});

/** Go finds fields whatever the letter case of their names; keys come sorted, and the later of two wins. */
const fieldsOf = (item: unknown): Decoded => {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return {};
  const sorted = Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, value]) => [key.toLowerCase(), value]));
};

const groupsOf = (fields: Decoded): string[] => (Array.isArray(fields.groups) ? fields.groups.map(asText) : []);

const meantBy = (key: string): AwsAuthKey | undefined => {
  if ((AWS_AUTH_KEYS as readonly string[]).includes(key)) return undefined;
  return AWS_AUTH_KEYS.find((meant) => isOneEditAway(key.toLowerCase(), meant.toLowerCase()));
};

/** Whether two words are equal or differ by one letter more, less or changed. */
const isOneEditAway = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1) return false;
  let same = 0;
  while (same < Math.min(a.length, b.length) && a[same] === b[same]) same += 1;
  const [restA, restB] = [a.slice(same), b.slice(same)];
  return restA.slice(1) === restB.slice(1) || restA === restB.slice(1) || restA.slice(1) === restB;
};
