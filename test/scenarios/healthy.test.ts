import { describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { rehearse } from '../../cli/demo/rehearsal.ts';
import { diagnose } from '../../core/diagnosis.ts';
import { silenceOf } from '../../core/silence.ts';
import { type Assessment, assess } from '../../core/verdict.ts';
import { knowledgeWith } from '../../handlers/parts/knowledge.ts';
import { startAccount } from '../../simulator/account.ts';
import { type HealthyWorld, healthyWorlds } from '../../simulator/world/healthy/index.ts';
import { collectFrom } from '../support/collect.ts';

const USUAL_SECONDS = 180;

const named = healthyWorlds.map((one) => [one.name, one] as const);
const nodes = named.filter(([, { neverJoins }]) => !neverJoins);
const noNodes = named.filter(([, { neverJoins }]) => neverJoins);

/** What the checks say at once and once the node must be Ready. */
const judged = async ({ world, readyBy = USUAL_SECONDS }: HealthyWorld): Promise<[Assessment, Assessment]> => {
  const account = await startAccount(world());
  try {
    const look = async (): Promise<Assessment> => {
      const { evidence, target } = await collectFrom(account);
      return assess(evidence, target, checks);
    };
    const early = await look();
    account.advance(readyBy);
    return [early, await look()];
  } finally {
    await account.close();
  }
};

const accused = ({ causes, warnings }: Assessment) =>
  [...causes, ...warnings].map(({ cause, certainty, check, says }) => ({ cause, certainty, check, says }));

describe('healthy worlds', () => {
  it.each(nodes)('%s', async (_name, healthy) => {
    const [early, late] = await judged(healthy);
    expect(accused(early).filter(({ certainty }) => certainty !== 'suspect')).toEqual([]);
    expect(accused(late)).toEqual([]);
    expect(late.verdict).toBe('joined');
  });
});
