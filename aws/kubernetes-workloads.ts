/** What runs on nodes and what stands before them, as it arrives, reduced to what Rollcall reads. Source: Kubernetes API reference. */
import * as v from 'valibot';
import type { DaemonSet, NodeBootstrapper, SystemPod, Webhook } from '../core/evidence.ts';
import { redact } from '../core/redact.ts';

const Texts = v.optional(v.nullable(v.array(v.string())));

const Container = v.object({
  image: v.optional(v.string(), ''),
  env: v.optional(
    v.array(v.object({ name: v.string(), value: v.optional(v.string()), valueFrom: v.optional(v.unknown()) })),
    [],
  ),
});

/** The name alone. */
export const Named = v.object({ metadata: v.object({ name: v.string() }) });

export const DaemonSetObject = v.object({
  metadata: v.object({ name: v.string(), namespace: v.optional(v.string(), '') }),
  spec: v.object({
    template: v.object({
      spec: v.object({
        initContainers: v.optional(v.nullable(v.array(Container))),
        containers: v.array(Container),
        volumes: v.optional(v.nullable(v.array(v.object({ hostPath: v.optional(v.object({ path: v.string() })) })))),
      }),
    }),
  }),
  status: v.optional(
    v.object({ desiredNumberScheduled: v.optional(v.number()), numberReady: v.optional(v.number()) }),
    {},
  ),
});

const Status = v.object({
  name: v.string(),
  image: v.optional(v.string(), ''),
  ready: v.optional(v.boolean(), false),
  restartCount: v.optional(v.number(), 0),
  state: v.optional(
    v.object({
      waiting: v.optional(v.object({ reason: v.optional(v.string()), message: v.optional(v.string()) })),
    }),
    {},
  ),
});
const Statuses = v.optional(v.nullable(v.array(Status)));

export const PodObject = v.object({
  metadata: v.object({
    name: v.string(),
    ownerReferences: v.optional(v.array(v.object({ kind: v.string(), name: v.string() })), []),
  }),
  status: v.optional(
    v.object({
      phase: v.optional(v.string(), 'Unknown'),
      initContainerStatuses: Statuses,
      containerStatuses: Statuses,
    }),
    { phase: 'Unknown' },
  ),
});

export const WebhookConfigurationObject = v.object({
  metadata: v.object({ name: v.string() }),
  webhooks: v.optional(
    v.nullable(
      v.array(
        v.object({
          name: v.string(),
          // Kubernetes fills it in; v1 means Fail where it is missing.
          failurePolicy: v.optional(v.string(), 'Fail'),
          clientConfig: v.object({ service: v.optional(v.object({ namespace: v.string(), name: v.string() })) }),
          rules: v.optional(v.nullable(v.array(v.object({ apiGroups: Texts, resources: Texts, operations: Texts })))),
          objectSelector: v.optional(v.record(v.string(), v.unknown()), {}),
          matchConditions: v.optional(v.nullable(v.array(v.unknown()))),
        }),
      ),
    ),
  ),
});

export const ClusterRoleBindingObject = v.object({
  roleRef: v.object({ name: v.string() }),
  subjects: v.optional(v.nullable(v.array(v.object({ kind: v.string(), name: v.string() })))),
});

/** A service account by what it is annotated with. */
export const ServiceAccountObject = v.object({
  metadata: v.object({ annotations: v.optional(v.nullable(v.record(v.string(), v.string()))) }),
});

/** The folders of the host in which a network plugin leaves its program and its configuration (CNI specification). */
const CNI_FOLDERS = /^\/(?:etc|opt)\/cni(?:\/|$)/;

/** Settings that Rollcall reads; all others stay unread, because they may hold secrets. */
const SETTINGS = [
  'AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG',
  'ENI_CONFIG_LABEL_DEF',
  'CLUSTER_ENDPOINT',
  'KUBERNETES_SERVICE_HOST',
];

/** Stands for a value that a secret, a ConfigMap or the pod itself brings. */
const ELSEWHERE = 'set elsewhere';

/** A DaemonSet in Rollcall's terms. */
export function toDaemonSet({ metadata, spec, status }: v.InferOutput<typeof DaemonSetObject>): DaemonSet {
  const { initContainers, containers, volumes } = spec.template.spec;
  const settings = containers.flatMap(({ env }) => env).filter(({ name }) => SETTINGS.includes(name));
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    images: [...containers, ...(initContainers ?? [])].map(({ image }) => image),
    desired: status.desiredNumberScheduled,
    ready: status.numberReady,
    mountsCni: (volumes ?? []).some(({ hostPath }) => CNI_FOLDERS.test(hostPath?.path ?? '')),
    settings: Object.fromEntries(
      settings.map(({ name, value, valueFrom }) => [name, value ?? (valueFrom === undefined ? '' : ELSEWHERE)]),
    ),
  };
}

/** A pod in Rollcall's terms. */
export function toSystemPod({ metadata, status }: v.InferOutput<typeof PodObject>): SystemPod {
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return {
    name: metadata.name,
    daemonSet: metadata.ownerReferences.find(({ kind }) => kind === 'DaemonSet')?.name,
    phase: status.phase,
    containers: statuses.map(({ name, image, ready, restartCount: restarts, state: { waiting } }) => ({
      name,
      image,
      ready,
      restarts,
      waiting: waiting?.reason,
      message: waiting?.message === undefined ? undefined : redact(waiting.message).slice(0, 300),
    })),
  };
}

/**
 * The webhooks of one configuration. A selector of namespaces does not narrow what it sees of Nodes, which are in none
 * (Kubernetes, "Dynamic Admission Control").
 */
export function toWebhooks(
  kind: Webhook['kind'],
  { metadata, webhooks }: v.InferOutput<typeof WebhookConfigurationObject>,
): Webhook[] {
  return (webhooks ?? []).map(({ name, failurePolicy, clientConfig: { service }, rules, ...narrowing }) => ({
    configuration: metadata.name,
    name,
    kind,
    failurePolicy,
    narrowed: Object.keys(narrowing.objectSelector).length > 0 || (narrowing.matchConditions ?? []).length > 0,
    service: service && `${service.namespace}/${service.name}`,
    rules: (rules ?? []).map(({ apiGroups, resources, operations }) => ({
      groups: apiGroups ?? [],
      resources: resources ?? [],
      operations: operations ?? [],
    })),
  }));
}

/** A ClusterRoleBinding in Rollcall's terms. */
export function toNodeBootstrapper({
  roleRef,
  subjects,
}: v.InferOutput<typeof ClusterRoleBindingObject>): NodeBootstrapper {
  const groups = (subjects ?? []).filter(({ kind }) => kind === 'Group');
  return { role: roleRef.name, groups: groups.map(({ name }) => name) };
}
