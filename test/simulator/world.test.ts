import { describe, expect, it } from 'vitest';
import { explainBoot, settle } from '../../simulator/boot/index.ts';
import { bindCluster } from '../../simulator/world/binding.ts';
import { theNode } from '../../simulator/world/faults/fault.ts';
import { healthyWorlds } from '../../simulator/world/healthy/index.ts';
import { clusterName, type HealthyOptions, healthyWorld } from '../../simulator/world/healthy.ts';
import { launchInstance } from '../../simulator/world/launch.ts';
import { decodeUserData } from '../../simulator/world/user-data.ts';

const kinds = ['managed', 'self-managed', 'karpenter'] as const;
const images = ['al2023', 'bottlerocket', 'al2'] as const;
const subnets = ['public', 'private', 'isolated'] as const;
const endpoints = ['public', 'private', 'both'] as const;
const authentications = ['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP'] as const;

const every: Partial<HealthyOptions>[] = kinds.flatMap((nodeKind) =>
  images.flatMap((image) =>
    subnets.flatMap((subnet) =>
      endpoints
        .filter((endpoint) => subnet !== 'isolated' || endpoint !== 'public')
        .flatMap((endpoint) =>
          authentications.map((authentication) => ({ nodeKind, image, subnet, endpoint, authentication })),
        ),
    ),
  ),
);

const others: Partial<HealthyOptions>[] = [
  { partition: 'aws-cn' },
  { partition: 'aws-us-gov', subnet: 'isolated' },
  ...images.map((image): Partial<HealthyOptions> => ({ image, ipFamily: 'ipv6' })),
  { region: 'us-east-1', nodeKind: 'self-managed' },
  { publicAccessCidrs: ['198.18.0.0/15'] },
];

describe('a healthy world', () => {
  it.each([...every, ...others])('lets its node join: %o', (options) => {
    const world = healthyWorld(options);
    settle(world, world.startedAt + 120_000);
    expect(explainBoot(world, theNode(world).instanceId, world.startedAt + 120_000)).toEqual({ stage: 'ready' });
    const [node] = world.kubernetes[clusterName]?.nodes ?? [];
    expect(node?.spec.providerID).toContain(theNode(world).instanceId);
    expect(node?.metadata.name).toBe(theNode(world).privateDnsName);
  });

  it('is the same in every run', () => {
    expect(healthyWorld()).toEqual(healthyWorld());
  });

  it('is plain data', () => {
    const world = healthyWorld({ nodeKind: 'karpenter' });
    expect(structuredClone(world)).toEqual(world);
  });

  it('refuses a node that could never be healthy', () => {
    expect(() => healthyWorld({ subnet: 'isolated', endpoint: 'public' })).toThrow(RangeError);
  });

  it('launches more nodes of the same group, which join too', () => {
    const world = healthyWorld();
    const second = launchInstance(world, { at: world.startedAt + 60_000 });
    settle(world, world.startedAt + 59_000);
    expect(world.kubernetes[clusterName]?.nodes).toHaveLength(1);
    settle(world, world.startedAt + 300_000);
    expect(world.kubernetes[clusterName]?.nodes).toHaveLength(2);
    expect(world.autoScalingGroups[0]?.desiredCapacity).toBe(2);
    expect(second.privateIpAddress).not.toBe(theNode(world).privateIpAddress);
  });
});

describe('every healthy world', () => {
  it.each(healthyWorlds.map((one) => [one.name, one] as const))('%s', (_name, { world: build, ...healthy }) => {
    const world = build();
    const at = world.startedAt + (healthy.readyBy ?? 180) * 1000;
    for (let now = world.startedAt; now <= at; now += 30_000) settle(world, now);
    const { stage } = explainBoot(world, theNode(world).instanceId, at);
    if (healthy.neverJoins) expect(stage).not.toBe('ready');
    else expect(stage).toBe('ready');
  });

  it('is built the same in every run, and as plain data', () => {
    for (const { world } of healthyWorlds) {
      expect(structuredClone(world())).toEqual(world());
    }
  });
});

describe('bindCluster', () => {
  it('moves the cluster and the user data that carries it', () => {
    const world = healthyWorld();
    bindCluster(world, clusterName, { endpoint: 'https://127.0.0.1:4443', ca: 'Q0E=' });
    const userData = decodeUserData(theNode(world).userData ?? '');
    expect(userData).toContain('https://127.0.0.1:4443');
    expect(userData).toContain('certificateAuthority: Q0E=');
    expect(world.launchTemplates[0]?.versions[0]?.launchTemplateData.userData).toBe(theNode(world).userData);
    settle(world, world.startedAt + 120_000);
    expect(theNode(world).boot.readyAt).toBeDefined();
  });

  it.each(['user data in gzip', 'user data with one more level of base64'])('keeps the layers of %s', (name) => {
    const world = healthyWorlds.find((one) => one.name === name)?.world();
    if (!world) throw new Error(`no world ${name}`);
    bindCluster(world, clusterName, { endpoint: 'https://127.0.0.1:4443', ca: 'Q0E=' });
    expect(decodeUserData(theNode(world).userData ?? '')).not.toContain('NodeConfig');
    settle(world, world.startedAt + 120_000);
    expect(theNode(world).boot.settings?.endpoint).toBe('https://127.0.0.1:4443');
  });

  it('leaves other endpoints in user data alone', () => {
    const world = healthyWorld();
    const other = decodeUserData(theNode(world).userData ?? '').replace(/https:\/\/\S+/, 'https://other.example.com');
    theNode(world).userData = Buffer.from(other).toString('base64');
    bindCluster(world, clusterName, { endpoint: 'https://127.0.0.1:4443', ca: 'Q0E=' });
    expect(decodeUserData(theNode(world).userData ?? '')).toContain('https://other.example.com');
  });

  it('knows only clusters of the world', () => {
    expect(() => bindCluster(healthyWorld(), 'nobody', { endpoint: '', ca: '' })).toThrow('nobody');
  });
});
