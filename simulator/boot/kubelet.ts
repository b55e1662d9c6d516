/** What kubelet does until the API server takes its Node: start, connect, trust, authenticate, register. It never gives up. */
import { mapIdentity } from '../kubernetes/authenticator.ts';
import { kubernetesOf } from '../world/kubernetes.ts';
import type { Cluster, Instance, NodeSettings, WebhookConfiguration, World } from '../world/types.ts';
import { contains } from './address.ts';
import { open, roleOf } from './aws-calls.ts';
import { startKubelet } from './kubelet-start.ts';
import { failure, type Outcome, success } from './outcome.ts';

/** How far one try came, in the words of the ladder of stages. */
export type RegistrationResult =
  | { ok: true; cluster: Cluster }
  | { ok: false; stage: 'configured' | 'connected' | 'authenticated'; reason: string };

/** One try to register the node. */
export function tryRegistration(world: World, instance: Instance, settings: NodeSettings): RegistrationResult {
  const started = startKubelet(world, instance, settings);
  if (!started.ok) return { ...started, stage: 'configured' };
  const cluster = reachCluster(world, instance, settings);
  if (!cluster.ok) return { ...cluster, stage: 'configured' };
  const user = authenticate(world, instance, cluster.value, settings);
  if (!user.ok) return { ...user, stage: 'connected' };
  const admitted = admit(world, cluster.value, user.value, settings.nodeName);
  return admitted.ok ? { ok: true, cluster: cluster.value } : { ...admitted, stage: 'authenticated' };
}

/** DNS, the path, who the endpoint lets in, and whether its certificate is the one that user data trusts. */
function reachCluster(world: World, instance: Instance, settings: NodeSettings): Outcome<Cluster> {
  const host = hostOf(settings.endpoint);
  const cluster = world.clusters.find((one) => hostOf(one.endpoint) === host);
  if (!cluster || host === undefined) return failure(`lookup ${host ?? settings.endpoint}: no such host`);
  const arrival = open(world, instance, { cluster });
  if (!arrival.ok) return arrival;
  if (!['ACTIVE', 'UPDATING'].includes(cluster.status)) return failure(`the cluster is ${cluster.status}`);
  const { source } = arrival.value;
  const fromInside = source === instance.privateIpAddress;
  const { publicAccessCidrs } = cluster.resourcesVpcConfig;
  if (!fromInside && !publicAccessCidrs.some((cidr) => contains(cidr, source))) {
    return failure(`the public endpoint lets nobody in from ${source}`);
  }
  if (cluster.outage) return failure(outages[cluster.outage]);
  const trusted = pemOf(settings.certificateAuthority) === pemOf(cluster.certificateAuthority);
  return trusted ? success(cluster) : failure('x509: certificate signed by unknown authority');
}

/** What an API server in trouble does to its clients (EKS API reference, ClusterIssue; EKS user guide, enable-kms). */
const outages = {
  overloaded: 'net/http: TLS handshake timeout',
  'key-unusable': 'the API server is down: it cannot use the key of its secrets',
};

const hostOf = (endpoint: string): string | undefined =>
  URL.canParse(endpoint) ? new URL(endpoint).host.toLowerCase() : undefined;

const pemOf = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8').replace(/\s/g, '');

interface User {
  username: string;
  groups: string[];
}

/** The token is signed offline for the cluster that user data names; the cluster puts its own name in its place. */
function authenticate(world: World, instance: Instance, cluster: Cluster, settings: NodeSettings): Outcome<User> {
  const role = roleOf(world, instance);
  if (!role.ok) return failure(`getting credentials: ${role.reason}`);
  if (settings.clusterName !== cluster.name) return failure(`the token is for the cluster ${settings.clusterName}`);
  if (world.account.regionalStsDisabled) return failure('Unauthorized: STS answers RegionDisabledException');
  const { roleName, roleId, arn } = role.value;
  const [, partition, , , account] = arn.split(':');
  const mapped = mapIdentity(world, cluster.name, {
    arn: `arn:${partition}:sts::${account}:assumed-role/${roleName}/${instance.instanceId}`,
    userId: `${roleId}:${instance.instanceId}`,
    sessionName: instance.instanceId,
  });
  return mapped.ok ? success(mapped) : failure(`Unauthorized: ${mapped.reason}`);
}

/** The Node authorizer and NodeRestriction let a node make only the Node that bears its own name; webhooks come after. */
function admit(world: World, cluster: Cluster, { username, groups }: User, nodeName: string): Outcome<undefined> {
  if (!groups.includes('system:nodes')) return failure(`User "${username}" cannot create resource "nodes"`);
  if (username === `system:node:${nodeName}`) return callWebhooks(world, cluster);
  return failure(`user "${username}" is not allowed to modify node "${nodeName}"`);
}

/** A webhook that must be asked and does not answer refuses (Kubernetes, "Dynamic Admission Control", failurePolicy). */
function callWebhooks(world: World, cluster: Cluster): Outcome<undefined> {
  const silent = kubernetesOf(world, cluster.name)
    .webhooks.filter((configuration) => configuration.silent)
    .flatMap(({ webhooks }) => webhooks)
    .find(({ failurePolicy, rules }) => failurePolicy === 'Fail' && rules.some(isAskedOfNodes));
  if (!silent) return success(undefined);
  return failure(`Internal error occurred: failed calling webhook "${silent.name}": context deadline exceeded`);
}

const isAskedOfNodes = ({ apiGroups, resources, operations }: WebhookRule): boolean =>
  matches(apiGroups, '') && matches(resources, 'nodes') && matches(operations, 'CREATE');

const matches = (listed: string[], wanted: string): boolean => listed.includes('*') || listed.includes(wanted);

type WebhookRule = WebhookConfiguration['webhooks'][number]['rules'][number];
