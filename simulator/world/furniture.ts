/** What every EKS cluster has in it from the beginning, beside its add-ons. */
import { kubernetesOf, newMetadata } from './kubernetes.ts';
import type { Cluster, KubernetesState, WebhookConfiguration, World } from './types.ts';

/** An API server that stores nothing yet. */
export const kubernetesOfNewCluster = (): KubernetesState => ({
  resourceVersion: 1000,
  nodes: [],
  configMaps: [],
  daemonSets: [],
  pods: [],
  webhooks: [],
  eniConfigs: [],
  clusterRoleBindings: [],
  startupTaints: [],
});

/** Adds the webhooks and the binding that EKS makes (EKS user guide, pod-identities; EKS troubleshooting of CSRs). */
export function furnish(world: World, cluster: Cluster): void {
  const state = kubernetesOf(world, cluster.name);
  addWebhook(world, cluster, {
    name: 'pod-identity-webhook',
    kind: 'MutatingWebhookConfiguration',
    webhook: {
      failurePolicy: 'Ignore',
      clientConfig: { url: 'https://127.0.0.1:23443/mutate' },
      rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] }],
    },
  });
  const name = 'eks:node-bootstrapper';
  const apiGroup = 'rbac.authorization.k8s.io';
  state.clusterRoleBindings.push({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: newMetadata(world, cluster.name, { name }, cluster.createdAt),
    roleRef: { apiGroup, kind: 'ClusterRole', name },
    subjects: ['system:bootstrappers', 'system:nodes'].map((group) => ({ kind: 'Group', name: group, apiGroup })),
  });
}

/** Adds a configuration with one webhook, which bears its name. */
export function addWebhook(
  world: World,
  cluster: Cluster,
  added: {
    name: string;
    kind: WebhookConfiguration['kind'];
    webhook: Omit<WebhookConfiguration['webhooks'][number], 'name'>;
    silent?: true;
  },
): WebhookConfiguration {
  const configuration: WebhookConfiguration = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: added.kind,
    metadata: newMetadata(world, cluster.name, { name: added.name }, cluster.createdAt),
    webhooks: [{ name: `${added.name}.example.com`, ...added.webhook }],
    silent: added.silent,
  };
  kubernetesOf(world, cluster.name).webhooks.push(configuration);
  return configuration;
}
