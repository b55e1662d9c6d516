import { describe, expect, it } from 'vitest';
import { rehearse } from '../../cli/demo/rehearsal.ts';
import { healthyWorlds } from '../../simulator/world/healthy/index.ts';
import { judgeHealthy } from '../support/healthy-trial.ts';

const named = healthyWorlds.map((one) => [one.name, one] as const);
const staying = named.filter(([, { neverJoins }]) => neverJoins);

it.each(named)('%s', async (_name, healthy) => {
  expect((await judgeHealthy(healthy)).wrong).toEqual([]);
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
