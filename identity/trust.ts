import type { PolicyDocument, PolicyStatement, Role } from '../core/evidence.ts';
import { globMatches } from './glob.ts';

/** Who asks to assume the role, and what is known of the request. */
export interface Assumer {
  /** Service principals, any of which will do, such as `ec2.amazonaws.com`. */
  readonly services: readonly string[];
  /** Condition keys of the request whose values are known, such as `aws:SourceAccount`. */
  readonly context: Readonly<Record<string, string>>;
}

/** `cannot-tell` where the answer hangs on something that is not known here. */
export type TrustAnswer = 'yes' | 'no' | 'cannot-tell';

/**
 * Whether a trust policy lets a service assume the role: an Allow that names it, no Deny that does, conditions met.
 * NotPrincipal, wildcards for principals and unknown conditions give `cannot-tell`.
 *
 * Source: IAM user guide, "AWS JSON policy elements: Principal", "Policy evaluation logic", "Condition operators".
 */
export const canAssume = (trust: PolicyDocument, who: Assumer, action = 'sts:AssumeRole'): TrustAnswer => {
  const statements = listOf(trust.Statement).filter((one) => typeof one === 'object' && one !== null);
  const answers = (effect: string) =>
    statements.filter((one) => one.Effect === effect).map((one) => applies(one, who, action));
  const allow = anyOf(answers('Allow'));
  const deny = anyOf(answers('Deny'));
  if (allow === 'no' || deny === 'yes') return 'no';
  return deny === 'cannot-tell' ? 'cannot-tell' : allow;
};

const applies = (statement: PolicyStatement, who: Assumer, action: string): TrustAnswer =>
  allOf([
    namesAction(statement, action),
    namesService(statement, who.services),
    ...Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys ?? {}).map(([key, wanted]) => holds(operator, key, listOf(wanted), who.context)),
    ),
  ]);

const namesAction = ({ Action, NotAction }: PolicyStatement, action: string): TrustAnswer => {
  if (NotAction !== undefined) return listOf(NotAction).some((one) => namesIt(one, action)) ? 'no' : 'yes';
  return listOf(Action).some((one) => namesIt(one, action)) ? 'yes' : 'no';
};

const namesIt = (pattern: unknown, action: string): boolean =>
  typeof pattern === 'string' && globMatches(pattern.toLowerCase(), action.toLowerCase());

const namesService = ({ Principal, NotPrincipal }: PolicyStatement, services: readonly string[]): TrustAnswer => {
  if (NotPrincipal !== undefined) return 'cannot-tell';
  if (Principal === undefined || Principal === null) return 'no';
  if (typeof Principal === 'string') return Principal === '*' ? 'cannot-tell' : 'no';
  const named = listOf(Principal.Service);
  if (named.some((one) => services.includes(one))) return 'yes';
  // A regional spelling, such as ec2.eu-central-1.amazonaws.com, may be the same service.
  const kin = services.map((service) => `${service.split('.')[0]}.`);
  if (
    named.some((one) => typeof one === 'string' && (one.includes('*') || kin.some((start) => one.startsWith(start))))
  ) {
    return named.every((one) => OTHER_PARTITION.test(one)) ? 'no' : 'cannot-tell';
  }
  return listOf(Principal.AWS).includes('*') ? 'cannot-tell' : 'no';
};

/** The spelling for China, which means nothing elsewhere. */
const OTHER_PARTITION = /\.amazonaws\.com\.cn$/;

const holds = (
  operator: string,
  key: string,
  wanted: readonly string[],
  context: Readonly<Record<string, string>>,
): TrustAnswer => {
  const plain = operator.replace(/IfExists$/i, '').toLowerCase();
  const actual = Object.entries(context).find(([known]) => known.toLowerCase() === key.toLowerCase())?.[1];
  if (actual === undefined) return 'cannot-tell';
  const like = plain === 'stringlike' || plain === 'arnlike' || plain === 'arnequals';
  if (!like && plain !== 'stringequals') return 'cannot-tell';
  if (wanted.some((one) => typeof one !== 'string' || one.includes('${'))) return 'cannot-tell';
  return wanted.some((one) => (like ? globMatches(one, actual) : one === actual)) ? 'yes' : 'no';
};

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] => {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
};

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);

const anyOf = (answers: readonly TrustAnswer[]): TrustAnswer =>
  answers.includes('yes') ? 'yes' : answers.includes('cannot-tell') ? 'cannot-tell' : 'no';

const allOf = (answers: readonly TrustAnswer[]): TrustAnswer =>
  answers.includes('no') ? 'no' : answers.includes('cannot-tell') ? 'cannot-tell' : 'yes';

/**
 * The AWS CLI line that adds a service to a role's trust policy and keeps what is there. No line where a Deny stands in
 * the way: somebody meant it.
 */
export const trustCommand = (role: Pick<Role, 'name' | 'trust'>, service: string): string[] => {
  const statements = listOf(role.trust.Statement);
  if (statements.some((one) => one?.Effect === 'Deny')) return [];
  const added = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  const document = JSON.stringify({ ...role.trust, Version: '2012-10-17', Statement: [...statements, added] });
  const quoted = `'${document.replaceAll("'", String.raw`'\''`)}'`;
  return [`aws iam update-assume-role-policy --role-name ${role.name} --policy-document ${quoted}`];
};
