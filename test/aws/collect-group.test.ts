import { afterEach, describe, expect, it } from 'vitest';
import { GroupError } from '../../aws/collect-group.ts';
import { checks } from '../../checks/index.ts';
import { valueOf } from '../../core/observed.ts';
import { assess } from '../../core/verdict.ts';
import { type Account, startAccount } from '../../simulator/account.ts';
import { injectFault } from '../../simulator/world/faults.ts';
import { type HealthyOptions, healthyWorld } from '../../simulator/world/healthy.ts';
import { launchInstance } from '../../simulator/world/launch.ts';
import { first } from '../support/account.ts';
import { collectGroupFrom } from '../support/collect.ts';

let account: Account;
afterEach(() => account.close());

const start = async (options: Partial<HealthyOptions> = {}, fault?: string): Promise<Account> => {
  const world = healthyWorld(options);
  if (fault) injectFault(world, fault);
  account = await startAccount(world);
  return account;
};

/** The group as it was before it ever launched anything. */
const emptied = async (options: Partial<HealthyOptions> = {}): Promise<Account> => {
  const { world } = await start(options);
  world.instances = [];
  for (const group of world.autoScalingGroups) Object.assign(group, { instances: [], activities: [] });
  return account;
};

const failure = (at: number) => ({
  activityId: 'failed',
  description: 'Launching a new EC2 instance.',
  cause: '',
  startTime: at,
  endTime: at,
  statusCode: 'Failed' as const,
  statusMessage: 'InsufficientInstanceCapacity',
  progress: 100,
});

const kinds = ['managed', 'self-managed'] as const;

describe.each(kinds)('a group whose launch failed: %s', (nodeKind) => {
  it('has evidence of the launch, in three rounds, and no instance', async () => {
    const { world } = await start({ nodeKind }, 'ec2-insufficient-capacity');
    const rounds = account.countRounds();
    const { evidence, target, cost } = await collectGroupFrom(account);
    rounds.stop();
    expect(evidence.instance.state).toBe('absent');
    const topics = ['scalingActivities', 'launchTemplate', 'image', 'instanceType', 'instanceProfile'] as const;
    for (const topic of [...topics, 'cluster', 'subnets', 'region', 'addons'] as const) {
      expect([topic, evidence[topic].state]).toEqual([topic, 'known']);
    }
    expect(target).toMatchObject({
      instanceId: '',
      account: world.account.id,
      tie: { cluster: 'prod-eu', strength: 'strong' },
      nodeGroup: nodeKind === 'managed' ? 'workers' : 'batch',
      nodeKind,
      platform: 'al2023',
    });
    expect([rounds.count, cost.rounds]).toEqual([3, 3]);
    expect(cost.apiCalls).toBe(account.calls.length);
  });

  it('that never launched anything: nobody is accused', async () => {
    await emptied({ nodeKind });
    const { evidence, target } = await collectGroupFrom(account);
    const { verdict, causes, warnings, notChecked } = assess(evidence, target, checks);
    expect([verdict, causes, warnings]).toEqual(['unknown', [], []]);
    // What only an instance could tell is no gap.
    expect(notChecked.filter(({ because }) => because.includes('instance'))).toEqual([]);
  });
});

it('knows the role of a managed group without any instance, and how it is mapped', async () => {
  await start({}, 'ec2-quota-exceeded');
  const { evidence } = await collectGroupFrom(account);
  for (const topic of ['nodeGroup', 'nodeRole', 'nodePermissions', 'accessEntry', 'clusterRole'] as const) {
    expect([topic, evidence[topic].state]).toEqual([topic, 'known']);
  }
});

it('reads the template of a mixed group, and no one type where it launches several', async () => {
  const { world } = await start({}, 'ec2-quota-exceeded');
  Object.assign(first(world.autoScalingGroups), { overrides: ['m5.large', 'm5a.large'] });
  const { evidence } = await collectGroupFrom(account);
  expect(evidence.launchTemplate.state).toBe('known');
  expect(evidence.instanceType).toMatchObject({ state: 'unknown', because: 'not-collected' });
});

describe('a group with instances', () => {
  it('is diagnosed by the newest one that is not Ready', async () => {
    const { world } = await start();
    account.advance(200);
    const late = launchInstance(world, { at: account.clock.now() });
    const rounds = account.countRounds();
    const before = account.calls.length;
    const { target, evidence, cost } = await collectGroupFrom(account);
    rounds.stop();
    expect(target.instanceId).toBe(late.instanceId);
    expect(valueOf(evidence.instance)?.id).toBe(late.instanceId);
    // The group, its cluster, its Nodes; then the instance as ever.
    expect([rounds.count, cost.rounds]).toEqual([6, 6]);
    expect(cost.apiCalls).toBe(account.calls.length - before);
  });

  it('is diagnosed by the launch where all are Ready and the next one failed', async () => {
    const { world } = await start();
    account.advance(200);
    first(world.autoScalingGroups).activities.unshift(failure(account.clock.now()));
    const rounds = account.countRounds();
    const { target, evidence, cost } = await collectGroupFrom(account);
    rounds.stop();
    expect(target.instanceId).toBe('');
    expect([rounds.count, cost.rounds]).toEqual([4, 4]);
    expect(assess(evidence, target, checks).causes[0]).toMatchObject({
      cause: 'ec2-insufficient-capacity',
      certainty: 'certain',
    });
  });

  it('is diagnosed by the newest one where nothing is wrong', async () => {
    const { world } = await start();
    account.advance(200);
    const { target, evidence } = await collectGroupFrom(account);
    expect(target.instanceId).toBe(first(world.instances).instanceId);
    expect(assess(evidence, target, checks).verdict).toBe('joined');
  });

  it('does not wait for those of the warm pool', async () => {
    const { world } = await start();
    account.advance(200);
    const spare = launchInstance(world, { at: account.clock.now() });
    for (const member of first(world.autoScalingGroups).instances) {
      if (member.instanceId === spare.instanceId) member.lifecycleState = 'Warmed:Running';
    }
    const { target } = await collectGroupFrom(account);
    expect(target.instanceId).toBe(first(world.instances).instanceId);
  });

  it('without access to Kubernetes is diagnosed by what failed last, else by the newest', async () => {
    const { world } = await start();
    account.advance(200);
    const newest = await collectGroupFrom(account, { withKubernetes: false });
    expect(newest.target.instanceId).toBe(first(world.instances).instanceId);
    first(world.autoScalingGroups).activities.unshift(failure(account.clock.now()));
    expect((await collectGroupFrom(account, { withKubernetes: false })).target.instanceId).toBe('');
  });
});

describe('what cannot be diagnosed', () => {
  it.each([
    [{ nodeGroup: 'nobody', cluster: 'prod-eu' }, 'cluster prod-eu has no managed node group nobody'],
    [{ nodeGroup: 'workers', cluster: 'prod-us' }, 'there is no EKS cluster prod-us in eu-central-1'],
    [{ scalingGroup: 'nobody' }, 'there is no Auto Scaling group nobody in eu-central-1'],
  ])('%o: one sentence', async (group, says) => {
    await start();
    const error = await collectGroupFrom(account, { group }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GroupError);
    expect(error).toMatchObject({ message: says });
  });

  it('a group of another cluster, and one of none', async () => {
    const { world } = await start({ nodeKind: 'self-managed' });
    const group = first(world.autoScalingGroups);
    const scalingGroup = group.autoScalingGroupName;
    world.clusters.push({ ...first(world.clusters), name: 'prod-us' });
    await expect(collectGroupFrom(account, { group: { scalingGroup, cluster: 'prod-us' } })).rejects.toThrow(
      `Auto Scaling group ${scalingGroup} belongs to cluster prod-eu, not to prod-us`,
    );
    group.tags = [];
    await expect(collectGroupFrom(account, { group: { scalingGroup } })).rejects.toThrow('pass --cluster');
    const { target } = await collectGroupFrom(account, { group: { scalingGroup, cluster: 'prod-eu' } });
    expect(target.tie).toMatchObject({ cluster: 'prod-eu' });
  });

  it('a group of a cluster that is gone', async () => {
    const { world } = await start({ nodeKind: 'self-managed' });
    const { autoScalingGroupName: scalingGroup } = first(world.autoScalingGroups);
    world.clusters = [];
    await expect(collectGroupFrom(account, { group: { scalingGroup } })).rejects.toThrow('no EKS cluster prod-eu');
  });

  it.each(['DescribeAutoScalingGroups', 'DescribeInstances'])('a group that cannot be read: %s', async (operation) => {
    const { world } = await start({ nodeKind: 'self-managed' });
    account.interfere({ operation, kind: 'deny' });
    const { autoScalingGroupName: scalingGroup } = first(world.autoScalingGroups);
    await expect(collectGroupFrom(account, { group: { scalingGroup } })).rejects.toThrow('could not be read');
  });
});
