import { describe, expect, it } from 'vitest';
import { faults } from '../../simulator/world/faults.ts';
import { everywhere, joinedBy, looksAt, runTrial } from '../support/trial.ts';
import { nameOf, variedWorlds } from '../support/worlds.ts';

/** Worlds that each fault is tried in here, spread over all of them. `npm run faults -- everywhere` tries them all. */
const WORLDS = 5;

describe('worlds without a fault', () => {
  it.each(variedWorlds.map((options, world) => [nameOf(options), world] as const))('%s', async (_name, world) => {
    for (const seconds of [0, joinedBy(world)]) {
      const { verdict, wrong } = await runTrial({ world, faults: [], seconds });
      expect(wrong).toEqual([]);
      if (seconds > 0) expect(verdict).toBe('joined');
    }
  });
});

describe.each(Object.entries(faults).map(([id, fault], turn) => [id, fault, turn] as const))(
  '%s',
  (id, fault, turn) => {
    const trials = everywhere(id);
    const tried = trials.map((_trial, index) => trials[(index * 3 + turn) % trials.length]).slice(0, WORLDS);
    const named = [...new Set(tried)].flatMap((trial) =>
      trial ? [[nameOf(variedWorlds[trial.world] ?? {}), trial] as const] : [],
    );

    it.each(named)('%s', async (_name, trial) => {
      for (const seconds of looksAt(fault, trial.world))
        expect((await runTrial({ ...trial, seconds })).wrong).toEqual([]);
    });
  },
);
