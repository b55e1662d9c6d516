import { afterEach, describe, expect, it } from 'vitest';
import { valueOf } from '../../core/observed.ts';
import { type Account, type Interference, startAccount } from '../../simulator/account.ts';
import { addDaemonSet, useCilium } from '../../simulator/world/daemon-sets.ts';
import { injectFault } from '../../simulator/world/faults.ts';
import { addWebhook } from '../../simulator/world/furniture.ts';
import { healthyWorld } from '../../simulator/world/healthy.ts';
import { newMetadata } from '../../simulator/world/kubernetes.ts';
import type { World } from '../../simulator/world/types.ts';
import { first } from '../support/account.ts';
import { collectFrom } from '../support/collect.ts';

let account: Account;
afterEach(() => account.close());

/** Evidence of a world `seconds` after the launch. */
const evidenceOf = async (world: World, seconds = 0, rule?: Interference) => {
  account = await startAccount(world);
  account.advance(seconds);
  if (rule) account.interfere(rule);
  return (await collectFrom(account)).evidence;
};

const broken = (fault: string): World => {
  const world = healthyWorld();
  injectFault(world, fault);
  return world;
};

describe('DaemonSets', () => {
  it('are reduced to images, folders and the settings of custom networking', async () => {
    const world = healthyWorld();
    const cluster = first(world.clusters);
    addDaemonSet(world, cluster, { name: 'agent', namespace: 'own', image: 'x:1', environment: { API_KEY: 'hidden' } });
    const { daemonSets } = await evidenceOf(world, 120);
    expect(valueOf(daemonSets)).toEqual([
      {
        namespace: 'kube-system',
        name: 'aws-node',
        images: [
          '602401143452.dkr.ecr.eu-central-1.amazonaws.com/amazon-k8s-cni:v1.21.1-eksbuild.1',
          '602401143452.dkr.ecr.eu-central-1.amazonaws.com/amazon-k8s-cni-init:v1.21.1-eksbuild.1',
        ],
        desired: 1,
        ready: 1,
        mountsCni: true,
        settings: { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'false' },
      },
      {
        namespace: 'kube-system',
        name: 'kube-proxy',
        images: ['602401143452.dkr.ecr.eu-central-1.amazonaws.com/eks/kube-proxy:v1.33.3-minimal-eksbuild.2'],
        desired: 1,
        ready: 1,
        mountsCni: false,
        settings: {},
      },
      { namespace: 'own', name: 'agent', images: ['x:1'], desired: 1, ready: 1, mountsCni: false, settings: {} },
    ]);
  });

  it('of Cilium mount the folders of the network plugin, and the kind ENIConfig is not known', async () => {
    const world = healthyWorld();
    useCilium(world, first(world.clusters));
    const { daemonSets, eniConfigs, node } = await evidenceOf(world, 120);
    expect(valueOf(daemonSets)).toMatchObject([{ name: 'cilium', mountsCni: true }]);
    expect(eniConfigs).toEqual({ state: 'absent', call: 'kubernetes:ListENIConfigs' });
    expect(valueOf(node)).toMatchObject({ ready: { status: 'True' }, taints: [] });
  });
});

describe('pods of kube-system', () => {
  it('are those of this Node, and none while there is no Node', async () => {
    const { systemPods } = await evidenceOf(healthyWorld());
    expect(systemPods).toEqual({ state: 'known', value: [] });
    await account.close();
    const later = await evidenceOf(healthyWorld(), 120);
    expect(valueOf(later.systemPods)).toMatchObject([
      { daemonSet: 'aws-node', phase: 'Running', containers: [{ ready: true, restarts: 0 }] },
      { daemonSet: 'kube-proxy', phase: 'Running', containers: [{ ready: true, restarts: 0 }] },
    ]);
  });

  it('say what they wait for', async () => {
    const { systemPods } = await evidenceOf(broken('node-role-missing-ecr'), 120);
    const waiting = valueOf(systemPods)?.flatMap(({ containers }) => containers.map((one) => one.waiting));
    expect(waiting).toEqual(['ImagePullBackOff', 'ImagePullBackOff']);
  });

  it('of a Node that belongs to another instance are not taken', async () => {
    account = await startAccount(healthyWorld());
    account.advance(120);
    first(account.world.kubernetes['prod-eu']?.nodes).spec.providerID = 'aws:///eu-central-1a/i-0ffffffffffffffff';
    expect((await collectFrom(account)).evidence.systemPods).toEqual({ state: 'known', value: [] });
  });
});

it('webhooks of both kinds, with what narrows them', async () => {
  const world = healthyWorld();
  addWebhook(world, first(world.clusters), {
    name: 'policy',
    kind: 'ValidatingWebhookConfiguration',
    webhook: {
      failurePolicy: 'Fail',
      clientConfig: { service: { namespace: 'policy', name: 'server' } },
      rules: [{ apiGroups: ['*'], apiVersions: ['*'], resources: ['*'], operations: ['CREATE'] }],
      objectSelector: { matchLabels: { a: 'b' } },
    },
  });
  const { webhooks } = await evidenceOf(world);
  expect(valueOf(webhooks)).toMatchObject([
    { kind: 'validating', service: 'policy/server', narrowed: true, failurePolicy: 'Fail' },
    { kind: 'mutating', configuration: 'pod-identity-webhook', narrowed: false, failurePolicy: 'Ignore' },
  ]);
});

it('ENIConfigs by name, and whom eks:node-bootstrapper binds', async () => {
  const world = healthyWorld();
  world.kubernetes['prod-eu']?.eniConfigs?.push({
    apiVersion: 'crd.k8s.amazonaws.com/v1alpha1',
    kind: 'ENIConfig',
    metadata: newMetadata(world, 'prod-eu', { name: 'eu-central-1a' }, world.startedAt),
    spec: { subnet: 'subnet-1', securityGroups: [] },
  });
  const { eniConfigs, nodeBootstrapper } = await evidenceOf(world);
  expect(valueOf(eniConfigs)).toEqual(['eu-central-1a']);
  expect(valueOf(nodeBootstrapper)).toEqual({
    role: 'eks:node-bootstrapper',
    groups: ['system:bootstrappers', 'system:nodes'],
  });
});

it('a binding that is not there is absent', async () => {
  const world = healthyWorld();
  world.kubernetes['prod-eu']?.clusterRoleBindings.splice(0);
  expect((await evidenceOf(world)).nodeBootstrapper.state).toBe('absent');
});

it.each([
  ['systemPods', 'GET /api/v1/namespaces/kube-system/pods'],
  ['daemonSets', 'GET /apis/apps/v1/daemonsets'],
  ['webhooks', 'GET /apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'],
  ['webhooks', 'GET /apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations'],
  ['eniConfigs', 'GET /apis/crd.k8s.amazonaws.com/v1alpha1/eniconfigs'],
  ['nodeBootstrapper', 'GET /apis/rbac.authorization.k8s.io/v1/clusterrolebindings/eks:node-bootstrapper'],
] as const)('%s denied is unknown, and nothing else is lost: %s', async (topic, operation) => {
  const evidence = await evidenceOf(healthyWorld(), 120, { service: 'kubernetes', operation, kind: 'deny' });
  expect(evidence[topic]).toMatchObject({ state: 'unknown', because: 'denied' });
  expect(evidence.node.state).toBe('known');
});

it('the ConfigMap of Windows networking is asked for Windows alone', async () => {
  account = await startAccount(healthyWorld());
  const asked = () => account.calls.filter(({ operation }) => operation.endsWith('/amazon-vpc-cni'));
  expect((await collectFrom(account)).evidence.windowsNetworking.state).toBe('absent');
  expect(asked()).toEqual([]);
  first(account.world.instances).platformDetails = 'Windows';
  expect((await collectFrom(account)).evidence.windowsNetworking.state).toBe('absent');
  expect(asked()).toHaveLength(1);
});
