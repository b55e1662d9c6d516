/** What Rollcall reads, and the one thing it may write, through a cluster's Kubernetes API. */
import * as v from 'valibot';
import type { KubernetesNode } from '../core/evidence.ts';
import { ConflictError, KubernetesError } from './kubernetes-error.ts';
import { ConfigMap, DaemonSet, Node, NodeList, toNode } from './kubernetes-objects.ts';
import { requestJson } from './kubernetes-request.ts';

export { ConflictError, KubernetesError } from './kubernetes-error.ts';

/** Tokens live 15 minutes; one is left for the request under way. */
const tokenLifeMs = 14 * 60 * 1000;
const pageSize = 500;
const maximumPages = 40;
const awsAuthPath = '/api/v1/namespaces/kube-system/configmaps/aws-auth';

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

/** A DaemonSet and how many of its pods should run and do; undefined while its controller has not said. */
export interface DaemonSetRead {
  name: string;
  desired?: number;
  ready?: number;
}

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

  constructor(options: KubernetesApiOptions) {
    this.#options = options;
    this.#authority = Buffer.from(options.certificateAuthorityData, 'base64').toString();
  }

  /** All nodes that the label selector picks, page by page; `continue` goes on where an earlier list stopped. */
  async listNodes(
    query: { limit?: number; continue?: string; labelSelector?: string } = {},
  ): Promise<readonly KubernetesNode[]> {
    const path = '/api/v1/nodes';
    const nodes: KubernetesNode[] = [];
    let from = query.continue;
    for (let page = 0; page < maximumPages; page += 1) {
      const search = new URLSearchParams({ limit: String(query.limit ?? pageSize) });
      if (query.labelSelector) search.set('labelSelector', query.labelSelector);
      if (from) search.set('continue', from);
      const { items, metadata } = await this.#read(NodeList, `${path}?${search.toString()}`);
      nodes.push(...(items ?? []).map(toNode));
      from = metadata.continue;
      if (!from) return nodes;
    }
    const reason = 'TooManyPages';
    throw new KubernetesError(`more than ${maximumPages} pages of nodes`, { operation: `GET ${path}`, reason });
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

  /** A DaemonSet of kube-system, such as `aws-node`; undefined if there is none. */
  async getDaemonSet(name: string): Promise<DaemonSetRead | undefined> {
    const path = `/apis/apps/v1/namespaces/kube-system/daemonsets/${encodeURIComponent(name)}`;
    const found = await orUndefined(this.#read(DaemonSet, path));
    if (!found) return undefined;
    const { desiredNumberScheduled: desired, numberReady: ready } = found.status;
    return { name: found.metadata.name, desired, ready };
  }

  /** A GET changes nothing, so it is tried once more after a passing failure. */
  async #read<S extends v.GenericSchema>(schema: S, path: string): Promise<v.InferOutput<S>> {
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
