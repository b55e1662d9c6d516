import type { ClusterAccess } from '../core/watch.ts';
import type { Clients } from './clients.ts';
import { KubernetesApi } from './kubernetes-api.ts';
import { mintToken } from './kubernetes-token.ts';

/**
 * Clients for the API servers of clusters, with the AWS identity that Rollcall runs as. One client a cluster, because
 * a client keeps its token for 14 minutes.
 *
 * @param now the time that tokens are signed with
 */
export const kubernetesAccess = (clients: Clients, now: () => Date): ((cluster: ClusterAccess) => KubernetesApi) => {
  const made = new Map<string, KubernetesApi>();
  return (cluster) => {
    const { name: clusterName, region, endpoint, certificateAuthorityData } = cluster;
    const key = `${endpoint} ${clusterName}`;
    const api =
      made.get(key) ??
      new KubernetesApi({ endpoint, certificateAuthorityData, now, token: () => token(clusterName, region) });
    made.set(key, api);
    return api;
  };

  async function token(clusterName: string, region: string): Promise<string> {
    const { credentials } = (await clients.eks()).config;
    return mintToken({ region, clusterName, credentials, now });
  }
};
