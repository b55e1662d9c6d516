/** Collecting real evidence from an embedded account, as its caller would. */
import { type Clients, createClients } from '../../aws/clients.ts';
import { collectEvidence } from '../../aws/collect.ts';
import { collectGroup, type GroupTarget } from '../../aws/collect-group.ts';
import { KubernetesApi } from '../../aws/kubernetes-api.ts';
import { mintToken } from '../../aws/kubernetes-token.ts';
import { observeWithin } from '../../aws/observe.ts';
import type { Collected } from '../../core/diagnosis.ts';
import type { Cluster } from '../../core/evidence.ts';
import type { Account } from '../../simulator/account.ts';

const credentialsOf = ({ environment }: Account) => ({
  accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
  secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
});

/** Clients that reach this account and no other. One attempt a call, so that no test waits for retries. */
export const clientsOf = (account: Account, maxAttempts = 1): Clients =>
  createClients({
    region: account.world.account.region,
    endpoint: account.endpoint,
    credentials: credentialsOf(account),
    maxAttempts,
  });

/** A client for a cluster of this account, with tokens of its clock. */
export const kubernetesOf =
  (account: Account) =>
  ({ name, endpoint, certificateAuthorityData }: Pick<Cluster, 'name' | 'endpoint' | 'certificateAuthorityData'>) => {
    const now = () => new Date(account.clock.now());
    const { region } = account.world.account;
    const token = () => mintToken({ region, clusterName: name, credentials: credentialsOf(account), now });
    return new KubernetesApi({ endpoint, certificateAuthorityData, now, token });
  };

/** Evidence of the group that the account's nodes belong to. */
export const collectGroupFrom = async (
  account: Account,
  options: { group?: GroupTarget; withKubernetes?: boolean } = {},
): Promise<Collected> => {
  const clients = clientsOf(account);
  const [managed] = account.world.nodegroups;
  const usual = managed
    ? { nodeGroup: managed.nodegroupName, cluster: managed.clusterName }
    : { scalingGroup: account.world.autoScalingGroups[0]?.autoScalingGroupName ?? '' };
  try {
    return await collectGroup({
      group: options.group ?? usual,
      clients,
      kubernetes: options.withKubernetes === false ? undefined : kubernetesOf(account),
      now: () => account.clock.now(),
      observe: observeWithin(),
    });
  } finally {
    clients.close();
  }
};

/** Evidence of the account's first instance, or of another one. */
export const collectFrom = async (
  account: Account,
  options: { instanceId?: string; cluster?: string; withKubernetes?: boolean; withinMs?: number } = {},
): Promise<Collected> => {
  const clients = clientsOf(account);
  try {
    return await collectEvidence({
      instanceId: options.instanceId ?? account.world.instances[0]?.instanceId ?? '',
      cluster: options.cluster,
      clients,
      kubernetes: options.withKubernetes === false ? undefined : kubernetesOf(account),
      now: () => account.clock.now(),
      observe: observeWithin(options.withinMs),
    });
  } finally {
    clients.close();
  }
};
