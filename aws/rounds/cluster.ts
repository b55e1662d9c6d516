import { askedBy, notCollected } from '../../core/asked-by.ts';
import type { Addon, Cluster } from '../../core/evidence.ts';
import { known, type Observed, valueOf } from '../../core/observed.ts';
import { type AddonRead, readAddon, readCluster, readCniAssociation } from '../readers/cluster.ts';
import { readClusterInterfaces } from '../readers/interfaces.ts';
import { type Ask, because, type Round } from './ask.ts';

/** What the name of a cluster asks for. */
export type ClusterRound = Round<'cluster' | 'addons' | 'clusterInterfaces'> & {
  /** Two halves of whom the VPC CNI runs as. */
  readonly cniAddon: Observed<AddonRead>;
  readonly cniAssociation: Observed<string>;
};

/**
 * The part of round two that the name of the cluster asks for, all at once. Never throws.
 *
 * @param seen the cluster, where somebody has asked for it already
 */
export const clusterRound = async (ask: Ask, name: string, seen?: Observed<Cluster>): Promise<ClusterRound> => {
  const { clients, observe } = ask;
  const cluster = seen ?? observe(askedBy.cluster, async (signal) => readCluster(await clients.eks(), name, signal));
  const clusterInterfaces = observe(askedBy.clusterInterfaces, async (signal) =>
    readClusterInterfaces(await clients.ec2(), name, signal),
  );
  const cniAddon = askAddon(ask, name, 'vpc-cni');
  const proxyAddon = askAddon(ask, name, 'kube-proxy');
  const cniAssociation = observe('eks:ListPodIdentityAssociations', async (signal) =>
    readCniAssociation(await clients.eks(), name, signal),
  );
  return {
    cluster: await cluster,
    addons: addonsOf(await cluster, [await cniAddon, await proxyAddon]),
    clusterInterfaces: await clusterInterfaces,
    cniAddon: await cniAddon,
    cniAssociation: await cniAssociation,
  };
};

const askAddon = async ({ clients, observe }: Ask, cluster: string, name: string): Promise<Observed<AddonRead>> =>
  observe(askedBy.addons, async (signal) => readAddon(await clients.eks(), cluster, name, signal));

/** EKS says of a cluster that is not there that it has no add-on: only a known cluster makes that an answer. */
const addonsOf = (cluster: Observed<Cluster>, seen: readonly Observed<AddonRead>[]): Observed<readonly Addon[]> => {
  if (cluster.state !== 'known') return notCollected('addons', because('cluster', cluster));
  const unread = seen.find((one) => one.state === 'unknown');
  return unread?.state === 'unknown' ? unread : known(seen.flatMap((one) => valueOf(one)?.addon ?? []));
};
