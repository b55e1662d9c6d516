import type { PolicyDocument, PolicyStatement } from '../core/evidence.ts';
import { globMatches } from './glob.ts';

/** One call that goes through a VPC endpoint. */
export interface EndpointCall {
  readonly action: string;
  /** The ARN that it touches, or `*` for an action without resources. */
  readonly resource: string;
  /** Whether `resource` is only how the ARN begins. */
  readonly openEnd?: true;
  /** The ARN of the calling role; missing where somebody else signs, or nobody knows. */
  readonly role?: string;
}

/**
 * - `explicit-deny`: a statement denies it
 * - `not-allowed`: no statement can allow it
 * - `conditional`: it hangs on conditions, principals or resources that are not known here
 */
export type EndpointAnswer = 'allowed' | 'explicit-deny' | 'not-allowed' | 'conditional';

/** What a policy says of a call, with the conditions that it hangs on: key to values. */
export interface EndpointRuling {
  readonly answer: EndpointAnswer;
  readonly conditions: Readonly<Record<string, readonly string[]>>;
}

type Match = 'yes' | 'no' | 'maybe';

/**
 * What an endpoint policy says of one call. Without a policy everything passes: that is what AWS attaches by default.
 *
 * Source: PrivateLink guide, "Control access to VPC endpoints using endpoint policies"; IAM user guide, "Policy evaluation
 * logic": a Deny that matches wins, and without an Allow that matches nothing passes.
 */
export const endpointRuling = (policy: string | undefined, call: EndpointCall): EndpointRuling => {
  const none = { conditions: {} };
  if (policy === undefined || policy.trim() === '') return { answer: 'allowed', ...none };
  const statements = statementsOf(policy);
  if (!statements) return { answer: 'conditional', ...none };
  const matches = statements.map((statement) => ({ statement, match: matchOf(statement, call) }));
  const of = (effect: string, match: Match) =>
    matches.filter((one) => one.statement.Effect === effect && one.match === match).map((one) => one.statement);
  if (of('Deny', 'yes').length > 0) return { answer: 'explicit-deny', ...none };
  const maybe = of('Allow', 'maybe');
  const sure = of('Allow', 'yes').length > 0;
  if (!sure && maybe.length === 0) return { answer: 'not-allowed', ...none };
  const doubts = of('Deny', 'maybe');
  if (sure && doubts.length === 0) return { answer: 'allowed', ...none };
  return { answer: 'conditional', conditions: conditionsOf(sure ? doubts : maybe) };
};

const statementsOf = (policy: string): readonly PolicyStatement[] | undefined => {
  try {
    const document = JSON.parse(policy) as PolicyDocument | null;
    const statements = listOf(document?.Statement);
    return statements.every((one) => typeof one === 'object' && one !== null) ? statements : undefined;
  } catch {
    return undefined;
  }
};

const matchOf = (statement: PolicyStatement, call: EndpointCall): Match => {
  const conditional: Match = Object.keys(statement.Condition ?? {}).length > 0 ? 'maybe' : 'yes';
  return allOf([
    matchAction(statement, call),
    matchResource(statement, call),
    matchPrincipal(statement, call),
    conditional,
  ]);
};

const matchAction = ({ Action, NotAction }: PolicyStatement, { action }: EndpointCall): Match => {
  const names = (patterns: readonly unknown[]): boolean =>
    patterns.some((one) => typeof one === 'string' && globMatches(one.toLowerCase(), action.toLowerCase()));
  if (NotAction !== undefined) return names(listOf(NotAction)) ? 'no' : 'yes';
  return names(listOf(Action)) ? 'yes' : 'no';
};

const matchResource = ({ Resource, NotResource }: PolicyStatement, call: EndpointCall): Match => {
  if (NotResource !== undefined) return negated(anyOf(listOf(NotResource).map((one) => coversResource(one, call))));
  return anyOf(listOf(Resource).map((one) => coversResource(one, call)));
};

const coversResource = (pattern: unknown, { resource, openEnd }: EndpointCall): Match => {
  if (typeof pattern !== 'string') return 'maybe';
  if (pattern.includes('${')) return 'maybe';
  // No pattern names this character, so only a wildcard can stand for the unknown end.
  if (globMatches(pattern, openEnd ? `${resource}\u0000` : resource)) return 'yes';
  if (!openEnd) return 'no';
  const plain = pattern.split(/[*?]/)[0] ?? '';
  return plain.startsWith(resource) || resource.startsWith(plain) ? 'maybe' : 'no';
};

const matchPrincipal = ({ Principal, NotPrincipal }: PolicyStatement, { role }: EndpointCall): Match => {
  if (NotPrincipal !== undefined) return 'maybe';
  if (Principal === undefined || Principal === '*') return 'yes';
  if (typeof Principal !== 'object' || Principal === null) return 'maybe';
  return anyOf(listOf(Principal['AWS']).map((one) => namesRole(one, role)));
};

const namesRole = (principal: unknown, role: string | undefined): Match => {
  if (principal === '*') return 'yes';
  if (typeof principal !== 'string' || role === undefined) return 'maybe';
  const [, , , , account = '', ...path] = role.split(':');
  const name = path.join(':').split('/').at(-1) ?? '';
  if (principal === role || principal === account || principal.endsWith(`::${account}:root`)) return 'yes';
  // The role's own sessions, or an id that IAM put in place of a deleted role.
  if (principal.includes(`:assumed-role/${name}/`)) return 'maybe';
  return principal.startsWith('arn:') || /^\d{12}$/.test(principal) ? 'no' : 'maybe';
};

const conditionsOf = (statements: readonly PolicyStatement[]): EndpointRuling['conditions'] =>
  Object.fromEntries(
    statements.flatMap(({ Condition }) =>
      Object.values(Condition ?? {}).flatMap((keys) =>
        Object.entries(keys ?? {}).map(([key, values]) => [key.toLowerCase(), listOf(values).map(String)] as const),
      ),
    ),
  );

const listOf = <T>(value: T | readonly T[] | undefined | null): readonly T[] => {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
};

const anyOf = (matches: readonly Match[]): Match =>
  matches.includes('yes') ? 'yes' : matches.includes('maybe') ? 'maybe' : 'no';

const allOf = (matches: readonly Match[]): Match =>
  matches.includes('no') ? 'no' : matches.includes('maybe') ? 'maybe' : 'yes';

const negated = (match: Match): Match => (match === 'yes' ? 'no' : match === 'no' ? 'yes' : 'maybe');
