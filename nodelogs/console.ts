import type { Console, Sign } from '../core/evidence.ts';
import { consoleDictionary } from './console-dictionary.ts';
import { kubeletDictionary } from './kubelet-dictionary.ts';
import { noise } from './noise.ts';
import type { SignEntry } from './sign-entry.ts';

const DICTIONARY: readonly SignEntry[] = [...consoleDictionary, ...kubeletDictionary];

/** Longer lines are read only so far. */
const MOST_READ = 2_000;

/** What of a line is kept in reports. */
const MOST_KEPT = 300;

const TAIL_LINES = 40;

/**
 * What the lines of a console prove, and the last of them for a person to read.
 *
 * Takes text from which secrets and control characters are gone already; gives one sign an entry, with its latest line,
 * in the order of the dictionary. Never throws.
 *
 * @example readConsole('nodeadm[1]: no config in chain').signs[0]?.stuckAt // 'configured'
 */
export const readConsole = (text: string): Pick<Console, 'signs' | 'tail'> => {
  const lines = text
    .split('\n')
    .map((line) => line.slice(0, MOST_READ).trimEnd())
    .filter((line) => line !== '');
  const latest = new Map<string, Sign>();
  for (const line of lines) {
    const entry = entryFor(line);
    if (entry) latest.set(entry.id, signOf(entry, line));
  }
  const signs = DICTIONARY.flatMap(({ id }) => latest.get(id) ?? []);
  return { signs, tail: lines.slice(-TAIL_LINES).map((line) => line.slice(0, MOST_KEPT)) };
};

const entryFor = (line: string): SignEntry | undefined =>
  noise.some((pattern) => pattern.test(line)) ? undefined : DICTIONARY.find(({ pattern }) => pattern.test(line));

const signOf = ({ id, program, passed, stuckAt, causes, proves }: SignEntry, line: string): Sign => ({
  id,
  program,
  line: line.slice(0, MOST_KEPT),
  ...(passed ? { passed } : {}),
  ...(stuckAt ? { stuckAt } : {}),
  causes,
  proves,
});
