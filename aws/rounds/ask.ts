import type { Cluster, Evidence, Topic } from '../../core/evidence.ts';
import type { Absent, Unknown } from '../../core/observed.ts';
import type { Clients } from '../clients.ts';
import type { KubernetesApi } from '../kubernetes-api.ts';
import type { Observe } from '../observe.ts';

/** The part of the Kubernetes API that evidence needs. */
export type KubernetesReader = Pick<
  KubernetesApi,
  | 'calls'
  | 'getAwsAuth'
  | 'getCniServiceAccount'
  | 'getNode'
  | 'getNodeBootstrapper'
  | 'getWindowsNetworking'
  | 'listDaemonSets'
  | 'listEniConfigs'
  | 'listSystemPods'
  | 'listWebhooks'
>;

/** Everything that rounds ask with. */
export interface Ask {
  readonly clients: Clients;
  readonly observe: Observe;
  /** Makes a client for a cluster's API server; missing where Rollcall has no access to any. */
  readonly kubernetes?: (cluster: Cluster) => KubernetesReader;
}

/** The observations of one round. Its questions are all under way before the first is awaited. */
export type Round<T extends Topic> = Pick<Evidence, T>;

/** Why a topic that hangs on another one was not asked for. */
export const because = (needed: string, seen: Unknown | Absent): string =>
  seen.state === 'absent' ? `there is no ${needed}` : `it needs the ${needed}: ${seen.says ?? seen.because}`;
