import { describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { rehearse } from '../../cli/demo/rehearsal.ts';
import { diagnose } from '../../core/diagnosis.ts';
import { type Assessment, assess } from '../../core/verdict.ts';
import { knowledgeWith } from '../../handlers/parts/knowledge.ts';
import { type Account, startAccount } from '../../simulator/account.ts';
import { type HealthyWorld, healthyWorlds } from '../../simulator/world/healthy/index.ts';
import { collectFrom } from '../support/collect.ts';

const USUAL_SECONDS = 180;

const named = healthyWorlds.map((one) => [one.name, one] as const);
const joining = named.filter(([, { neverJoins }]) => !neverJoins);
const staying = named.filter(([, { neverJoins }]) => neverJoins);

/** What is found at once, and again when the node must be Ready. */
const twice = async <T>(
  { world, readyBy = USUAL_SECONDS }: HealthyWorld,
  look: (account: Account) => Promise<T>,
): Promise<[early: T, late: T]> => {
  const account = await startAccount(world());
  try {
    const early = await look(account);
    // In steps, as a watch looks: some things on a node take their time from the look before.
    for (let seconds = 0; seconds < readyBy; seconds += 30) account.advance(30);
    return [early, await look(account)];
  } finally {
    await account.close();
  }
};

const judge = async (account: Account): Promise<Assessment> => {
  const { evidence, target } = await collectFrom(account);
  return assess(evidence, target, checks);
};

/** What a person would read of each accusation, so that a failing test tells it. */
const accused = ({ causes, warnings }: Assessment) =>
  [...causes, ...warnings].map(({ cause, certainty, check, says }) => ({ cause, certainty, check, says }));

describe('a node that joins', () => {
  it.each(joining)('%s', async (_name, healthy) => {
    const [early, late] = await twice(healthy, judge);
    expect(accused(early).filter(({ certainty }) => certainty !== 'suspect')).toEqual([]);
    expect(accused(late)).toEqual([]);
    expect(late.verdict).toBe('joined');
  });
});

describe('an instance that rightly never joins', () => {
  it.each(staying)('%s', async (_name, healthy) => {
    const looks = await twice(healthy, async (account) => diagnose(await collectFrom(account), knowledgeWith('all')));
    for (const { report, silent } of looks) {
      expect(report.causes).toEqual([]);
      expect(silent).not.toBeNull();
    }
  });
});

/** One of each kind of thing that could go wrong on the whole way, from the event to the alert. */
const rehearsed = [
  'by hand: user data and no tag at all',
  'Auto Mode: managed by EKS, entry of type EC2, no add-ons, user data out of sight',
  'golden image that joins by itself: no user data at all',
  'shared VPC: isolated, endpoints of the owner that a guest cannot see',
  'hub and spoke: endpoints in a hub VPC behind a transit gateway, no internet at all',
  'perimeter: a service control policy that denies all but this VPC',
  'VPC CNI with a role that its service account names: the add-on names none',
  'the cluster is UPDATING while the node joins',
  'back from a reboot, with its Node and the interface of the CNI',
  ...staying.map(([name]) => name),
];

describe('the whole way', () => {
  it.each(rehearsed)('%s: no alert and no change', async (name) => {
    const healthy = healthyWorlds.find((one) => one.name === name);
    if (!healthy) throw new Error(`no healthy world ${name}`);
    const world = healthy.world();
    for (const cluster of world.clusters) cluster.tags['rollcall/mode'] = 'fix';
    const { sent, results } = await rehearse(world, { fixes: 'all' });
    expect(sent).toEqual([]);
    expect(results.filter(({ alerts, changes }) => alerts + changes > 0)).toEqual([]);
  });
});

it('holds a hundred healthy worlds, each with a name of its own', () => {
  expect(healthyWorlds.length).toBeGreaterThanOrEqual(100);
  expect(new Set(healthyWorlds.map(({ name }) => name)).size).toBe(healthyWorlds.length);
});
