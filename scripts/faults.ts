/**
 * Injects every fault into the embedded account and tells whether the diagnosis is right.
 *
 *   node scripts/faults.ts               every fault in one world
 *   node scripts/faults.ts everywhere    every fault in every world in which it means something
 *   node scripts/faults.ts pairs         every pair of faults that can be together, in one world
 *   node scripts/faults.ts healthy       every world without a fault, at its launch and after joining
 *
 * Exits with 1 when any diagnosis is wrong.
 */
import { faults } from '../simulator/world/faults.ts';
import { allPairs, everywhere, type Outcome, single, type Trial } from '../test/support/trial.ts';
import { nameOf, variedWorlds } from '../test/support/worlds.ts';
import { printHealthy } from './faults/healthy.ts';
import { type Job, runAll } from './faults/pool.ts';
import { type Column, table } from './faults/table.ts';

const ids = Object.keys(faults);
const counted = (trial: Trial): Job => ({ kind: 'trial', trial, countRounds: true });
const modes: Record<string, () => Job[]> = {
  singles: () => ids.flatMap((id) => single(id) ?? []).map(counted),
  everywhere: () => ids.flatMap((id) => everywhere(id)).map(counted),
  pairs: () => allPairs().map((pair, turn): Job => ({ kind: 'pair', pair, turn })),
};

/** From so many columns on worlds and causes stand in their rows in words; below, worlds are numbered and told beneath. */
const WIDE = 180;
const width = process.stdout.columns ?? (Number(process.env['COLUMNS']) || 100);

const main = async (mode: string): Promise<void> => {
  if (mode === 'healthy') {
    process.exitCode = (await printHealthy(progress)) ? 0 : 1;
    return;
  }
  const jobs = Object.hasOwn(modes, mode) ? modes[mode]?.() : undefined;
  if (!jobs) {
    process.stderr.write(
      `faults: there is no "${mode}": there are ${[...Object.keys(modes).slice(1), 'healthy'].join(', ')}\n`,
    );
    process.exitCode = 2;
    return;
  }
  const started = performance.now();
  const outcomes = (await runAll(jobs, { onDone: (done) => progress(done, jobs.length) })).filter(
    (one) => one !== null,
  );
  progress();
  const wrong = outcomes.filter((one) => one.wrong.length > 0);
  if (mode !== 'pairs') print(...table(columns, outcomes), '', ...legend());
  if (wrong.length > 0) print(...wrong.flatMap(complaint), '');
  print(summary(mode, outcomes.length, wrong.length, (performance.now() - started) / 1000));
  process.exitCode = wrong.length > 0 ? 1 : 0;
};

const columns: readonly Column<Outcome>[] = [
  { head: ' ', of: ({ wrong }) => (wrong.length > 0 ? '✘' : '✔') },
  { head: 'fault', of: ({ trial }) => trial.faults.join(' + ') },
  { head: 'world', of: ({ trial }) => worldName(trial), ...(width < WIDE && { right: true }) },
  { head: 'first cause named', of: (outcome) => firstOf(outcome) },
  { head: 'certainty', of: ({ first }) => first?.certainty ?? '' },
  { head: 'rounds', of: ({ rounds }) => String(rounds), right: true },
  { head: 'calls', of: ({ calls }) => String(calls), right: true },
];

/** Where there is little room, a cause that only repeats its fault is not told again. */
const firstOf = ({ first, trial, verdict }: Outcome): string => {
  if (!first) return verdict;
  const same = trial.faults.some((id) => faults[id]?.cause === first.cause);
  return same && width < WIDE ? 'itself' : first.cause;
};

const worldName = ({ world }: Trial): string => (width < WIDE ? String(world + 1) : nameOf(variedWorlds[world] ?? {}));

const legend = (): string[] =>
  width < WIDE
    ? ['Worlds', ...variedWorlds.map((options, index) => `${String(index + 1).padStart(4)}  ${nameOf(options)}`), '']
    : [];

const complaint = ({ trial, wrong }: Outcome): string[] => [
  `✘ ${trial.faults.join(' + ')} · ${nameOf(variedWorlds[trial.world] ?? {})} · ${trial.seconds} s`,
  ...wrong.map((says) => `    ${says}`),
];

const summary = (mode: string, all: number, wrong: number, seconds: number): string =>
  `${all} ${mode === 'pairs' ? 'pairs of faults' : 'faults'}: ${all - wrong} right, ${wrong} wrong, in ${seconds.toFixed(0)} s`;

const progress = (done?: number, all?: number): void => {
  if (process.stderr.isTTY) process.stderr.write(done === undefined ? '\r\u001b[K' : `\r\u001b[K${done} of ${all} …`);
};

const print = (...lines: string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

// `| head` stops reading.
process.stdout.on('error', () => process.exit());
await main(process.argv[2] ?? 'singles');
