import { afterEach, describe, expect, it } from 'vitest';
import type { Evidence, Topic } from '../../core/evidence.ts';
import { valueOf } from '../../core/observed.ts';
import { type Account, startAccount } from '../../simulator/account.ts';
import { type HealthyOptions, healthyWorld } from '../../simulator/world/healthy.ts';
import { first } from '../support/account.ts';
import { collectFrom } from '../support/collect.ts';

let account: Account;
afterEach(() => account.close());

const start = async (options: Partial<HealthyOptions> = {}, pageSize?: number): Promise<Account> => {
  account = await startAccount(healthyWorld(options), { pageSize });
  return account;
};

const inState = (evidence: Evidence, state: 'absent' | 'unknown'): string[] =>
  Object.entries(evidence)
    .filter(([, seen]) => seen.state === state)
    .map(([topic]) => topic)
    .sort();

describe('evidence of a healthy instance that has just been launched', () => {
  const worlds: [name: string, options: Partial<HealthyOptions>, absent: Topic[]][] = [
    ['managed, both modes', {}, ['awsAuth', 'node', 'ssmAgent']],
    ['managed, access entries', { authentication: 'API' }, ['awsAuth', 'node', 'ssmAgent']],
    ['managed, aws-auth', { authentication: 'CONFIG_MAP' }, ['accessEntry', 'node', 'ssmAgent']],
    ['self-managed, AL2', { nodeKind: 'self-managed', image: 'al2' }, ['awsAuth', 'node', 'nodeGroup', 'ssmAgent']],
    [
      'Karpenter, Bottlerocket',
      { nodeKind: 'karpenter', image: 'bottlerocket' },
      ['awsAuth', 'node', 'nodeGroup', 'scaling', 'scalingActivities', 'ssmAgent'],
    ],
    ['isolated, private endpoint', { subnet: 'isolated', endpoint: 'private' }, ['awsAuth', 'node', 'ssmAgent']],
    ['China', { partition: 'aws-cn', subnet: 'public' }, ['awsAuth', 'node', 'ssmAgent']],
    ['IPv6', { ipFamily: 'ipv6' }, ['awsAuth', 'node', 'ssmAgent']],
  ];

  it.each(worlds)('%s: everything is known or absent, in three rounds', async (_name, options, absent) => {
    const { calls } = await start(options);
    const rounds = account.countRounds();
    const { evidence, cost } = await collectFrom(account);
    rounds.stop();
    expect(inState(evidence, 'unknown')).toEqual([]);
    // No built instance runs Windows.
    expect(inState(evidence, 'absent')).toEqual([...absent, 'windowsNetworking'].sort());
    expect(rounds.count).toBe(3);
    expect(cost).toEqual({ apiCalls: calls.length, rounds: 3, milliseconds: 0 });
  });

  it('says who it is', async () => {
    const { world } = await start();
    const { target } = await collectFrom(account);
    expect(target).toEqual({
      instanceId: first(world.instances).instanceId,
      region: 'eu-central-1',
      account: world.account.id,
      tie: { cluster: 'prod-eu', strength: 'strong', by: 'tag eks:cluster-name' },
      nodeGroup: 'workers',
      nodeKind: 'managed',
      platform: 'al2023',
    });
  });

  it('reads what the world holds', async () => {
    const { world } = await start();
    const { evidence } = await collectFrom(account);
    const instance = first(world.instances);
    const role = world.roles.find(({ arn }) => arn === first(world.nodegroups).nodeRole);
    expect(valueOf(evidence.instance)).toMatchObject({
      id: instance.instanceId,
      account: instance.ownerId,
      state: 'running',
      launchTime: new Date(instance.launchTime).toISOString(),
      vpcId: instance.vpcId,
      privateDnsName: instance.privateDnsName,
      imds: { endpoint: 'enabled' },
      serviceManaged: false,
      windows: false,
    });
    expect(valueOf(evidence.instance)?.interfaces).toMatchObject([
      { id: instance.networkInterfaceIds[0], deviceIndex: 0, privateIp: instance.privateIpAddress },
    ]);
    expect(valueOf(evidence.userData)).toMatchObject({ flavour: 'nodeconfig', clusterName: 'prod-eu' });
    expect(valueOf(evidence.userData)?.caSha256).toBe(valueOf(evidence.cluster)?.caSha256);
    expect(valueOf(evidence.nodeRole)).toMatchObject({
      arn: role?.arn,
      id: role?.roleId,
      trust: role?.assumeRolePolicyDocument,
    });
    expect(valueOf(evidence.nodePermissions)?.actions['ec2:DescribeInstances']?.allowed).toBe(true);
    expect(valueOf(evidence.nodePolicies)?.attached).toContain('AmazonEKSWorkerNodePolicy');
    expect(valueOf(evidence.cluster)).toMatchObject({ authenticationMode: 'API_AND_CONFIG_MAP', status: 'ACTIVE' });
    expect(valueOf(evidence.clusterInterfaces)?.every(({ description }) => description === 'Amazon EKS prod-eu')).toBe(
      true,
    );
    expect(valueOf(evidence.subnets)).toHaveLength(world.subnets.length);
    expect(valueOf(evidence.routeTables)?.filter(({ main }) => main)).toHaveLength(1);
    expect(valueOf(evidence.natGateways)?.[0]?.state).toBe('available');
    expect(valueOf(evidence.dhcpOptions)?.nameServers).toEqual(['AmazonProvidedDNS']);
  });

  it('finds everything however small the pages are', async () => {
    const { world } = await start({}, 1);
    const { evidence } = await collectFrom(account);
    expect(inState(evidence, 'unknown')).toEqual([]);
    expect(valueOf(evidence.subnets)).toHaveLength(world.subnets.length);
    expect(valueOf(evidence.nodePolicies)?.attached.length).toBeGreaterThan(1);
    expect(valueOf(evidence.nodePermissions)?.actions['ec2:DescribeSubnets']).toBeDefined();
  });
});

describe('evidence of a node that has joined', () => {
  it('has the Node, the interface of the CNI, the words of its boot and the SSM agent', async () => {
    await start();
    account.advance(300);
    const { evidence } = await collectFrom(account);
    expect(valueOf(evidence.node)?.ready.status).toBe('True');
    expect(valueOf(evidence.nodeInterfaces)?.map(({ description }) => description)).toContain(
      `aws-K8S-${valueOf(evidence.instance)?.id}`,
    );
    expect(valueOf(evidence.console)?.signs.map(({ passed }) => passed)).toContain('configured');
    expect(valueOf(evidence.ssmAgent)?.pingStatus).toBe('Online');
    expect(valueOf(evidence.instanceStatus)).toMatchObject({ system: 'ok', instance: 'ok' });
  });

  it('is not confused by a Node of the same name that belongs to another instance', async () => {
    const { world } = await start();
    account.advance(300);
    const node = first(world.kubernetes['prod-eu']?.nodes);
    node.spec.providerID = 'aws:///eu-central-1a/i-0ffffffffffffffff';
    const { evidence } = await collectFrom(account);
    expect(evidence.node.state).toBe('absent');
  });
});

describe('evidence of whom the VPC CNI runs as', () => {
  it('is the node role where nothing else is set', async () => {
    await start();
    const { evidence } = await collectFrom(account);
    expect(valueOf(evidence.cniIdentity)?.roleArn).toBeUndefined();
    expect(evidence.cniPermissions).toEqual(evidence.nodePermissions);
  });

  it('is the role of the service account, with its own simulation', async () => {
    const { world } = await start();
    const roleArn = world.roles.find(({ arn }) => arn !== first(world.nodegroups).nodeRole)?.arn;
    Object.assign(first(world.addons.filter(({ addonName }) => addonName === 'vpc-cni')), {
      serviceAccountRoleArn: roleArn,
    });
    const rounds = account.countRounds();
    const { evidence } = await collectFrom(account);
    rounds.stop();
    expect(valueOf(evidence.cniIdentity)).toEqual({ addon: true, roleArn });
    expect(valueOf(evidence.cniPermissions)?.roleArn).toBe(roleArn);
    expect(rounds.count).toBe(3);
  });

  it('is the role of a Pod Identity association, whose simulation would need a fourth round', async () => {
    const { world } = await start();
    const roleArn = first(world.nodegroups).nodeRole;
    world.podIdentityAssociations.push({
      associationId: 'a-0123456789abcdefg',
      associationArn: `arn:aws:eks:eu-central-1:${world.account.id}:podidentityassociation/prod-eu/a-0123456789abcdefg`,
      clusterName: 'prod-eu',
      namespace: 'kube-system',
      serviceAccount: 'aws-node',
      roleArn,
      createdAt: world.startedAt,
    });
    const rounds = account.countRounds();
    const { evidence } = await collectFrom(account);
    rounds.stop();
    expect(valueOf(evidence.cniIdentity)?.roleArn).toBe(roleArn);
    expect(evidence.cniPermissions).toMatchObject({ state: 'unknown', because: 'not-collected' });
    expect(rounds.count).toBe(3);
  });
});

describe('evidence of odd targets', () => {
  it('of an instance that is gone: one round, instance absent, nothing else asked for', async () => {
    await start();
    const { evidence, target, cost } = await collectFrom(account, { instanceId: 'i-0123456789abcdef0' });
    expect(inState(evidence, 'absent')).toEqual(['instance']);
    expect(
      Object.entries(evidence)
        .filter(([, seen]) => !(seen.state === 'unknown' && seen.because === 'not-collected'))
        .map(([topic]) => topic),
    ).toEqual(['moment', 'instance']);
    expect(target.tie).toBeNull();
    expect(cost.rounds).toBe(1);
  });

  it('of an instance of no cluster: one round, no tie', async () => {
    const { world } = await start();
    const instance = first(world.instances);
    Object.assign(instance, { tags: { Name: 'bastion' }, userData: undefined });
    const { evidence, target, cost } = await collectFrom(account);
    expect(target.tie).toBeNull();
    expect(evidence.instance.state).toBe('known');
    expect(valueOf(evidence.userData)?.flavour).toBe('empty');
    expect(evidence.cluster).toMatchObject({ state: 'unknown', because: 'not-collected' });
    expect(cost.rounds).toBe(1);
  });

  it('of a cluster that does not exist: absent, and what hangs on it is not collected', async () => {
    await start();
    const { evidence, target } = await collectFrom(account, { cluster: 'prod-us' });
    expect(target.tie).toMatchObject({ cluster: 'prod-us', strength: 'medium' });
    expect(evidence.cluster.state).toBe('absent');
    for (const topic of ['clusterRole', 'accessEntry', 'awsAuth', 'node', 'cniIdentity'] as const) {
      expect(evidence[topic]).toMatchObject({ state: 'unknown', because: 'not-collected' });
    }
    expect(evidence.vpc.state).toBe('known');
  });

  it('of an instance without a profile: no profile, no role, and no accusation by the access entry', async () => {
    const { world } = await start();
    Object.assign(first(world.instances), { iamInstanceProfile: undefined });
    const { evidence } = await collectFrom(account);
    expect(evidence.instanceProfile).toEqual({ state: 'absent', call: 'ec2:DescribeInstances' });
    expect(evidence.nodeRole.state).toBe('absent');
    expect(evidence.accessEntry).toMatchObject({ state: 'unknown', because: 'not-collected' });
    expect(evidence.nodePermissions).toMatchObject({ state: 'unknown', because: 'not-collected' });
  });

  it('of a profile without a role: the profile is known, the role is absent', async () => {
    const { world } = await start();
    const arn = first(world.instances).iamInstanceProfile?.arn;
    const profile = world.instanceProfiles.find((one) => one.arn === arn);
    if (profile) profile.roles = [];
    const { evidence } = await collectFrom(account);
    expect(valueOf(evidence.instanceProfile)).toMatchObject({ arn });
    expect(valueOf(evidence.instanceProfile)?.roleArn).toBeUndefined();
    expect(evidence.nodeRole).toEqual({ state: 'absent', call: 'iam:GetInstanceProfile' });
  });

  it('without access to Kubernetes: node and aws-auth are not collected', async () => {
    await start();
    const { evidence } = await collectFrom(account, { withKubernetes: false });
    for (const topic of ['node', 'awsAuth'] as const) {
      expect(evidence[topic]).toMatchObject({ state: 'unknown', because: 'not-collected' });
    }
    expect(evidence.cluster.state).toBe('known');
  });

  it('keeps secrets of the console to itself', async () => {
    const { world } = await start();
    const instance = first(world.instances);
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCY';
    instance.console = { text: `${'x\n'.repeat(30_000)}AWS_SECRET_ACCESS_KEY=${secret}\nno config in chain\n`, at: 0 };
    const { evidence } = await collectFrom(account);
    expect(valueOf(evidence.console)?.signs.map(({ id }) => id)).toEqual(['nodeadm-no-config']);
    expect(JSON.stringify(evidence)).not.toContain(secret);
    expect(JSON.stringify(evidence)).not.toContain(instance.userData);
  });
});

describe('evidence of the launch', () => {
  it('has the profile, the region, the activities, the template and the type', async () => {
    const { world } = await start();
    const { evidence } = await collectFrom(account);
    const instance = first(world.instances);
    const data = first(first(world.launchTemplates).versions).launchTemplateData;
    expect(valueOf(evidence.profileAssociation)).toEqual({
      profileArn: instance.iamInstanceProfile?.arn,
      state: 'associated',
      since: new Date(instance.launchTime).toISOString(),
    });
    expect(valueOf(evidence.region)).toEqual({
      name: 'eu-central-1',
      optInStatus: 'opt-in-not-required',
      globalTokenVersion: 1,
    });
    expect(valueOf(evidence.scalingActivities)).toMatchObject([{ status: 'Successful', subnetId: instance.subnetId }]);
    expect(valueOf(evidence.launchTemplate)).toMatchObject({
      imageId: data.imageId,
      instanceType: 'm5.large',
      instanceProfile: data.iamInstanceProfileArn,
      imdsTags: 'disabled',
      kmsKeys: [],
    });
    expect(valueOf(evidence.launchTemplate)?.tagKeys).toContain('eks:cluster-name');
    expect(valueOf(evidence.instanceType)).toMatchObject({ name: 'm5.large', architectures: ['x86_64'], gpus: [] });
    expect(valueOf(evidence.addons)?.map(({ name }) => name)).toEqual(['vpc-cni', 'kube-proxy']);
  });

  it('stands without the summary of the account', async () => {
    await start();
    account.interfere({ service: 'iam', operation: 'GetAccountSummary', kind: 'deny' });
    const { evidence } = await collectFrom(account);
    expect(valueOf(evidence.region)?.globalTokenVersion).toBeUndefined();
  });

  it.each(['template', 'version'] as const)('knows that the %s of the instance is gone', async (what) => {
    const { world } = await start();
    if (what === 'template') world.launchTemplates = [];
    else for (const template of world.launchTemplates) template.versions = [];
    const { evidence } = await collectFrom(account);
    expect(evidence.launchTemplate.state).toBe('absent');
  });

  it('tells the newest of many activities first, and keeps secrets to itself', async () => {
    const { world } = await start();
    const group = first(world.autoScalingGroups);
    const older = first(group.activities);
    const token = 'AKIAIOSFODNN7EXAMPLE';
    const failed = { ...older, activityId: 'failed', startTime: older.startTime + 1000, statusCode: 'Failed' as const };
    group.activities = [...Array(30).keys()].map((back) => ({ ...older, startTime: older.startTime - back }));
    group.activities.unshift({ ...failed, statusMessage: `denied for ${token}` });
    const { evidence } = await collectFrom(account);
    const seen = valueOf(evidence.scalingActivities);
    expect(seen).toHaveLength(20);
    expect(seen?.[0]).toMatchObject({ id: 'failed', status: 'Failed' });
    expect(JSON.stringify(seen)).not.toContain(token);
  });
});
