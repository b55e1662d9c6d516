/**
 * How aws-iam-authenticator reads the ConfigMap kube-system/aws-auth.
 * Source: aws-iam-authenticator pkg/mapper/configmap/configmap.go and pkg/config/mapper.go. It turns the YAML
 * (1.1) into JSON and lets Go decode that, from which the leniency below follows.
 */
import { isScalar, isSeq, parseAllDocuments } from 'yaml';

export interface Mapping {
  arn: string;
  username: string;
  groups: string[];
}

export interface AwsAuth {
  roles: Mapping[];
  users: Mapping[];
  accounts: string[];
}

type Decoded = Record<string, unknown>;

/** What is left of the ConfigMap's data after parsing: a key whose YAML is broken counts for nothing, others stand. */
export function parseAwsAuth(data: Record<string, string> | undefined): AwsAuth {
  return {
    roles: entries(data?.mapRoles)
      .map(toRole)
      .filter((mapping) => mapping !== undefined),
    users: entries(data?.mapUsers)
      .map((entry) => toMapping(entry, 'userarn'))
      .filter(({ arn }) => arn !== ''),
    accounts: accounts(data?.mapAccounts),
  };
}

/** The mapping for an ARN: case does not matter, and of several the last one wins. */
export function findMapping(mappings: Mapping[], arn: string): Mapping | undefined {
  return mappings.findLast((mapping) => mapping.arn.toLowerCase() === arn.toLowerCase());
}

function entries(text: string | undefined): Decoded[] {
  const value = firstDocument(text)?.toJS();
  return Array.isArray(value) ? value.map(decode) : [];
}

/** mapAccounts is decoded straight from YAML, so that an account id without quotes keeps its leading zeros. */
function accounts(text: string | undefined): string[] {
  const contents = firstDocument(text)?.contents;
  if (!isSeq(contents)) return [];
  return contents.items.flatMap((item) => (isScalar(item) ? [item.source ?? String(item.value)] : []));
}

function firstDocument(text: string | undefined) {
  if (text === undefined || ['', '""', '``'].includes(text.trim())) return undefined;
  const documents = parseAllDocuments(text, { version: '1.1', uniqueKeys: false, logLevel: 'silent' });
  const [first] = Array.isArray(documents) ? documents : [];
  return first && first.errors.length === 0 ? first : undefined;
}

/** Go matches field names whatever their case; keys come sorted, and the later of two equal ones wins. */
function decode(entry: unknown): Decoded {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return {};
  const sorted = Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, value]) => [key.toLowerCase(), value]));
}

/** A role is named by its ARN or as an IAM Identity Center permission set, which EKS does not turn on; never by both. */
function toRole(entry: Decoded): Mapping | undefined {
  const mapping = toMapping(entry, 'rolearn');
  return mapping.arn !== '' && (entry.sso ?? undefined) === undefined ? mapping : undefined;
}

/** A value of the wrong type counts as empty. */
function toMapping(entry: Decoded, arnKey: 'rolearn' | 'userarn'): Mapping {
  const groups = Array.isArray(entry.groups) ? entry.groups : [];
  return { arn: text(entry[arnKey]), username: text(entry.username), groups: groups.map(text) };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
