import type { UserData, UserDataProblem } from '../core/evidence.ts';

/** What one grammar made of a text: everything of {@link UserData} but its wrapping. */
export type Decoded = Omit<UserData, 'size' | 'layers' | 'parts'>;

/** Fields that a grammar may leave out. */
export type Facts = Partial<Omit<Decoded, 'flavour' | 'problems'>>;

/** One entry of {@link UserData.problems}. */
export const problem = (kind: UserDataProblem['kind'], says: string, at?: string): UserDataProblem =>
  at === undefined ? { kind, says } : { kind, at, says };

/** A mapping as YAML, JSON and TOML give it. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Whether a parsed value is a mapping, not a list, date or scalar. */
export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** A mapping's own value at a path; inherited names such as `constructor` are not there. */
export const valueAt = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isMapping(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), value);

/** The text at a path, or `undefined` for an empty text and for anything else. */
export const textAt = (value: unknown, ...path: readonly string[]): string | undefined => {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
};

/** Without the keys whose value is `undefined`, so that facts stay plain JSON. */
export const defined = (facts: Facts): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
