import { describe, expect, it } from 'vitest';
import { explainBoot, rebootInstance, settle } from '../../simulator/boot/index.ts';
import { theCluster, theNode } from '../../simulator/world/faults/fault.ts';
import { type Fault, faults, injectFault } from '../../simulator/world/faults.ts';
import { windowsSupport } from '../../simulator/world/healthy/nodes.ts';
import { type HealthyOptions, healthyWorld } from '../../simulator/world/healthy.ts';
import { launchInstance } from '../../simulator/world/launch.ts';
import type { World } from '../../simulator/world/types.ts';
import { joinsWithin } from '../support/worlds.ts';

/** Together these hold every kind, image, subnet, endpoint and authentication mode. */
const worlds: Partial<HealthyOptions>[] = [
  { nodeKind: 'managed', image: 'al2023', subnet: 'private', endpoint: 'both', authentication: 'API_AND_CONFIG_MAP' },
  { nodeKind: 'managed', image: 'al2', subnet: 'public', endpoint: 'public', authentication: 'CONFIG_MAP' },
  { nodeKind: 'managed', image: 'bottlerocket', subnet: 'isolated', endpoint: 'private', authentication: 'API' },
  { nodeKind: 'managed', image: 'al2023', subnet: 'isolated', endpoint: 'both', authentication: 'CONFIG_MAP' },
  {
    nodeKind: 'self-managed',
    image: 'al2',
    subnet: 'private',
    endpoint: 'private',
    authentication: 'API_AND_CONFIG_MAP',
  },
  { nodeKind: 'self-managed', image: 'al2023', subnet: 'public', endpoint: 'both', authentication: 'CONFIG_MAP' },
  {
    nodeKind: 'self-managed',
    image: 'bottlerocket',
    subnet: 'private',
    endpoint: 'public',
    authentication: 'CONFIG_MAP',
  },
  { nodeKind: 'karpenter', image: 'al2023', subnet: 'private', endpoint: 'public', authentication: 'API' },
  { nodeKind: 'karpenter', image: 'al2', subnet: 'isolated', endpoint: 'both', authentication: 'API' },
  { nodeKind: 'karpenter', image: 'bottlerocket', subnet: 'public', endpoint: 'private', authentication: 'API' },
  { subnet: 'private', endpoint: 'both', publicAccessCidrs: ['198.18.0.0/24'] },
  { ipFamily: 'ipv6', endpoint: 'private' },
  { ipFamily: 'ipv6', nodeKind: 'self-managed', image: 'al2', subnet: 'public' },
  { nodeKind: 'karpenter', image: 'bottlerocket', ipFamily: 'ipv6' },
  {
    nodeKind: 'self-managed',
    image: 'windows',
    subnet: 'private',
    endpoint: 'public',
    authentication: 'API',
    prepare: windowsSupport,
  },
  { nodeKind: 'self-managed', image: 'ubuntu', subnet: 'private', endpoint: 'public', authentication: 'CONFIG_MAP' },
];

const all = Object.keys(faults).flatMap((id) =>
  worlds.filter((options) => applies(id, healthyWorld(options))).map((options) => ({ id, options })),
);
const preventing = (...what: (Fault['prevents'] | undefined)[]) =>
  all.filter(({ id }) => what.includes(faults[id]?.prevents));
const cases = preventing('registration', 'readiness');

function applies(id: string, world: World): boolean {
  const { appliesTo } = faults[id] ?? {};
  return appliesTo?.(world) ?? true;
}

/** Where a reboot helps nobody whose user data went wrong. */
const runsScriptsOnce = ({ image = 'al2023' }: Partial<HealthyOptions>): boolean =>
  ['al2', 'ubuntu', 'windows'].includes(image);

function broken(id: string, options: Partial<HealthyOptions>): World {
  const world = healthyWorld(options);
  injectFault(world, id);
  return world;
}

/** The world without the fault, its first instance as far as the broken one came. */
function repaired(world: World, options: Partial<HealthyOptions>): World {
  const healthy = healthyWorld(options);
  theNode(healthy).boot = structuredClone(theNode(world).boot);
  for (const [name, state] of Object.entries(world.kubernetes)) {
    const target = healthy.kubernetes[name];
    if (target) target.nodes = structuredClone(state.nodes);
  }
  return healthy;
}

describe('faults', () => {
  it.each(Object.keys(faults))('%s applies to some built world', (id) => {
    expect(worlds.some((options) => applies(id, healthyWorld(options)))).toBe(true);
  });

  it.each(Object.entries(faults))('%s is named after its cause', (id, { cause }) => {
    expect(id.split(':')[0]).toBe(cause);
  });

  it.each(cases)('$id prevents what it says, with one plain reason: $options', ({ id, options }) => {
    const world = broken(id, options);
    const later = world.startedAt + 900_000;
    settle(world, later);
    const story = explainBoot(world, theNode(world).instanceId, later);
    const prevents = faults[id]?.prevents;
    // A node that went elsewhere is ready there.
    const isElsewhere = story.stage === 'ready' && theNode(world).boot.cluster !== theCluster(world).name;
    expect(Boolean(story.stuck) || isElsewhere).toBe(prevents !== 'nothing');
    const { registeredAt, readyAt } = isElsewhere ? {} : theNode(world).boot;
    expect(readyAt !== undefined).toBe(prevents === 'nothing');
    expect(registeredAt !== undefined).toBe(prevents !== 'registration');
  });

  it.each(cases)('$id undone lets the node, or else a new one, join: $options', ({ id, options }) => {
    const world = broken(id, options);
    settle(world, world.startedAt + 60_000);
    const healed = repaired(world, options);
    const now = healed.startedAt + 60_000;
    const isDead = theNode(healed).boot.failedAt !== undefined;
    if (isDead) rebootInstance(healed, theNode(healed).instanceId, now);
    const onlyNew = faults[id]?.needsNewNode || (isDead && runsScriptsOnce(options));
    const node = onlyNew ? launchInstance(healed, { at: now }) : theNode(healed);
    settle(healed, now + joinsWithin(options) * 1000);
    expect(node.boot.readyAt).toBeDefined();
  });

  it.each(preventing('launch'))('$id leaves the group without an instance: $options', ({ id, options }) => {
    const world = broken(id, options);
    settle(world, world.startedAt + 900_000);
    expect(world.instances).toEqual([]);
    expect(world.autoScalingGroups[0]?.activities[0]).toMatchObject({ statusCode: 'Failed' });
    expect(world.autoScalingGroups[0]?.activities[0]?.statusMessage).toBeTruthy();
  });

  it.each(preventing('nothing'))('$id lets the node join all the same: $options', ({ id, options }) => {
    const world = broken(id, options);
    settle(world, world.startedAt + joinsWithin(options) * 1000);
    expect(theNode(world).boot.readyAt).toBeDefined();
  });

  it('refuses a fault that is unknown or means nothing in a world', () => {
    expect(() => injectFault(healthyWorld(), 'no-such-fault')).toThrow(RangeError);
    expect(() => injectFault(healthyWorld({ authentication: 'API' }), 'awsauth-path-arn')).toThrow(RangeError);
  });
});
