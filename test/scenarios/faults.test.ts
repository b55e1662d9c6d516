import { describe, expect, it } from 'vitest';
import { faults } from '../../simulator/world/faults.ts';
import { everywhere, joinedBy, looksAt, runTrial } from '../support/trial.ts';
import { nameOf, variedWorlds } from '../support/worlds.ts';

describe('worlds without a fault', () => {
  it.each(variedWorlds.map((options, world) => [nameOf(options), world] as const))('%s', async (_name, world) => {
    for (const seconds of [0, joinedBy(world)]) {
      const { verdict, wrong } = await runTrial({ world, faults: [], seconds });
      expect(wrong).toEqual([]);
      if (seconds > 0) expect(verdict).toBe('joined');
    }
  });
});

describe.each(Object.entries(faults))('%s', (id, fault) => {
  it.each(everywhere(id).map((trial) => [nameOf(variedWorlds[trial.world] ?? {}), trial] as const))(
    '%s',
    async (_name, trial) => {
      for (const seconds of looksAt(fault, trial.world))
        expect((await runTrial({ ...trial, seconds })).wrong).toEqual([]);
    },
  );
});
