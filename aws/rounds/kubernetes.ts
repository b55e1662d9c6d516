import { askedBy, notCollected } from '../../core/asked-by.ts';
import type {
  AwsAuth,
  Cluster,
  Instance,
  KubernetesNode,
  SystemPod,
  Topic,
  Topics,
  UserData,
  WindowsNetworking,
} from '../../core/evidence.ts';
import { absent, known, type Observed, valueOf } from '../../core/observed.ts';
import { type Ask, because, type KubernetesReader, type Round } from './ask.ts';

/** Why Kubernetes was not asked. */
const NO_ACCESS = 'Rollcall was given no access to the Kubernetes API';

/** A client for the cluster's API server, made when it is first needed. */
export const readerOf = ({ kubernetes }: Ask, cluster: Cluster): (() => KubernetesReader) | undefined => {
  if (!kubernetes) return undefined;
  let reader: KubernetesReader | undefined;
  return () => {
    reader ??= kubernetes(cluster);
    return reader;
  };
};

/**
 * The Node of an instance, by every name that it may bear; a Node whose `providerID` names another instance is not it.
 *
 * Reading by name costs a few small requests, whatever the size of the cluster; a list would cost pages one after
 * another. Node names: the private DNS name (AL2023, AL2, Bottlerocket), the instance id, or what user data say.
 */
export const askNode = async (
  { observe }: Ask,
  reader: (() => KubernetesReader) | undefined,
  instance: Observed<Instance>,
  userData: Observed<UserData>,
): Promise<Observed<KubernetesNode>> => {
  if (instance.state !== 'known') return notCollected('node', because('instance', instance));
  if (!reader) return notCollected('node', NO_ACCESS);
  const { id } = instance.value;
  const asked = nodeNamesOf(instance.value, valueOf(userData)).map((name) =>
    observe(askedBy.node, async () => {
      const node = await reader().getNode(name);
      return node && isNodeOf(node, id) ? node : undefined;
    }),
  );
  const answers = await Promise.all(asked);
  return (
    answers.find(({ state }) => state === 'known') ??
    answers.find(({ state }) => state === 'unknown') ??
    absent(askedBy.node)
  );
};

/** Names that the Node of this instance may bear. */
const nodeNamesOf = ({ id, privateDnsName }: Instance, userData: UserData | undefined): string[] => [
  ...new Set(
    [privateDnsName, id, userData?.hostnameOverride ?? '']
      .map((name) => name.trim().toLowerCase())
      .filter((name) => /^[a-z0-9.-]{1,253}$/.test(name)),
  ),
];

/**
 * Whether a Node is that of an instance: the last part of its `providerID` is the instance id
 * (amazon-eks-ami nodeadm/internal/kubelet/config.go). A Node without one is known by its name alone.
 */
export const isNodeOf = ({ providerId }: Pick<KubernetesNode, 'providerId'>, instanceId: string): boolean =>
  !providerId || providerId.slice(providerId.lastIndexOf('/') + 1) === instanceId;

/** kube-system/aws-auth. A cluster that knows access entries alone has no use for it. */
const askAwsAuth = async (
  { observe }: Ask,
  reader: (() => KubernetesReader) | undefined,
  cluster: Cluster,
): Promise<Observed<AwsAuth>> => {
  if (cluster.authenticationMode === 'API') return absent(askedBy.cluster);
  if (!reader) return notCollected('awsAuth', NO_ACCESS);
  return observe(askedBy.awsAuth, async () => {
    const read = await reader().getAwsAuth();
    if (!read.exists) return undefined;
    const { mapRoles, mapUsers, mapAccounts } = read.data;
    return { mapRoles, mapUsers, mapAccounts, keys: Object.keys(read.data) };
  });
};

/** What every cluster tells in one way: absent where the API server answers that there is none. */
const SIMPLE = {
  daemonSets: (reader) => reader.listDaemonSets(),
  webhooks: (reader) => reader.listWebhooks(),
  eniConfigs: (reader) => reader.listEniConfigs(),
  nodeBootstrapper: (reader) => reader.getNodeBootstrapper(),
  cniServiceAccount: (reader) => reader.getCniServiceAccount(),
} as const satisfies { readonly [T in Topic]?: (reader: KubernetesReader) => Promise<Topics[T] | undefined> };

/** The topics that the API server tells. */
export type OfKubernetes = Round<'node' | 'awsAuth' | 'systemPods' | 'windowsNetworking' | keyof typeof SIMPLE>;

/** Everything that is asked of the API server, all at once. */
export const askKubernetes = async (
  ask: Ask,
  cluster: Cluster,
  instance: Observed<Instance>,
  userData: Observed<UserData>,
): Promise<OfKubernetes> => {
  const reader = readerOf(ask, cluster);
  const simple = <T extends keyof typeof SIMPLE>(topic: T) => askSimple(ask, reader, topic);
  const node = askNode(ask, reader, instance, userData);
  const awsAuth = askAwsAuth(ask, reader, cluster);
  const systemPods = askSystemPods(ask, reader, instance, userData, node);
  const windowsNetworking = askWindowsNetworking(ask, reader, instance);
  const daemonSets = simple('daemonSets');
  const webhooks = simple('webhooks');
  const eniConfigs = simple('eniConfigs');
  const nodeBootstrapper = simple('nodeBootstrapper');
  const cniServiceAccount = simple('cniServiceAccount');
  return {
    node: await node,
    awsAuth: await awsAuth,
    systemPods: await systemPods,
    windowsNetworking: await windowsNetworking,
    daemonSets: await daemonSets,
    webhooks: await webhooks,
    eniConfigs: await eniConfigs,
    nodeBootstrapper: await nodeBootstrapper,
    cniServiceAccount: await cniServiceAccount,
  };
};

const askSimple = async <T extends keyof typeof SIMPLE>(
  { observe }: Ask,
  reader: (() => KubernetesReader) | undefined,
  topic: T,
): Promise<Observed<Topics[T]>> => {
  if (!reader) return notCollected(topic, NO_ACCESS);
  const read = SIMPLE[topic] as (from: KubernetesReader) => Promise<Topics[T] | undefined>;
  return observe(askedBy[topic], async () => read(reader()));
};

/** The pods on the Node, by every name that it may bear: none is of interest while the Node is not this instance's. */
const askSystemPods = async (
  { observe }: Ask,
  reader: (() => KubernetesReader) | undefined,
  instance: Observed<Instance>,
  userData: Observed<UserData>,
  node: Promise<Observed<KubernetesNode>>,
): Promise<Observed<readonly SystemPod[]>> => {
  if (instance.state !== 'known') return notCollected('systemPods', because('instance', instance));
  if (!reader) return notCollected('systemPods', NO_ACCESS);
  const names = nodeNamesOf(instance.value, valueOf(userData));
  const asked = await Promise.all(
    names.map((name) => observe(askedBy.systemPods, async () => reader().listSystemPods(name))),
  );
  const found = await node;
  if (found.state === 'unknown') {
    return asked.find(({ state }) => state === 'unknown') ?? notCollected('systemPods', because('Node', found));
  }
  if (found.state === 'absent') return asked.find(({ state }) => state === 'unknown') ?? known([]);
  return asked[names.indexOf(found.value.name)] ?? notCollected('systemPods', 'its Node bears an unexpected name');
};

/** kube-system/amazon-vpc-cni matters to Windows alone. */
const askWindowsNetworking = async (
  { observe }: Ask,
  reader: (() => KubernetesReader) | undefined,
  instance: Observed<Instance>,
): Promise<Observed<WindowsNetworking>> => {
  if (instance.state !== 'known') return notCollected('windowsNetworking', because('instance', instance));
  if (!instance.value.windows) return absent(askedBy.instance);
  if (!reader) return notCollected('windowsNetworking', NO_ACCESS);
  return observe(askedBy.windowsNetworking, async () => reader().getWindowsNetworking());
};

/** What Kubernetes would have told of a cluster that is not known. */
export const noKubernetes = (why: string): OfKubernetes => ({
  node: notCollected('node', why),
  awsAuth: notCollected('awsAuth', why),
  systemPods: notCollected('systemPods', why),
  windowsNetworking: notCollected('windowsNetworking', why),
  daemonSets: notCollected('daemonSets', why),
  webhooks: notCollected('webhooks', why),
  eniConfigs: notCollected('eniConfigs', why),
  nodeBootstrapper: notCollected('nodeBootstrapper', why),
  cniServiceAccount: notCollected('cniServiceAccount', why),
});
