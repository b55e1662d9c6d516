/** What Rollcall reads, and the one thing it may write, through a cluster's Kubernetes API. */
import * as v from 'valibot';
import type {
  CniServiceAccount,
  DaemonSet,
  KubernetesNode,
  NodeBootstrapper,
  SystemPod,
  Webhook,
  WindowsNetworking,
} from '../core/evidence.ts';
import { ConflictError, KubernetesError } from './kubernetes-error.ts';
import { ConfigMap, listOf, Node, toNode } from './kubernetes-objects.ts';
import { requestJson } from './kubernetes-request.ts';
import {
  ClusterRoleBindingObject,
  DaemonSetObject,
  Named,
  PodObject,
  ServiceAccountObject,
  toDaemonSet,
  toNodeBootstrapper,
  toSystemPod,
  toWebhooks,
  WebhookConfigurationObject,
} from './kubernetes-workloads.ts';

export { ConflictError, KubernetesError } from './kubernetes-error.ts';

/** Tokens live 15 minutes; one is left for the request under way. */
const tokenLifeMs = 14 * 60 * 1000;
const pageSize = 500;
const maximumPages = 40;
const kubeSystem = '/api/v1/namespaces/kube-system';
const awsAuthPath = `${kubeSystem}/configmaps/aws-auth`;
const admission = '/apis/admissionregistration.k8s.io/v1';
const nodeBootstrapper = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/eks:node-bootstrapper';

const NodeList = listOf('Node', Node);
const PodList = listOf('Pod', PodObject);
const DaemonSetList = listOf('DaemonSet', DaemonSetObject);
const ValidatingList = listOf('ValidatingWebhookConfiguration', WebhookConfigurationObject);
const MutatingList = listOf('MutatingWebhookConfiguration', WebhookConfigurationObject);
const EniConfigList = listOf('ENIConfig', Named);

type ListSchema<Item> = v.GenericSchema<
  unknown,
  { kind: string; metadata: { continue?: string | undefined }; items: Item[] | null }
>;

export interface KubernetesApiOptions {
  /** `endpoint` and `certificateAuthority.data` of `eks:DescribeCluster`. */
  endpoint: string;
  certificateAuthorityData: string;
  /** Mints a token: see `mintToken`. */
  token: () => Promise<string>;
  now: () => Date;
  /** For each request. */
  timeoutMs?: number;
}

/** kube-system/aws-auth, or that there is none. */
export type AwsAuthRead = { exists: false } | { exists: true; resourceVersion: string; data: Record<string, string> };

/**
 * A client for one cluster.
 *
 * @example
 * const api = new KubernetesApi({ endpoint, certificateAuthorityData, now, token: () => mintToken({ … }) });
 * const node = await api.getNode('ip-10-0-1-7.eu-central-1.compute.internal');
 *
 * @throws KubernetesError every method, when the API server cannot be reached or refuses
 */
export class KubernetesApi {
  readonly #options: KubernetesApiOptions;
  readonly #authority: string;
  #token: { value: Promise<string>; until: number } | undefined;
  #reads = 0;

  constructor(options: KubernetesApiOptions) {
    this.#options = options;
    this.#authority = Buffer.from(options.certificateAuthorityData, 'base64').toString();
  }

  /** All nodes that the label selector picks, page by page; `continue` goes on where an earlier list stopped. */
  async listNodes(
    query: { limit?: number; continue?: string; labelSelector?: string } = {},
  ): Promise<readonly KubernetesNode[]> {
    return (await this.#list(NodeList, '/api/v1/nodes', query)).map(toNode);
  }

  /** One node by its name; undefined if there is none. */
  async getNode(name: string): Promise<KubernetesNode | undefined> {
    const node = await orUndefined(this.#read(Node, `/api/v1/nodes/${encodeURIComponent(name)}`));
    return node && toNode(node);
  }

  /** The ConfigMap that maps IAM roles; a cluster that uses access entries alone has none. */
  async getAwsAuth(): Promise<AwsAuthRead> {
    const configMap = await orUndefined(this.#read(ConfigMap, awsAuthPath));
    if (!configMap) return { exists: false };
    return { exists: true, resourceVersion: configMap.metadata.resourceVersion, data: configMap.data ?? {} };
  }

  /**
   * Replaces `mapRoles` alone. The whole object is read again and sent back as it is but for that text, under the
   * condition that it still has the given resourceVersion.
   *
   * @returns the new resourceVersion
   * @throws ConflictError if somebody else wrote in between
   */
  async replaceAwsAuth({ resourceVersion, mapRoles }: { resourceVersion: string; mapRoles: string }): Promise<string> {
    const current = await this.#read(ConfigMap, awsAuthPath);
    if (current.metadata.resourceVersion !== resourceVersion) {
      const details = { operation: `PUT ${awsAuthPath}`, status: 409, reason: 'Conflict' };
      throw new ConflictError(`aws-auth is at ${current.metadata.resourceVersion}, not ${resourceVersion}`, details);
    }
    const body = { ...current, data: { ...current.data, mapRoles } };
    const written = await this.#send('PUT', awsAuthPath, body);
    return parse(ConfigMap, written, `PUT ${awsAuthPath}`).metadata.resourceVersion;
  }

  /** The pods of kube-system that are bound to the Node of this name. */
  async listSystemPods(nodeName: string): Promise<readonly SystemPod[]> {
    const query = { fieldSelector: `spec.nodeName=${nodeName}` };
    return (await this.#list(PodList, `${kubeSystem}/pods`, query)).map(toSystemPod);
  }

  /** All DaemonSets of all namespaces. */
  async listDaemonSets(): Promise<readonly DaemonSet[]> {
    return (await this.#list(DaemonSetList, '/apis/apps/v1/daemonsets')).map(toDaemonSet);
  }

  /** All admission webhooks, validating and mutating. */
  async listWebhooks(): Promise<readonly Webhook[]> {
    const [validating, mutating] = await Promise.all([
      this.#list(ValidatingList, `${admission}/validatingwebhookconfigurations`),
      this.#list(MutatingList, `${admission}/mutatingwebhookconfigurations`),
    ]);
    return [
      ...validating.flatMap((one) => toWebhooks('validating', one)),
      ...mutating.flatMap((one) => toWebhooks('mutating', one)),
    ];
  }

  /** Names of the VPC CNI's ENIConfigs; undefined where the cluster does not know the kind. */
  async listEniConfigs(): Promise<readonly string[] | undefined> {
    const configs = await orUndefined(this.#list(EniConfigList, '/apis/crd.k8s.amazonaws.com/v1alpha1/eniconfigs'));
    return configs?.map(({ metadata }) => metadata.name);
  }

  /** The ConfigMap kube-system/amazon-vpc-cni; undefined if there is none. */
  async getWindowsNetworking(): Promise<WindowsNetworking | undefined> {
    const configMap = await orUndefined(this.#read(ConfigMap, `${kubeSystem}/configmaps/amazon-vpc-cni`));
    return configMap && { enableWindowsIpam: configMap.data?.['enable-windows-ipam'] };
  }

  /** The ClusterRoleBinding eks:node-bootstrapper; undefined if there is none. */
  async getNodeBootstrapper(): Promise<NodeBootstrapper | undefined> {
    const binding = await orUndefined(this.#read(ClusterRoleBindingObject, nodeBootstrapper));
    return binding && toNodeBootstrapper(binding);
  }

  /** The service account of the VPC CNI; undefined if there is none. */
  async getCniServiceAccount(): Promise<CniServiceAccount | undefined> {
    const account = await orUndefined(this.#read(ServiceAccountObject, `${kubeSystem}/serviceaccounts/aws-node`));
    return account && { roleArn: account.metadata.annotations?.['eks.amazonaws.com/role-arn'] };
  }

  /** How many reads it has made so far; a second try of the same one does not count. */
  calls(): number {
    return this.#reads;
  }

  /** A list to its end, page by page. */
  async #list<Item>(
    schema: ListSchema<Item>,
    path: string,
    { limit = pageSize, continue: from, ...selectors }: Record<string, string | number | undefined> = {},
  ): Promise<readonly Item[]> {
    const all: Item[] = [];
    let next = from;
    for (let page = 0; page < maximumPages; page += 1) {
      const search = Object.entries({ limit, ...selectors, continue: next }).flatMap(([key, value]) =>
        value ? [[key, String(value)]] : [],
      );
      const { items, metadata } = await this.#read(
        schema,
        `${path}?${new URLSearchParams(Object.fromEntries(search)).toString()}`,
      );
      all.push(...(items ?? []));
      next = metadata.continue;
      if (!next) return all;
    }
    const reason = 'TooManyPages';
    throw new KubernetesError(`more than ${maximumPages} pages`, { operation: `GET ${path}`, reason });
  }

  /** A GET changes nothing, so it is tried once more after a passing failure. */
  async #read<S extends v.GenericSchema>(schema: S, path: string): Promise<v.InferOutput<S>> {
    this.#reads += 1;
    const content = await this.#send('GET', path).catch((error: unknown) => {
      if (error instanceof KubernetesError && error.isPassing) return this.#send('GET', path);
      throw error;
    });
    return parse(schema, content, `GET ${path.replace(/\?.*$/, '')}`);
  }

  async #send(method: 'GET' | 'PUT', path: string, body?: unknown): Promise<unknown> {
    const { endpoint, timeoutMs = 5000 } = this.#options;
    const token = await this.#currentToken(`${method} ${path.replace(/\?.*$/, '')}`);
    return await requestJson({ endpoint, authority: this.#authority, token, timeoutMs, method, path, body });
  }

  async #currentToken(operation: string): Promise<string> {
    const now = this.#options.now().getTime();
    if (!this.#token || now >= this.#token.until) {
      this.#token = { value: this.#options.token(), until: now + tokenLifeMs };
    }
    try {
      return await this.#token.value;
    } catch (cause) {
      this.#token = undefined;
      throw new KubernetesError('no token could be made', { operation, reason: 'NoToken', cause });
    }
  }
}

async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof KubernetesError && error.isNotFound) return undefined;
    throw error;
  }
}

function parse<S extends v.GenericSchema>(schema: S, content: unknown, operation: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, content);
  if (parsed.success) return parsed.output;
  throw new KubernetesError(v.summarize(parsed.issues), { operation, reason: 'Malformed' });
}
