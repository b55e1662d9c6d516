import { afterEach, describe, expect, it } from 'vitest';
import { describeLaunches } from '../../aws/launches.ts';
import { type GroupLook, lookAt, summarize } from '../../aws/look.ts';
import { type Account, startAccount } from '../../simulator/account.ts';
import { type HealthyOptions, healthyWorld } from '../../simulator/world/healthy.ts';
import { first } from '../support/account.ts';
import { clientsOf, kubernetesOf } from '../support/collect.ts';

let account: Account;
afterEach(() => account.close());

const start = async (options: Partial<HealthyOptions> = {}): Promise<void> => {
  account = await startAccount(healthyWorld(options));
};

/** One look at all instances of the account, and the operations that it took. */
const look = async (withKubernetes: boolean): Promise<{ seen: GroupLook; calls: string[] }> => {
  const clients = clientsOf(account);
  const cluster = first(account.world.clusters);
  const { endpoint, certificateAuthority: certificateAuthorityData } = cluster;
  const before = account.calls.length;
  const seen = await lookAt({
    instances: account.world.instances.map(({ instanceId: id, privateDnsName }) => ({ id, privateDnsName })),
    cluster: cluster.name,
    clients,
    kubernetes: withKubernetes
      ? kubernetesOf(account)({ name: cluster.name, endpoint, certificateAuthorityData })
      : undefined,
  });
  clients.close();
  const calls = account.calls.slice(before).map(({ service, operation }) => `${service}:${operation}`);
  return { seen, calls: calls.sort() };
};

const states = ({ instances }: GroupLook): string[] => instances.map(({ state }) => state);

describe('a look with access to Kubernetes', () => {
  it('asks Kubernetes once and EC2 once, and sees a node join', async () => {
    await start();
    const { seen, calls } = await look(true);
    expect(calls).toEqual(['ec2:DescribeInstances', 'kubernetes:GET /api/v1/nodes']);
    expect(states(seen)).toEqual(['waiting']);
    expect(summarize(seen)).toEqual({ joined: [], gone: [], blind: null });
    account.advance(300);
    const later = (await look(true)).seen;
    expect(states(later)).toEqual(['joined']);
    expect(summarize(later).joined).toEqual([first(account.world.instances).instanceId]);
  });

  it('tells a Node that is not Ready from one that has joined', async () => {
    await start();
    account.advance(300);
    const ready = first(account.world.kubernetes['prod-eu']?.nodes).status.conditions.find(
      ({ type }) => type === 'Ready',
    );
    if (ready) ready.status = 'False';
    const { seen } = await look(true);
    expect(states(seen)).toEqual(['registered']);
    expect(summarize(seen).joined).toEqual([]);
  });

  it('matches by providerID before the name', async () => {
    await start();
    account.advance(300);
    const node = first(account.world.kubernetes['prod-eu']?.nodes);
    node.metadata.name = 'a-name-of-its-own';
    expect(states((await look(true)).seen)).toEqual(['joined']);
    node.metadata.name = first(account.world.instances).privateDnsName;
    node.spec.providerID = 'aws:///eu-central-1a/i-0ffffffffffffffff';
    expect(states((await look(true)).seen)).toEqual(['waiting']);
    delete node.spec.providerID;
    expect(states((await look(true)).seen)).toEqual(['joined']);
  });

  it.each(['terminated', 'shutting-down', 'stopping', 'stopped'] as const)(
    'sees that it is gone: %s',
    async (state) => {
      await start();
      first(account.world.instances).state = state;
      expect(states((await look(true)).seen)).toEqual(['gone']);
    },
  );

  it('sees that it is gone when EC2 has forgotten it', async () => {
    await start();
    const forgotten = account.world.instances.splice(0);
    const clients = clientsOf(account);
    const seen = await lookAt({
      instances: forgotten.map(({ instanceId: id, privateDnsName }) => ({ id, privateDnsName })),
      cluster: 'prod-eu',
      clients,
    });
    clients.close();
    expect(states(seen)).toEqual(['gone']);
  });
});

describe('a look without access to Kubernetes', () => {
  it('sees the interface that the CNI made, in two calls, and is blind until then', async () => {
    await start();
    const early = await look(false);
    expect(early.calls).toEqual(['ec2:DescribeInstances', 'ec2:DescribeNetworkInterfaces']);
    expect(states(early.seen)).toEqual(['waiting']);
    expect(early.seen.blind).toMatchObject({ because: 'not-collected' });
    expect(summarize(early.seen).blind).not.toBeNull();
    account.advance(300);
    const { seen } = await look(false);
    expect(states(seen)).toEqual(['registered']);
    expect(summarize(seen)).toEqual({
      joined: [first(account.world.instances).instanceId],
      gone: [],
      blind: null,
    });
  });

  it('does not take an interface from before the launch for a proof', async () => {
    await start();
    account.advance(300);
    first(account.world.instances).launchTime += 600_000;
    expect(states((await look(false)).seen)).toEqual(['waiting']);
  });

  it("sees Karpenter's tag", async () => {
    await start({ nodeKind: 'karpenter' });
    expect(states((await look(false)).seen)).toEqual(['waiting']);
    account.advance(300);
    const [seen] = (await look(false)).seen.instances;
    expect(seen).toMatchObject({ state: 'registered', by: expect.stringContaining('karpenter.sh/nodeclaim') });
  });
});

describe('a look in trouble', () => {
  it('falls back to what EC2 can prove when the API server refuses', async () => {
    await start();
    account.advance(300);
    account.interfere({ service: 'kubernetes', kind: 'deny' });
    const { seen } = await look(true);
    expect(states(seen)).toEqual(['registered']);
    expect(seen.blind).toMatchObject({ because: 'denied' });
  });

  it('takes nobody for gone when EC2 does not answer', async () => {
    await start();
    account.advance(300);
    account.interfere({ service: 'ec2', kind: 'deny' });
    expect(states((await look(true)).seen)).toEqual(['joined']);
    account.interfere({ service: 'kubernetes', kind: 'deny' });
    const { seen } = await look(true);
    expect(states(seen)).toEqual(['waiting']);
    expect(summarize(seen)).toMatchObject({ joined: [], gone: [], blind: expect.any(String) });
  });
});

describe('describing launches', () => {
  it('leaves out what is gone and does not spoil the rest', async () => {
    await start();
    const { instanceId } = first(account.world.instances);
    const clients = clientsOf(account);
    const seen = await describeLaunches(clients, ['i-0123456789abcdef0', instanceId, instanceId]);
    clients.close();
    expect(seen.state === 'known' && seen.value.map(({ id }) => id)).toEqual([instanceId]);
  });

  it('takes one call for each two hundred', async () => {
    await start();
    const clients = clientsOf(account);
    const ids = Array.from({ length: 401 }, (_, index) => `i-${index.toString(16).padStart(17, '0')}`);
    expect(await describeLaunches(clients, ids)).toEqual({ state: 'known', value: [] });
    clients.close();
    expect(clients.calls()).toBe(3);
  });

  it('is unknown as a whole when any batch is', async () => {
    await start();
    account.interfere({ service: 'ec2', operation: 'DescribeInstances', kind: 'throttle', times: 1 });
    const clients = clientsOf(account);
    const ids = Array.from({ length: 300 }, (_, index) => `i-${index.toString(16).padStart(17, '0')}`);
    expect(await describeLaunches(clients, ids)).toMatchObject({ state: 'unknown', because: 'throttled' });
    clients.close();
  });
});
