import { describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { type Assessment, assess } from '../../core/verdict.ts';
import { startAccount } from '../../simulator/account.ts';
import { alsoTrue, notNamed } from '../../simulator/world/faults/also-true.ts';
import { faults } from '../../simulator/world/faults.ts';
import { healthyWorld } from '../../simulator/world/healthy.ts';
import type { World } from '../../simulator/world/types.ts';
import { collectFrom } from '../support/collect.ts';
import { faultyWorld, hidesFacts, nameOf, variedWorlds } from '../support/worlds.ts';

const judged = async (world: World, seconds: number): Promise<Assessment & { lockedOut: boolean }> => {
  const account = await startAccount(world);
  try {
    account.advance(seconds);
    const { evidence, target } = await collectFrom(account);
    return { ...assess(evidence, target, checks), lockedOut: evidence.awsAuth.state === 'unknown' };
  } finally {
    await account.close();
  }
};

describe('healthy worlds', () => {
  it.each(variedWorlds.map((options) => [nameOf(options), options] as const))(
    '%s: nobody is accused',
    async (_name, options) => {
      const early = await judged(healthyWorld(options), 0);
      expect(early.causes).toEqual([]);
      const late = await judged(healthyWorld(options), 130);
      expect([late.verdict, late.causes]).toEqual(['joined', []]);
    },
  );
});

describe.each(Object.entries(faults))('%s', (id, fault) => {
  const worlds = variedWorlds.filter((options) => faultyWorld(options, id));

  it.each(worlds.map((options) => [nameOf(options), options] as const))('%s', async (_name, options) => {
    const right = [fault.cause, ...(alsoTrue[fault.cause] ?? [])];
    for (const seconds of [0, 130]) {
      const world = faultyWorld(options, id);
      if (!world) throw new Error('the fault applied a moment ago');
      const { causes, notChecked, lockedOut } = await judged(world, seconds);
      const wrong = causes.filter(({ certainty, cause }) => certainty === 'certain' && !right.includes(cause));
      expect(wrong).toEqual([]);
      // An aws-auth that is broken for all locks Rollcall out as well: then it says that it could not look.
      if (lockedOut) expect(notChecked).not.toEqual([]);
      else if (!notNamed.has(fault.cause) && !hidesFacts(options)) expect(right).toContain(causes[0]?.cause);
    }
  });
});
