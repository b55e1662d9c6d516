import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConflictError, KubernetesApi, type KubernetesApiOptions, KubernetesError } from '../../aws/kubernetes-api.ts';
import { mintToken } from '../../aws/kubernetes-token.ts';
import { VirtualClock } from '../../simulator/clock.ts';
import { certificateFor } from '../../simulator/kubernetes/certificates.ts';
import { letRollcallIn, rollcallCredentials } from '../../simulator/kubernetes/rollcall-access.ts';
import { type RunningKubernetes, startKubernetes } from '../../simulator/kubernetes/server.ts';
import { Traffic } from '../../simulator/wire/traffic.ts';
import { awsAuthItem, writeAwsAuth } from '../../simulator/world/access.ts';
import { clusterName, healthyWorld } from '../../simulator/world/healthy.ts';
import type { ConfigMap, KubernetesNode, World } from '../../simulator/world/types.ts';

const kubelet = 'ip-10-0-1-7.eu-central-1.compute.internal';
let world: World;
let clock: VirtualClock;
let traffic: Traffic;
let running: RunningKubernetes;
let minted: number;

beforeEach(async () => {
  world = healthyWorld();
  writeAwsAuth(world, clusterName, awsAuthItem('arn:aws:iam::111122223333:role/other'));
  letRollcallIn(world);
  clock = new VirtualClock(world.startedAt);
  traffic = new Traffic(clock);
  running = await startKubernetes(world, { clock, traffic });
  minted = 0;
});
afterEach(() => running.close());

const now = () => new Date(clock.now());
const mint = (cluster = clusterName) => {
  minted += 1;
  return mintToken({ region: 'eu-central-1', clusterName: cluster, credentials: rollcallCredentials(), now });
};
const apiWith = (options: Partial<KubernetesApiOptions> = {}) => {
  const server = running.clusters[clusterName];
  if (!server) throw new Error('no server');
  return new KubernetesApi({ ...server, token: () => mint(), now, ...options });
};

const node = (name: string): KubernetesNode => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, uid: name, resourceVersion: '1', creationTimestamp: '2026-11-24T09:01:00Z', labels: { team: 'a' } },
  spec: {
    providerID: 'aws:///eu-central-1a/i-0abc',
    taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }],
  },
  status: {
    addresses: [],
    conditions: [
      {
        type: 'Ready',
        status: 'False',
        reason: 'KubeletNotReady',
        message: 'cni',
        lastHeartbeatTime: '',
        lastTransitionTime: '2026-11-24T09:01:05Z',
      },
    ],
    nodeInfo: { kubeletVersion: 'v1.33.4', osImage: 'AL2023', architecture: 'amd64', operatingSystem: 'linux' },
  },
});
const stored = () => {
  const state = world.kubernetes[clusterName];
  if (!state) throw new Error('no cluster');
  return state;
};
const awsAuthOf = (): ConfigMap => {
  const [configMap] = stored().configMaps;
  if (!configMap) throw new Error('no aws-auth');
  return configMap;
};

/** The error of a promise that must fail with a KubernetesError. */
const failure = async (promise: Promise<unknown>): Promise<KubernetesError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KubernetesError)) throw new Error('it did not fail as expected', { cause: error });
  return error;
};

describe('nodes', () => {
  test('a node comes in Rollcall’s terms, or not at all', async () => {
    stored().nodes.push(node(kubelet));
    expect(await apiWith().getNode(kubelet)).toEqual({
      name: kubelet,
      providerId: 'aws:///eu-central-1a/i-0abc',
      createdAt: '2026-11-24T09:01:00Z',
      ready: { status: 'False', reason: 'KubeletNotReady', message: 'cni', since: '2026-11-24T09:01:05Z' },
      conditions: [],
      eniConfig: undefined,
      taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }],
      labels: { team: 'a' },
      kubeletVersion: 'v1.33.4',
    });
    expect(await apiWith().getNode('none')).toBeUndefined();
  });

  test('a node without a Ready condition is of unknown readiness', async () => {
    const fresh = node(kubelet);
    fresh.status.conditions = [];
    stored().nodes.push(fresh);
    expect((await apiWith().getNode(kubelet))?.ready).toEqual({ status: 'Unknown' });
  });

  test('a list is read to its end, page by page', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    stored().nodes.push(...names.map(node));
    const listed = await apiWith().listNodes({ limit: 2, labelSelector: 'team=a' });
    expect(listed.map(({ name }) => name)).toEqual(names);
    expect(traffic.calls).toHaveLength(3);
    expect(await apiWith().listNodes({ labelSelector: 'team=b' })).toEqual([]);
  });

  test('a list without end is given up', async () => {
    stored().nodes.push(...Array.from({ length: 41 }, (_, at) => node(`n${at}`)));
    expect((await failure(apiWith().listNodes({ limit: 1 }))).reason).toBe('TooManyPages');
  });
});

describe('aws-auth', () => {
  test('is read with its version, or known to be absent', async () => {
    const { resourceVersion } = awsAuthOf().metadata;
    expect(await apiWith().getAwsAuth()).toEqual({ exists: true, resourceVersion, data: awsAuthOf().data });
    stored().configMaps.splice(0);
    expect(await apiWith().getAwsAuth()).toEqual({ exists: false });
  });

  test('everything but mapRoles is sent back as it came', async () => {
    const configMap = awsAuthOf();
    configMap.data = { ...configMap.data, mapUsers: '- userarn: u\n', note: 'ours' };
    configMap.metadata.annotations = { owner: 'platform' };
    const before = structuredClone(configMap);
    const { resourceVersion } = configMap.metadata;
    const written = await apiWith().replaceAwsAuth({ resourceVersion, mapRoles: '[]' });
    expect(awsAuthOf()).toEqual({
      ...before,
      data: { ...before.data, mapRoles: '[]' },
      metadata: { ...before.metadata, resourceVersion: written },
    });
    expect(written).not.toBe(resourceVersion);
  });

  test('is not written over somebody else’s change', async () => {
    const { resourceVersion } = awsAuthOf().metadata;
    writeAwsAuth(world, clusterName, 'theirs');
    const error = await failure(apiWith().replaceAwsAuth({ resourceVersion, mapRoles: 'ours' }));
    expect(error).toBeInstanceOf(ConflictError);
    expect(awsAuthOf().data?.mapRoles).toBe('theirs');
    expect(traffic.calls.map(({ operation }) => operation.slice(0, 3))).toEqual(['GET']);
  });

  test('nor over a change between its own read and write', async () => {
    const { resourceVersion } = awsAuthOf().metadata;
    const operation = 'PUT /api/v1/namespaces/kube-system/configmaps/aws-auth';
    traffic.interfere({ operation, kind: 'fail', code: 'Conflict', status: 409 });
    const error = await failure(apiWith().replaceAwsAuth({ resourceVersion, mapRoles: 'ours' }));
    expect(error).toBeInstanceOf(ConflictError);
    expect(error.isConflict).toBe(true);
  });

  test('a write that failed is not repeated', async () => {
    const { resourceVersion } = awsAuthOf().metadata;
    const operation = 'PUT /api/v1/namespaces/kube-system/configmaps/aws-auth';
    traffic.interfere({ operation, kind: 'fail' });
    expect((await failure(apiWith().replaceAwsAuth({ resourceVersion, mapRoles: 'ours' }))).status).toBe(500);
    expect(traffic.calls.filter((call) => call.operation === operation)).toHaveLength(1);
  });
});

describe('failures', () => {
  test('an unknown identity and a missing right are told apart', async () => {
    const unauthorized = await failure(apiWith({ token: () => mint('another') }).listNodes());
    expect(unauthorized).toMatchObject({
      status: 401,
      isUnauthorized: true,
      isForbidden: false,
      operation: 'GET /api/v1/nodes',
    });
    traffic.interfere({ service: 'kubernetes', kind: 'deny' });
    expect(await failure(apiWith().getNode(kubelet))).toMatchObject({ isForbidden: true, isNotFound: false });
  });

  test.each(['throttle', 'fail'] as const)('a read is tried once more after a passing failure: %s', async (kind) => {
    const undo = traffic.interfere({ kind, times: 1 });
    expect(await apiWith().listNodes()).toEqual([]);
    undo();
    traffic.interfere({ kind, times: 2 });
    expect((await failure(apiWith().listNodes())).isPassing).toBe(true);
    expect(traffic.calls).toHaveLength(4);
  });

  test('a server that hangs is a time-out', async () => {
    const undo = traffic.interfere({ kind: 'hang' });
    expect(await failure(apiWith({ timeoutMs: 40 }).listNodes())).toMatchObject({ isTimeout: true, status: undefined });
    undo();
  });

  test('only the cluster’s own authority is trusted', async () => {
    const { authority } = await certificateFor('another');
    const certificateAuthorityData = Buffer.from(authority).toString('base64');
    expect((await failure(apiWith({ certificateAuthorityData }).listNodes())).reason).toBe('Untrusted');
    expect(traffic.calls).toEqual([]);
  });

  test('a server that is not there', async () => {
    const api = apiWith();
    await running.close();
    expect((await failure(api.listNodes())).reason).toBe('Unreachable');
    running = await startKubernetes(world, { clock, traffic });
  });

  test('no error holds the token', async () => {
    const token = await mint('another');
    const error = await failure(apiWith({ token: () => Promise.resolve(token) }).listNodes());
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(token.slice(20, 60));
  });
});

describe('the token', () => {
  test('is kept for 14 minutes', async () => {
    const api = apiWith();
    await Promise.all([api.listNodes(), api.getAwsAuth()]);
    clock.advance(14 * 60 - 1);
    await api.listNodes();
    expect(minted).toBe(1);
    clock.advance(1);
    await api.listNodes();
    expect(minted).toBe(2);
  });

  test('that cannot be made is a failure of its own, and is tried for again', async () => {
    let attempts = 0;
    const token = () => (attempts++ === 0 ? Promise.reject(new Error('no credentials')) : mint());
    const api = apiWith({ token });
    expect(await failure(api.listNodes())).toMatchObject({ reason: 'NoToken', cause: { message: 'no credentials' } });
    expect(await api.listNodes()).toEqual([]);
  });
});

describe('an odd server', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function apiTo(listener: RequestListener): Promise<KubernetesApi> {
    const { authority, certificate, key } = await certificateFor('odd');
    server = createServer({ key, cert: certificate }, listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const certificateAuthorityData = Buffer.from(authority).toString('base64');
    return apiWith({ endpoint: `https://127.0.0.1:${port}`, certificateAuthorityData });
  }

  test.each(['not json', '[]', '{}', '{"kind": "NodeList", "items": 5}', ''])(
    'that answers %j is malformed',
    async (body) => {
      const api = await apiTo((_, response) => response.end(body));
      expect((await failure(api.listNodes())).reason).toBe('Malformed');
    },
  );

  test('that answers without end is cut off', async () => {
    const api = await apiTo((_, response) => {
      const more = () => response.write(' '.repeat(1_000_000)) && setImmediate(more);
      response.on('drain', more);
      more();
    });
    expect((await failure(api.listNodes())).reason).toBe('TooLarge');
  });

  test('that breaks the connection once is asked again', async () => {
    let requests = 0;
    const api = await apiTo((request, response) => {
      requests += 1;
      if (requests === 1) request.socket.destroy();
      else response.end('{"kind": "NodeList", "items": null}');
    });
    expect(await api.listNodes()).toEqual([]);
    expect(requests).toBe(2);
  });

  test('sees who is asking, and a page of a proxy is an error with its status', async () => {
    const agents: (string | undefined)[] = [];
    const api = await apiTo((request, response) => {
      agents.push(request.headers['user-agent']);
      response.writeHead(407).end('<html>');
    });
    expect(await failure(api.listNodes())).toMatchObject({ status: 407, reason: 'Unknown' });
    expect(agents).toEqual(['eks-rollcall']);
  });
});
