import type { Certainty, Proof } from '../core/finding.ts';

/**
 * The answer to "does it get through here": `unproven` means that it cannot be proven from here, because something was
 * not read or lies outside what the API tells. Only `no` may ever become a certain cause.
 */
export type Verdict = 'yes' | 'no' | 'unproven';

/** A verdict with the API fields that it rests on. */
export interface Answer {
  readonly verdict: Verdict;
  readonly proof: readonly Proof[];
}

/** All must let it through: one `no` is enough for `no`. Of nothing at all: `yes`. */
export const every = (verdicts: readonly Verdict[]): Verdict => {
  if (verdicts.includes('no')) return 'no';
  return verdicts.includes('unproven') ? 'unproven' : 'yes';
};

/** One that lets it through is enough. Of nothing at all: `no`. */
export const some = (verdicts: readonly Verdict[]): Verdict => {
  if (verdicts.includes('yes')) return 'yes';
  return verdicts.includes('unproven') ? 'unproven' : 'no';
};

/** The same of what is asked one by one, until one lets it through. */
export const anyOf = <T>(things: readonly T[], ask: (thing: T) => Verdict): Verdict => {
  let found: Verdict = 'no';
  for (const thing of things) {
    const verdict = ask(thing);
    if (verdict === 'yes') return verdict;
    if (verdict === 'unproven') found = verdict;
  }
  return found;
};

const RANK: readonly Certainty[] = ['certain', 'likely', 'suspect'];

/** The least sure of these. */
export const leastSure = (first: Certainty, ...others: readonly Certainty[]): Certainty =>
  others.reduce((a, b) => (RANK.indexOf(a) >= RANK.indexOf(b) ? a : b), first);
