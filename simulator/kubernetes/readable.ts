/** The kinds that are only read: how each is listed, found and shown. */
import { kubernetesOf } from '../world/kubernetes.ts';
import type { DaemonSet, KubernetesState, ObjectMeta, World } from '../world/types.ts';
import { listOf } from './lists.ts';
import type { Target } from './target.ts';

type ResourceTarget = Extract<Target, { kind: 'resource' }>;

interface Readable {
  list: (target: ResourceTarget, query: URLSearchParams) => object;
  get: (target: ResourceTarget) => object | undefined;
}

/** By API group and resource. A kind that the cluster does not know is missing. */
export function readable(world: World, clusterName: string): Partial<Record<string, Readable>> {
  const state = kubernetesOf(world, clusterName);
  const webhooks = (kind: string) => state.webhooks.filter((one) => one.kind === kind);
  const admission = 'admissionregistration.k8s.io';
  const of = <T extends { metadata: ObjectMeta; spec?: object }>(
    items: readonly T[],
    kind: string,
    apiVersion: string,
    show: (item: T) => object = withoutKind,
  ): Readable => ({
    list: ({ namespace }, query) =>
      listOf(state, items.filter(isIn(namespace)), query, { kind: `${kind}List`, apiVersion, show }),
    get: ({ name, namespace }) => items.filter(isIn(namespace)).find(({ metadata }) => metadata.name === name),
  });
  return {
    '/nodes': of(state.nodes, 'Node', 'v1'),
    '/pods': of(state.pods, 'Pod', 'v1'),
    '/serviceaccounts': of(serviceAccounts(world, clusterName), 'ServiceAccount', 'v1'),
    'apps/daemonsets': of(state.daemonSets, 'DaemonSet', 'apps/v1', (one) => shownDaemonSet(state, one)),
    [`${admission}/validatingwebhookconfigurations`]: of(
      webhooks('ValidatingWebhookConfiguration'),
      'ValidatingWebhookConfiguration',
      `${admission}/v1`,
      ({ metadata, webhooks: listed }) => ({ metadata, webhooks: listed }),
    ),
    [`${admission}/mutatingwebhookconfigurations`]: of(
      webhooks('MutatingWebhookConfiguration'),
      'MutatingWebhookConfiguration',
      `${admission}/v1`,
      ({ metadata, webhooks: listed }) => ({ metadata, webhooks: listed }),
    ),
    ...(state.eniConfigs && {
      'crd.k8s.amazonaws.com/eniconfigs': of(state.eniConfigs, 'ENIConfig', 'crd.k8s.amazonaws.com/v1alpha1'),
    }),
    'rbac.authorization.k8s.io/clusterrolebindings': of(
      state.clusterRoleBindings,
      'ClusterRoleBinding',
      'rbac.authorization.k8s.io/v1',
    ),
  };
}

/** The one of the VPC CNI; EKS writes the role of its add-on there (EKS user guide, associate-service-account-role). */
function serviceAccounts(world: World, clusterName: string): { metadata: ObjectMeta }[] {
  const { daemonSets, cniRoleArn } = kubernetesOf(world, clusterName);
  const daemonSet = daemonSets.find(({ metadata }) => metadata.name === 'aws-node');
  if (!daemonSet) return [];
  const addon = world.addons.find((one) => one.clusterName === clusterName && one.addonName === 'vpc-cni');
  const roleArn = cniRoleArn ?? addon?.serviceAccountRoleArn;
  const annotations: Record<string, string> = roleArn ? { 'eks.amazonaws.com/role-arn': roleArn } : {};
  return [{ metadata: { ...daemonSet.metadata, annotations } }];
}

const isIn =
  (namespace: string | undefined) =>
  ({ metadata }: { metadata: ObjectMeta }): boolean =>
    namespace === undefined || metadata.namespace === namespace;

/** Items of a list bear no kind. */
const withoutKind = (item: object): object => ({ ...item, kind: undefined, apiVersion: undefined });

/** With the status that its controller writes. */
function shownDaemonSet(state: KubernetesState, { metadata, spec }: DaemonSet): object {
  const pods = state.pods.filter(
    ({ metadata: pod }) =>
      pod.namespace === metadata.namespace && pod.ownerReferences.some(({ name }) => name === metadata.name),
  );
  const ready = pods.filter(({ status }) => status.containerStatuses?.every((one) => one.ready));
  return {
    metadata,
    spec,
    status: { desiredNumberScheduled: state.nodes.length, numberReady: ready.length },
  };
}
