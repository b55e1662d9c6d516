import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mintToken } from '../../aws/kubernetes-token.ts';
import { VirtualClock } from '../../simulator/clock.ts';
import { credentialsOf } from '../../simulator/iam/credentials.ts';
import { letRollcallIn, rollcallCredentials } from '../../simulator/kubernetes/rollcall-access.ts';
import { isSelected } from '../../simulator/kubernetes/selectors.ts';
import { type RunningKubernetes, startKubernetes } from '../../simulator/kubernetes/server.ts';
import { Traffic } from '../../simulator/wire/traffic.ts';
import { addAccessEntry, awsAuthItem, writeAwsAuth } from '../../simulator/world/access.ts';
import { clusterName, healthyWorld } from '../../simulator/world/healthy.ts';
import { addRole } from '../../simulator/world/roles.ts';
import type { AuthenticationMode, World } from '../../simulator/world/types.ts';

const nodes = '/api/v1/nodes';
const configMaps = '/api/v1/namespaces/kube-system/configmaps';
const awsAuth = `${configMaps}/aws-auth`;
const adminKey = 'AKIAADMINEXAMPLE0000';

let world: World;
let clock: VirtualClock;
let traffic: Traffic;
let running: RunningKubernetes;

async function start(authentication: AuthenticationMode = 'API_AND_CONFIG_MAP'): Promise<void> {
  world = healthyWorld({ authentication });
  writeAwsAuth(world, clusterName, awsAuthItem('arn:aws:iam::111122223333:role/other'));
  letRollcallIn(world);
  clock = new VirtualClock(world.startedAt);
  traffic = new Traffic(clock);
  running = await startKubernetes(world, { clock, traffic });
}
beforeEach(() => start());
afterEach(() => running.close());

/** Somebody with an access entry for all of the cluster. */
function addAdmin(): void {
  const role = addRole(world, { name: 'admin', service: 'ec2.amazonaws.com', policies: [] });
  const arn = 'arn:aws:sts::111122223333:assumed-role/admin/me';
  world.callers.push({ accessKeyId: adminKey, arn, userId: `${role.roleId}:me` });
  const [cluster] = world.clusters;
  if (cluster) addAccessEntry(world, cluster, role, 'STANDARD').kubernetesGroups = ['system:masters'];
}

const tokenFor = (credentials = rollcallCredentials()) =>
  mintToken({ region: 'eu-central-1', clusterName, credentials, now: () => new Date(clock.now()) });

interface Sent {
  method?: string;
  token?: string | null;
  body?: unknown;
  contentType?: string;
}

async function send(path: string, { method = 'GET', token, body, contentType = 'application/json' }: Sent = {}) {
  const server = running.clusters[clusterName];
  const bearer = token === undefined ? await tokenFor() : token;
  const headers = { 'content-type': contentType, ...(bearer !== null && { authorization: `Bearer ${bearer}` }) };
  const ca = Buffer.from(server?.certificateAuthorityData ?? '', 'base64');
  const content = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const sent = request(new URL(path, server?.endpoint), { method, ca, headers, agent: false }, (response) => {
      text(response).then((got) => resolve({ status: response.statusCode, text: got }), reject);
    });
    sent.on('error', reject);
    sent.end(typeof body === 'string' ? body : body && JSON.stringify(body));
  });
  return { status: content.status, body: /^[[{]/.test(content.text) ? JSON.parse(content.text) : content.text };
}
const asAdmin = async (path: string, sent: Sent = {}) => {
  addAdmin();
  return send(path, { token: await tokenFor(credentialsOf(adminKey)), ...sent });
};

const addNode = (name: string, labels: Record<string, string> = {}) => {
  world.kubernetes[clusterName]?.nodes.push({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: name, resourceVersion: '1', creationTimestamp: '2026-11-24T09:01:00Z', labels },
    spec: {},
    status: {
      addresses: [],
      conditions: [],
      nodeInfo: { kubeletVersion: 'v1.33.4', osImage: 'AL2023', architecture: 'amd64', operatingSystem: 'linux' },
    },
  });
};
const names = (list: { items: { metadata: { name: string } }[] }) => list.items.map(({ metadata }) => metadata.name);

describe('a control plane in trouble', () => {
  test.each([
    ['overloaded', 429, 'TooManyRequests'],
    ['key-unusable', 500, 'InternalError'],
  ] as const)('%s: answers %s to everybody', async (outage, status, reason) => {
    Object.assign(world.clusters[0] ?? {}, { outage });
    expect(await send(nodes)).toMatchObject({ status, body: { reason } });
  });

  test('STS switched off in the region: no token can be checked', async () => {
    world.account.regionalStsDisabled = true;
    expect(await send(nodes)).toMatchObject({ status: 401 });
  });
});

describe('who may enter', () => {
  test.each<[string, () => Promise<string | null> | string | null]>([
    ['no token', () => null],
    ['a token that is none', () => 'abc'],
    [
      'a token for another cluster',
      () =>
        mintToken({
          region: 'eu-central-1',
          clusterName: 'other',
          credentials: rollcallCredentials(),
          now: () => new Date(clock.now()),
        }),
    ],
    ['a key nobody has', () => tokenFor(credentialsOf('AKIASOMEBODYELSE0000'))],
    [
      'an expired token',
      async () => {
        const token = await tokenFor();
        clock.advance(901);
        return token;
      },
    ],
  ])('401 for %s', async (_, token) => {
    const answer = await send(nodes, { token: await token() });
    expect(answer).toMatchObject({
      status: 401,
      body: { kind: 'Status', status: 'Failure', reason: 'Unauthorized', code: 401 },
    });
  });

  test('401 for an identity that the cluster does not map', async () => {
    world.accessEntries = [];
    expect((await send(nodes)).status).toBe(401);
  });

  test.each(['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP'] as const)('Rollcall gets in with %s', async (mode) => {
    await running.close();
    await start(mode);
    expect((await send(nodes)).status).toBe(200);
    letRollcallIn(world);
    expect((await send(nodes)).status).toBe(200);
  });

  test('health and version are open to all', async () => {
    expect(await send('/healthz', { token: null })).toEqual({ status: 200, body: 'ok' });
    expect((await send('/version', { token: null })).body).toMatchObject({ major: '1' });
  });

  test.each([
    ['GET', nodes, 200],
    ['GET', `${nodes}/none`, 404],
    ['GET', awsAuth, 200],
    ['GET', configMaps, 403],
    ['POST', configMaps, 403],
    ['DELETE', awsAuth, 403],
    ['GET', `${configMaps}/coredns`, 403],
    ['GET', '/api/v1/namespaces/default/configmaps/aws-auth', 403],
    ['GET', '/apis/apps/v1/daemonsets', 200],
    ['GET', '/apis/apps/v1/namespaces/kube-system/daemonsets/aws-node', 403],
    ['GET', '/api/v1/namespaces/kube-system/pods', 200],
    ['GET', '/api/v1/pods', 403],
    ['GET', '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations', 200],
    ['GET', '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations', 200],
    ['GET', '/apis/crd.k8s.amazonaws.com/v1alpha1/eniconfigs', 200],
    ['GET', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/eks:node-bootstrapper', 200],
    ['GET', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/cluster-admin', 403],
    ['GET', `${configMaps}/amazon-vpc-cni`, 404],
    ['GET', '/api/v1/namespaces/kube-system/secrets', 403],
    ['DELETE', `${nodes}/none`, 403],
    ['GET', '/nothing', 403],
  ])('Rollcall: %s %s gives %i', async (method, path, status) => {
    const answer = await send(path, { method });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject(status > 299 ? { kind: 'Status', code: status } : { metadata: {} });
  });

  test('an administrator is stopped only by what is not there', async () => {
    expect((await asAdmin('/nothing')).status).toBe(404);
    expect((await asAdmin('/api/v1/namespaces/kube-system/secrets')).status).toBe(404);
  });
});

describe('nodes', () => {
  test('come in pages, in order', async () => {
    for (const name of ['c', 'a', 'e', 'b', 'd']) addNode(name);
    const first = await send(`${nodes}?limit=2`);
    expect(names(first.body)).toEqual(['a', 'b']);
    const second = await send(`${nodes}?limit=2&continue=${first.body.metadata.continue}`);
    expect(names(second.body)).toEqual(['c', 'd']);
    const last = await send(`${nodes}?limit=2&continue=${second.body.metadata.continue}`);
    expect(names(last.body)).toEqual(['e']);
    expect(last.body.metadata.continue).toBeUndefined();
    expect((await send(`${nodes}?continue=nonsense`)).status).toBe(400);
  });

  test('are picked by name and by label', async () => {
    addNode('a', { 'eks.amazonaws.com/nodegroup': 'general' });
    addNode('b');
    expect(names((await send(`${nodes}?fieldSelector=metadata.name%3Db`)).body)).toEqual(['b']);
    const label = encodeURIComponent('eks.amazonaws.com/nodegroup=general');
    expect(names((await send(`${nodes}?labelSelector=${label}`)).body)).toEqual(['a']);
    expect((await send(`${nodes}/a`)).body).toMatchObject({ kind: 'Node', metadata: { name: 'a' } });
    expect((await send(`${nodes}?fieldSelector=spec.x%3Db`)).status).toBe(400);
  });

  test.each([
    ['a=1', true],
    ['a==1', true],
    ['a!=1', false],
    ['a', true],
    ['!a', false],
    ['b', false],
    ['!b', true],
    ['b!=1', true],
    ['a in (1,2)', true],
    ['a in (2)', false],
    ['a notin (2)', true],
    ['a notin (1)', false],
    ['b notin (1)', true],
    ['a=1,c=3', true],
    ['a in (1,2),b', false],
    ['', true],
  ])('label selector %j', (selector, fits) => {
    const metadata = { name: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '', labels: { a: '1', c: '3' } };
    expect(isSelected(metadata, selector, '')).toBe(fits);
  });
});

describe('aws-auth', () => {
  test('is replaced only as the one that was read', async () => {
    const { body } = await send(awsAuth);
    const changed = { ...body, data: { ...body.data, mapRoles: '[]' } };
    const written = await send(awsAuth, { method: 'PUT', body: changed });
    expect(written).toMatchObject({
      status: 200,
      body: { data: { mapRoles: '[]' }, metadata: { uid: body.metadata.uid } },
    });
    expect(written.body.metadata.resourceVersion).not.toBe(body.metadata.resourceVersion);
    const again = await send(awsAuth, { method: 'PUT', body: { ...changed, data: {} } });
    expect(again).toMatchObject({ status: 409, body: { reason: 'Conflict' } });
    expect((await send(awsAuth)).body).toEqual(written.body);
  });

  test('is replaced whatever it is when no resourceVersion is given', async () => {
    const body = { metadata: { name: 'aws-auth' }, data: { mapRoles: '[]' } };
    expect((await send(awsAuth, { method: 'PUT', body })).status).toBe(200);
    const { body: stored } = await send(awsAuth);
    expect(stored.data).toEqual({ mapRoles: '[]' });
    expect((await send(awsAuth, { method: 'PUT', body })).body).toEqual(stored);
  });

  test.each([
    ['not JSON'],
    [{}],
    [{ metadata: { name: 'other' } }],
    [{ metadata: { name: 'aws-auth' }, data: { mapRoles: 5 } }],
  ])('is not replaced by %j', async (body) => {
    expect((await send(awsAuth, { method: 'PUT', body })).status).toBe(400);
  });

  test('is patched', async () => {
    const patch = { data: { mapRoles: null, mapUsers: '[]' } };
    const contentType = 'application/merge-patch+json';
    expect((await send(awsAuth, { method: 'PATCH', body: patch, contentType })).body.data).toEqual({ mapUsers: '[]' });
    const stale = { metadata: { resourceVersion: '1' }, data: {} };
    expect((await send(awsAuth, { method: 'PATCH', body: stale, contentType })).status).toBe(409);
    expect(
      (await send(awsAuth, { method: 'PATCH', body: [], contentType: 'application/json-patch+json' })).status,
    ).toBe(415);
  });

  test('is made where there is none', async () => {
    world.kubernetes[clusterName]?.configMaps.splice(0);
    const body = { metadata: { name: 'aws-auth' }, data: { mapRoles: '[]' } };
    expect((await send(awsAuth, { method: 'PUT', body })).status).toBe(404);
    expect(await asAdmin(configMaps, { method: 'POST', body })).toMatchObject({
      status: 201,
      body: { data: body.data },
    });
    expect(await asAdmin(configMaps, { method: 'POST', body })).toMatchObject({
      status: 409,
      body: { reason: 'AlreadyExists' },
    });
  });
});

describe('traffic', () => {
  test('every request is recorded with who made it and what came of it, without its token', async () => {
    await send(`${nodes}?limit=5`);
    await send(`${nodes}/none`);
    await send(nodes, { token: null });
    expect(traffic.calls).toMatchObject([
      {
        service: 'kubernetes',
        operation: 'GET /api/v1/nodes',
        input: { query: { limit: '5' } },
        outcome: 'ok',
        at: clock.now(),
        principal: expect.stringContaining('rollcall'),
      },
      { operation: 'GET /api/v1/nodes/{name}', input: { path: `${nodes}/none` }, outcome: 'NotFound' },
      { operation: 'GET /api/v1/nodes', outcome: 'Unauthorized', principal: undefined },
    ]);
    expect(JSON.stringify(traffic.calls)).not.toContain('k8s-aws-v1');
  });

  test.each([
    ['deny', 403, 'Forbidden'],
    ['throttle', 429, 'TooManyRequests'],
    ['fail', 500, 'InternalError'],
  ] as const)('can be interfered with: %s', async (kind, status, reason) => {
    const undo = traffic.interfere({ service: 'kubernetes', operation: 'GET /api/v1/nodes', kind });
    expect(await send(nodes)).toMatchObject({ status, body: { reason } });
    expect((await send(awsAuth)).status).toBe(200);
    undo();
    expect((await send(nodes)).status).toBe(200);
  });
});
