import { describe, expect, it } from 'vitest';
import { rehearse } from '../../cli/demo/rehearsal.ts';
import { scenarios, worldOf } from '../../cli/demo/scenarios.ts';
import { theCluster } from '../../simulator/world/faults/fault.ts';

const run = (id: string) => {
  const scenario = scenarios.find((one) => one.id === id);
  if (!scenario) throw new Error(`no scenario ${id}`);
  return rehearse(worldOf(scenario), { fixes: scenario.fixes.join('+') });
};

const WRITES = /^(Modify|Attach|Detach|Create|Delete|Put|PUT|Update)/;

describe('from the event to the alert', () => {
  it.each([
    ['vpc-dns-off', 'vpc-dns-support-disabled'],
    ['aws-auth-path', 'awsauth-path-arn'],
    ['missing-policy', 'node-role-missing-worker-policy'],
  ])('%s: fixed at once, the node joins on its first boot, and both alerts go out', async (id, cause) => {
    const { moments, sent, results } = await run(id);
    const fix = moments.find(({ kind }) => kind === 'fix');
    expect(fix?.says).toContain('applied');
    expect(fix?.at).toBeLessThanOrEqual(30);
    expect(results).toMatchObject([{ outcome: 'joined', alerts: 2, changes: 1 }]);
    expect(moments.findLast(({ kind }) => kind === 'look')?.at).toBeLessThanOrEqual(120);
    const people = sent.filter(({ topic }) => topic === 'people');
    expect(people).toHaveLength(2);
    for (const { subject } of people) expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(people[0]?.message).toContain(cause);
    const chat = sent
      .filter(({ topic }) => topic === 'chat')
      .map(({ message }) => JSON.parse(message) as { version: string; source: string; metadata: { threadId: string } });
    expect(chat.map(({ version, source }) => [version, source])).toEqual([
      ['1.0', 'custom'],
      ['1.0', 'custom'],
    ]);
    expect(new Set(chat.map(({ metadata }) => metadata.threadId)).size).toBe(1);
  });

  it('no-nat: never changes a route; alerts within 150 s with the command', async () => {
    const { calls, sent, results } = await run('no-nat');
    expect(calls.filter(({ operation }) => WRITES.test(operation))).toEqual([]);
    const [alert] = sent;
    expect(alert?.at).toBeLessThanOrEqual(150);
    expect(alert?.message).toContain('aws ec2 replace-route');
    expect(results).toMatchObject([{ outcome: 'still-failing', alerts: 1, changes: 0 }]);
  });

  it('no-capacity: an alert of the group at two minutes, with what to do; no instance is named', async () => {
    const { calls, sent, results } = await run('no-capacity');
    expect(calls.filter(({ operation }) => WRITES.test(operation))).toEqual([]);
    const people = sent.filter(({ topic }) => topic === 'people');
    expect(people.map(({ at }) => at)).toEqual([120]);
    expect(people[0]?.message).toContain('ec2-insufficient-capacity (certain)');
    expect(people[0]?.message).toContain('more instance types or zones');
    expect(results).toMatchObject([{ outcome: 'still-failing', alerts: 1, changes: 0 }]);
  });

  it('no-capacity: says that it is over when the group launches again, and nothing if it does at once', async () => {
    const scenario = scenarios.find(({ id }) => id === 'no-capacity');
    if (!scenario) throw new Error('no scenario');
    const again = (seconds: number) =>
      rehearse(worldOf(scenario), {
        fixes: 'none',
        before: (account) => {
          const advance = account.advance.bind(account);
          account.advance = (by) => {
            advance(by);
            const [group] = account.world.autoScalingGroups;
            const late = account.clock.now() - account.world.startedAt >= seconds * 1000;
            if (!group || !late || group.activities[0]?.statusCode === 'Successful') return;
            const [failed] = group.activities;
            if (failed) group.activities.unshift({ ...failed, statusCode: 'Successful', statusMessage: undefined });
          };
        },
      });
    const later = await again(600);
    expect(later.sent.filter(({ topic }) => topic === 'people').map(({ at }) => at)).toEqual([120, 600]);
    expect(later.results).toMatchObject([{ outcome: 'joined', alerts: 2 }]);
    expect((await again(60)).sent).toEqual([]);
  });

  it('no-capacity: a group of no EKS cluster is nobody’s business', async () => {
    const scenario = scenarios.find(({ id }) => id === 'no-capacity');
    if (!scenario) throw new Error('no scenario');
    const world = worldOf(scenario);
    for (const group of world.autoScalingGroups)
      group.tags = [{ key: 'kubernetes.io/cluster/prod-eu', value: 'owned', propagateAtLaunch: true }];
    const { sent, results } = await rehearse(world, { fixes: 'none' });
    expect([sent, results]).toEqual([[], []]);
  });

  it('no-capacity: a group that fails again and again is watched once', async () => {
    const scenario = scenarios.find(({ id }) => id === 'no-capacity');
    if (!scenario) throw new Error('no scenario');
    const world = worldOf(scenario);
    const [group] = world.autoScalingGroups;
    // The same group twice: two events of one hour.
    if (group) world.autoScalingGroups.push(group);
    const { results } = await rehearse(world, { fixes: 'none' });
    expect(results).toHaveLength(1);
  });

  it('report-only: writes nothing without the tag', async () => {
    const { calls, sent } = await run('report-only');
    expect(calls.filter(({ operation }) => WRITES.test(operation))).toEqual([]);
    expect(sent.filter(({ topic }) => topic === 'people')).toHaveLength(1);
  });

  it.each(['FIX', 'fix please', ''])('writes nothing for the mode %j', async (mode) => {
    const scenario = scenarios.find(({ id }) => id === 'vpc-dns-off');
    if (!scenario) throw new Error('no scenario');
    const world = worldOf(scenario);
    theCluster(world).tags['rollcall/mode'] = mode;
    const { calls } = await rehearse(world, { fixes: 'all' });
    expect(calls.filter(({ operation }) => WRITES.test(operation))).toEqual([]);
  });

  it('writes nothing when the deployment does not allow the fix', async () => {
    const scenario = scenarios.find(({ id }) => id === 'vpc-dns-off');
    if (!scenario) throw new Error('no scenario');
    const { calls } = await rehearse(worldOf(scenario), { fixes: 'none' });
    expect(calls.filter(({ operation }) => WRITES.test(operation))).toEqual([]);
  });

  it('healthy: no alert at all', async () => {
    const { sent, results } = await run('healthy');
    expect(sent).toEqual([]);
    expect(results).toMatchObject([{ outcome: 'joined', alerts: 0, changes: 0 }]);
  });

  it('tells the same cause once, however many instances it hits', async () => {
    const scenario = scenarios.find(({ id }) => id === 'report-only');
    if (!scenario) throw new Error('no scenario');
    const world = worldOf(scenario);
    const { launchInstance } = await import('../../simulator/world/launch.ts');
    for (let more = 0; more < 5; more += 1) launchInstance(world);
    const { sent, results } = await rehearse(world, { fixes: 'none' });
    expect(sent.filter(({ topic }) => topic === 'people')).toHaveLength(1);
    expect(results.reduce((sum, { alerts }) => sum + alerts, 0)).toBe(1);
  });
});
