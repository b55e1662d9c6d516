import { expect, it } from 'vitest';
import { runAll } from '../../scripts/faults/pool.ts';
import { allPairs } from '../support/trial.ts';

/** Every so many-th pair, so that each fault meets many others. `npm run faults -- pairs` tries them all. */
const STRIDE = 11;

/** Two faults at once: one of them is named first, and nothing is certain that is not so. Some 60 ms a pair. */
it('pairs of faults that can be together', { timeout: 1_200_000 }, async () => {
  const pairs = allPairs().filter((_pair, index) => index % STRIDE === 0);
  const outcomes = await runAll(
    pairs.map((pair, turn) => ({ kind: 'pair', pair, turn })),
    { processes: 2 },
  );
  const tried = outcomes.filter((outcome) => outcome !== null);
  expect(tried.length).toBeGreaterThan(pairs.length / 2);
  expect(tried.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
});
