/** The embedded account as a whole: what a process sees that is pointed at it, and what time does to it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DescribeInstancesCommand, DescribeVpcsCommand, EC2Client, RebootInstancesCommand } from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { AttachRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Account, startAccount } from '../../simulator/account.ts';
import { explainBoot } from '../../simulator/boot/index.ts';
import { clusterName, healthyWorld } from '../../simulator/world/healthy.ts';
import { awsPolicyArn } from '../../simulator/world/partition.ts';
import { configOf, first } from '../support/account.ts';

let account: Account;
beforeEach(async () => {
  account = await startAccount(healthyWorld());
});
afterEach(() => account.close());

const nodes = () => account.world.kubernetes[clusterName]?.nodes ?? [];

test('its environment is all that an unmodified client in another process needs', async () => {
  const program = `
    const { EC2Client, DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
    const { Reservations } = await new EC2Client().send(new DescribeInstancesCommand());
    console.log(Reservations[0].Instances[0].InstanceId);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: new URL('../..', import.meta.url),
    env: { PATH: process.env.PATH, ...account.environment },
  });
  expect(stdout.trim()).toBe(first(account.world.instances).instanceId);
});

test('nothing joins until time moves, then a healthy node does', () => {
  expect(nodes()).toEqual([]);
  account.advance(300);
  expect(nodes()).toHaveLength(1);
  expect(explainBoot(account.world, first(account.world.instances).instanceId, account.clock.now()).stage).toBe(
    'ready',
  );
});

test('a fix made through the API lets the node join', async () => {
  const config = configOf(account);
  const instance = first(account.world.instances);
  const role = account.world.roles.find(({ arn }) => arn === first(account.world.nodegroups).nodeRole);
  const PolicyArn = awsPolicyArn(account.world, 'AmazonEKSWorkerNodePolicy');
  // The policies of the CNI and the worker both allow what the node asks EC2 for.
  if (role) role.attachedManagedPolicies = [];
  account.advance(900);
  expect(nodes()).toEqual([]);
  await new IAMClient(config).send(new AttachRolePolicyCommand({ RoleName: role?.roleName, PolicyArn }));
  await new EC2Client(config).send(new RebootInstancesCommand({ InstanceIds: [instance.instanceId] }));
  account.advance(300);
  expect(nodes()).toHaveLength(1);
});

test('the cluster that EKS describes is the server that answers', async () => {
  const { cluster } = await new EKSClient(configOf(account)).send(new DescribeClusterCommand({ name: clusterName }));
  const { default: https } = await import('node:https');
  const ca = Buffer.from(cluster?.certificateAuthority?.data ?? '', 'base64');
  const status = await new Promise((resolve, reject) => {
    https
      .get(`${cluster?.endpoint}/api/v1/nodes`, { ca }, (response) => resolve(response.resume().statusCode))
      .on('error', reject);
  });
  expect(status).toBe(401);
  expect(account.calls.map(({ service, outcome }) => `${service} ${outcome}`)).toEqual([
    'eks ok',
    'kubernetes Unauthorized',
  ]);
});

test('Kubernetes requests count in the rounds of AWS calls, and can be interfered with', async () => {
  const config = configOf(account);
  const { endpoint, certificateAuthority } = first(account.world.clusters);
  const { default: https } = await import('node:https');
  const ca = Buffer.from(certificateAuthority, 'base64');
  const version = () =>
    new Promise((resolve, reject) => {
      https.get(`${endpoint}/version`, { ca }, (response) => resolve(response.resume().statusCode)).on('error', reject);
    });
  const rounds = account.countRounds();
  await Promise.all([version(), new EC2Client(config).send(new DescribeVpcsCommand())]);
  await new EC2Client(config).send(new DescribeInstancesCommand());
  rounds.stop();
  expect(rounds.rounds.map((round) => round.length)).toEqual([2, 1]);
  account.interfere({ service: 'kubernetes', kind: 'fail', times: 1 });
  expect(await version()).toBe(500);
  expect(await version()).toBe(200);
});
