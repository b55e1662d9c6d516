import { expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { rehearse } from '../../cli/demo/rehearsal.ts';
import { assess } from '../../core/verdict.ts';
import { startAccount } from '../../simulator/account.ts';
import { useCilium } from '../../simulator/world/daemon-sets.ts';
import { theCluster } from '../../simulator/world/faults/fault.ts';
import { injectFault } from '../../simulator/world/faults.ts';
import { healthyWorld } from '../../simulator/world/healthy.ts';
import type { World } from '../../simulator/world/types.ts';
import { collectFrom } from '../support/collect.ts';

/** A cluster with Cilium, which takes its taint off so many seconds after a node has registered. */
const withCilium = (seconds: number): World => {
  const world = healthyWorld();
  useCilium(world, theCluster(world), seconds * 1000);
  return world;
};

it('Cilium in place of the VPC CNI: the node joins and nobody is accused', async () => {
  const account = await startAccount(withCilium(0));
  account.advance(130);
  const { evidence, target } = await collectFrom(account);
  await account.close();
  expect(assess(evidence, target, checks)).toMatchObject({ verdict: 'joined', causes: [], warnings: [] });
});

it('a young taint on a Ready node: it has registered, nothing is to blame', async () => {
  const account = await startAccount(withCilium(200));
  account.advance(130);
  const { evidence, target } = await collectFrom(account);
  await account.close();
  expect(evidence.node).toMatchObject({
    value: { ready: { status: 'True' }, taints: [{ key: 'node.cilium.io/agent-not-ready' }] },
  });
  expect(assess(evidence, target, checks)).toMatchObject({ verdict: 'unknown', reached: 'registered', causes: [] });
});

it('the watch waits for it and stays silent', async () => {
  const { sent, results, moments } = await rehearse(withCilium(100), { fixes: 'none' });
  expect(sent).toEqual([]);
  expect(results).toMatchObject([{ outcome: 'joined', alerts: 0, changes: 0 }]);
  expect(moments.findLast(({ kind }) => kind === 'look')?.at).toBeGreaterThan(120);
});

it('a taint that nobody takes off is told once, and who should', async () => {
  const world = healthyWorld();
  injectFault(world, 'startup-taint-stuck:cilium');
  const { sent, results } = await rehearse(world, { fixes: 'none' });
  const people = sent.filter(({ topic }) => topic === 'people');
  expect(people).toHaveLength(1);
  expect(people[0]?.at).toBeGreaterThanOrEqual(360);
  expect(people[0]?.message).toContain('Cilium should have taken off');
  expect(results).toMatchObject([{ outcome: 'still-failing' }]);
});
