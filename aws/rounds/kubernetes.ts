import { askedBy, notCollected } from '../../core/asked-by.ts';
import type { AwsAuth, Cluster, Instance, KubernetesNode, UserData } from '../../core/evidence.ts';
import { absent, type Observed, unknown, valueOf } from '../../core/observed.ts';
import { type Ask, because, type KubernetesReader } from './ask.ts';

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
export const askAwsAuth = async (
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

/** What Kubernetes would have told of a cluster that is not known. */
export const noKubernetes = (why: string) => ({
  node: unknown('not-collected', askedBy.node, why),
  awsAuth: unknown('not-collected', askedBy.awsAuth, why),
});
