import { expect, it } from 'vitest';
import { runAll } from '../../scripts/faults/pool.ts';
import { allPairs } from '../support/trial.ts';

/** Two faults at once: one of them is named first, and nothing is certain that is not so. Some 25 ms a pair on two cores. */
it('every pair of faults that can be together', { timeout: 1_200_000 }, async () => {
  const pairs = allPairs();
  const outcomes = await runAll(
    pairs.map((pair, turn) => ({ kind: 'pair', pair, turn })),
    { processes: 2 },
  );
  const tried = outcomes.filter((outcome) => outcome !== null);
  expect(tried.length).toBeGreaterThan(pairs.length / 2);
  expect(tried.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
});
