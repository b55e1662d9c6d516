/** The parts of an ARN (AWS General Reference, "Amazon Resource Names"). */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** Everything after the fifth colon, such as `role/team/a/workers`. */
  readonly resource: string;
}

/** Takes a text, gives its parts, or `undefined` where it is no ARN. */
export const parseArn = (text: string): Arn | undefined => {
  const [arn, partition, service, region = '', account = '', ...rest] = text.split(':');
  const resource = rest.join(':');
  if (arn !== 'arn' || !partition || !service || !resource) return undefined;
  return { partition, service, region, account, resource };
};

/** The partition that an ARN lies in; `aws` where the text is no ARN. */
export const partitionOf = (arn: string | undefined): string => parseArn(arn ?? '')?.partition ?? 'aws';

/** The account that an ARN names, if any. */
export const accountOf = (arn: string): string | undefined => parseArn(arn)?.account || undefined;

/** The name at the end of an ARN's resource: `workers` of `role/team/a/workers`. */
export const nameOf = (arn: string): string => arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);

/**
 * The ARN of an AWS managed policy in the partition of another ARN: there is one copy of each in every partition
 * (IAM user guide, "AWS managed policies").
 */
export const managedPolicyArn = (policy: string, sibling: string): string =>
  `arn:${partitionOf(sibling)}:iam::aws:policy/${policy}`;

/** What an ARN that somebody wrote into aws-auth stands for. */
export type Principal = 'role' | 'instance-profile' | 'assumed-role' | 'user' | 'root' | 'other';

/** What kind of principal an ARN names. */
export const principalOf = (arn: string): Principal => {
  const parsed = parseArn(arn);
  const [kind = ''] = parsed?.resource.split('/') ?? [];
  if (parsed?.service === 'sts') return kind === 'assumed-role' ? 'assumed-role' : 'other';
  if (parsed?.service !== 'iam') return 'other';
  return kind === 'role' || kind === 'instance-profile' || kind === 'user' || kind === 'root' ? kind : 'other';
};

/** Whether an ARN is a role's and has a path between `role/` and its name. */
export const hasPath = (arn: string): boolean =>
  principalOf(arn) === 'role' && (parseArn(arn)?.resource.split('/').length ?? 0) > 2;

/**
 * The ARN by which the API server knows a role: STS names a role session without the role's path, so the path is gone.
 * A session ARN becomes its role's; anything else stays as it is.
 *
 * Source: aws-iam-authenticator pkg/arn/arn.go; IAM user guide, "IAM identifiers".
 */
export const canonicalRoleArn = (arn: string): string => {
  const parsed = parseArn(arn);
  const kind = principalOf(arn);
  if (!parsed || (kind !== 'role' && kind !== 'assumed-role')) return arn;
  const segments = parsed.resource.split('/');
  const name = kind === 'role' ? segments.at(-1) : segments[1];
  if (!name || (kind === 'assumed-role' && segments.length < 3)) return arn;
  return `arn:${parsed.partition}:iam::${parsed.account}:role/${name}`;
};

/** Whether the authenticator takes two ARNs for the same one: the whole text counts, letter case does not. */
export const sameArn = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
