import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askedBy } from '../../core/asked-by.ts';
import type { Evidence, Topic } from '../../core/evidence.ts';
import type { UnknownReason } from '../../core/observed.ts';
import { type Account, type Interference, startAccount } from '../../simulator/account.ts';
import { healthyWorld } from '../../simulator/world/healthy.ts';
import { clientsOf, collectFrom } from '../support/collect.ts';

/** What one kind of trouble must look like in evidence. */
const troubles: [kind: Interference['kind'], because: UnknownReason][] = [
  ['deny', 'denied'],
  ['throttle', 'throttled'],
  ['fail', 'failed'],
];

/** Every AWS operation that a full collection calls. */
const operations = [
  'autoscaling:DescribeAutoScalingInstances',
  'autoscaling:DescribeScalingActivities',
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeIamInstanceProfileAssociations',
  'ec2:DescribeImages',
  'ec2:DescribeInstanceAttribute',
  'ec2:DescribeInstanceStatus',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeInstances',
  'ec2:DescribeInternetGateways',
  'ec2:DescribeLaunchTemplateVersions',
  'ec2:DescribeNatGateways',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRegions',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcAttribute',
  'ec2:DescribeVpcEndpoints',
  'ec2:DescribeVpcs',
  'ec2:GetConsoleOutput',
  'ec2:GetManagedPrefixListEntries',
  'eks:DescribeAccessEntry',
  'eks:DescribeAddon',
  'eks:DescribeCluster',
  'eks:DescribeNodegroup',
  'eks:ListPodIdentityAssociations',
  'iam:GetAccountSummary',
  'iam:GetInstanceProfile',
  'iam:GetRole',
  'iam:ListAttachedRolePolicies',
  'iam:ListRolePolicies',
  'iam:SimulatePrincipalPolicy',
  'ssm:DescribeInstanceInformation',
];

/** What only adds to a topic that stands without it. */
const inAddition = new Set(['iam:GetAccountSummary']);

let account: Account;
let healthy: Evidence;
const isKubernetes = ({ service }: { service: string }): boolean => service === 'kubernetes';
beforeAll(async () => {
  // The isolated world has a gateway endpoint, so that prefix lists are asked for too.
  account = await startAccount(healthyWorld({ subnet: 'isolated', endpoint: 'private' }));
  account.advance(300);
  healthy = (await collectFrom(account)).evidence;
});
afterAll(() => account.close());

/** Collects while one operation, or everything, is in trouble. */
const during = async (rule: Interference, withinMs?: number): Promise<Evidence> => {
  const undo = account.interfere(rule);
  try {
    return (await collectFrom(account, { cluster: 'prod-eu', withinMs })).evidence;
  } finally {
    undo();
  }
};

const topics = (evidence: Evidence): Topic[] =>
  Object.keys(evidence).filter((topic): topic is Topic => topic in askedBy);

const newlyAbsent = (evidence: Evidence): Topic[] =>
  topics(evidence).filter((topic) => evidence[topic].state === 'absent' && healthy[topic].state !== 'absent');

it('names every operation that a collection calls', () => {
  const called = account.calls.filter((call) => !isKubernetes(call)).map((call) => `${call.service}:${call.operation}`);
  expect([...new Set(called)].sort()).toEqual(operations);
});

describe.each(troubles)('when AWS answers with %s', (kind, because) => {
  it.each(operations)('%s: unknown with its reason, never absent', async (call) => {
    const [service = '', operation = ''] = call.split(':');
    const evidence = await during({ service, operation, kind });
    const lost = topics(evidence).filter((topic) => evidence[topic].state === 'unknown');
    const blamed = lost.filter((topic) => {
      const seen = evidence[topic];
      return seen.state === 'unknown' && seen.because === because && seen.call === call && seen.says;
    });
    expect(blamed.length > 0).toBe(!inAddition.has(call));
    expect(newlyAbsent(evidence)).toEqual([]);
    for (const topic of lost.filter((one) => !blamed.includes(one))) {
      expect(evidence[topic]).toMatchObject({ because: 'not-collected' });
    }
  });
});

describe('when Kubernetes is in trouble', () => {
  it.each([
    ['deny', 'denied'],
    ['throttle', 'throttled'],
  ] as const)('%s: node and aws-auth are unknown', async (kind, because) => {
    const evidence = await during({ service: 'kubernetes', kind });
    expect(evidence.node).toMatchObject({ state: 'unknown', because, call: 'kubernetes:GetNode' });
    expect(evidence.awsAuth).toMatchObject({ state: 'unknown', because, call: 'kubernetes:GetConfigMap' });
    expect(newlyAbsent(evidence)).toEqual([]);
  });
});

describe('when nothing answers', () => {
  it.each(['ec2:DescribeSubnets', 'iam:GetRole', 'eks:DescribeCluster'])('%s: unknown in time', async (call) => {
    const [service = '', operation = ''] = call.split(':');
    const evidence = await during({ service, operation, kind: 'hang' }, 400);
    const late = topics(evidence).filter((topic) => {
      const seen = evidence[topic];
      return seen.state === 'unknown' && seen.because === 'timeout' && seen.call === call;
    });
    expect(late.length).toBeGreaterThan(0);
    expect(newlyAbsent(evidence)).toEqual([]);
  });

  it('at all: everything is unknown but the time', async () => {
    const evidence = await during({ kind: 'hang' }, 200);
    const asked = topics(evidence).filter((topic) => topic !== 'moment');
    expect(new Set(asked.map((topic) => evidence[topic].state))).toEqual(new Set(['unknown']));
  });
});

it('a call that is throttled once is tried again', async () => {
  const undo = account.interfere({ service: 'ec2', operation: 'DescribeInstances', kind: 'throttle', times: 1 });
  const clients = clientsOf(account, 3);
  const { describeLaunches } = await import('../../aws/launches.ts');
  const before = account.calls.length;
  const seen = await describeLaunches(clients, [account.world.instances[0]?.instanceId ?? '']);
  undo();
  clients.close();
  expect(seen.state).toBe('known');
  expect(account.calls.length - before).toBe(2);
  expect(clients.calls()).toBe(1);
});
