/**
 * The `Condition` element of a policy statement.
 * Source: IAM user guide, "IAM JSON policy elements: Condition operators" and "Set operators for multi-valued keys".
 */
import { BlockList, isIPv6 } from 'node:net';
import type { PolicyStatement } from '../world/types.ts';
import { globMatches, listOf } from './glob.ts';

/** What is known of a request: the value or values of each condition key. Keys are not case-sensitive. */
export type RequestContext = Record<string, string | string[]>;

/** `undecided`: an operator, or a value, that this evaluator does not know. */
export type ConditionOutcome = 'satisfied' | 'unsatisfied' | 'undecided';

type Test = (actual: string, expected: string) => boolean;

const number = (compare: (a: number, b: number) => boolean): Test => {
  return (actual, expected) => compare(Number(actual), Number(expected));
};
const date = (compare: (a: number, b: number) => boolean): Test => {
  return (actual, expected) => compare(instant(actual), instant(expected));
};
const equal = (a: number, b: number) => a === b;
const ignoringCase: Test = (actual, expected) => actual.toLowerCase() === expected.toLowerCase();
const like: Test = (actual, expected) => globMatches(expected, actual);

/** ArnEquals and ArnLike behave the same: each of the six parts is matched for itself. */
const arnLike: Test = (actual, expected) => {
  const parts = arnParts(actual);
  return parts !== undefined && (arnParts(expected)?.every((part, at) => globMatches(part, parts[at] ?? '')) ?? false);
};

const positive: Record<string, Test> = {
  StringEquals: (actual, expected) => actual === expected,
  StringEqualsIgnoreCase: ignoringCase,
  StringLike: like,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: ignoringCase,
  BinaryEquals: (actual, expected) => actual === expected,
  NumericEquals: number(equal),
  NumericLessThan: number((a, b) => a < b),
  NumericLessThanEquals: number((a, b) => a <= b),
  NumericGreaterThan: number((a, b) => a > b),
  NumericGreaterThanEquals: number((a, b) => a >= b),
  DateEquals: date(equal),
  DateLessThan: date((a, b) => a < b),
  DateLessThanEquals: date((a, b) => a <= b),
  DateGreaterThan: date((a, b) => a > b),
  DateGreaterThanEquals: date((a, b) => a >= b),
  IpAddress: inRange,
};

/** Operators that hold when their counterpart does not, for every listed value; an absent key satisfies them. */
const negative: Record<string, Test | undefined> = {
  StringNotEquals: positive.StringEquals,
  StringNotEqualsIgnoreCase: positive.StringEqualsIgnoreCase,
  StringNotLike: positive.StringLike,
  ArnNotEquals: arnLike,
  ArnNotLike: arnLike,
  NumericNotEquals: positive.NumericEquals,
  DateNotEquals: positive.DateEquals,
  NotIpAddress: inRange,
};

/** Whether all conditions of a statement hold for a request. */
export function conditionOutcome(condition: PolicyStatement['Condition'], context: RequestContext): ConditionOutcome {
  const outcomes = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, expected]) => testKey(operator, valuesOf(context, key), listOf(expected), context)),
  );
  if (outcomes.includes('unsatisfied')) return 'unsatisfied';
  return outcomes.includes('undecided') ? 'undecided' : 'satisfied';
}

/** The condition keys that a statement asks for and the request does not have. */
export function missingKeys(condition: PolicyStatement['Condition'], context: RequestContext): string[] {
  const asked = Object.values(condition ?? {}).flatMap((keys) => Object.keys(keys));
  return [...new Set(asked)].filter((key) => valuesOf(context, key) === undefined);
}

/** Puts the request's values into the policy variables, `${aws:PrincipalAccount}`, of a resource or a condition value. */
export function fillVariables(text: string, context: RequestContext): string {
  return text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
    if (name === '*' || name === '?' || name === '$') return name;
    return valuesOf(context, name)?.[0] ?? whole;
  });
}

function testKey(operator: string, actual: string[] | undefined, expected: string[], context: RequestContext) {
  const [, set, base = '', ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(.+?)(IfExists)?$/.exec(operator) ?? [];
  const wanted = expected.map((value) => fillVariables(value, context));
  if (base === 'Null') return outcome(wanted.some((value) => (value === 'true') === (actual === undefined)));

  const test = positive[base];
  const opposite = negative[base];
  if (!test && !opposite) return 'undecided';
  if (actual === undefined) {
    return outcome(ifExists !== undefined || set === 'ForAllValues' || (set === undefined && opposite !== undefined));
  }
  const holds = (value: string) => {
    return test ? wanted.some((one) => test(value, one)) : wanted.every((one) => !opposite?.(value, one));
  };
  return outcome(set === 'ForAllValues' || (opposite && !set) ? actual.every(holds) : actual.some(holds));
}

function outcome(holds: boolean): ConditionOutcome {
  return holds ? 'satisfied' : 'unsatisfied';
}

function valuesOf(context: RequestContext, key: string): string[] | undefined {
  const found = Object.keys(context).find((name) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : listOf(context[found]);
}

function arnParts(arn: string): string[] | undefined {
  const parts = arn.split(':');
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** ISO 8601, or seconds since the epoch. */
function instant(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function inRange(address: string, range: string): boolean {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const [network = '', prefix = family === 'ipv6' ? '128' : '32'] = range.split('/');
  if (isIPv6(network) !== (family === 'ipv6')) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), family);
  return list.check(address, family);
}
