import { notCollected } from '../../core/asked-by.ts';
import type { CniIdentity, Permissions } from '../../core/evidence.ts';
import { known, type Observed } from '../../core/observed.ts';
import { readAssociationRole } from '../readers/cluster.ts';
import { CNI_ACTIONS } from './actions.ts';
import { type Ask, because } from './ask.ts';
import type { ClusterRound } from './cluster.ts';
import { askPermissions } from './roles.ts';

/**
 * Whom the VPC CNI runs as. The SDK takes the service account's role (IRSA) before a Pod Identity association
 * (AWS SDK reference guide, standardized credential providers).
 */
export const askCniIdentity = async (
  { clients, observe }: Ask,
  { cniAddon, cniAssociation }: Pick<ClusterRound, 'cniAddon' | 'cniAssociation'>,
  clusterName: string,
): Promise<Observed<CniIdentity>> => {
  if (cniAddon.state === 'unknown') return cniAddon;
  const addon = cniAddon.state === 'known';
  const roleArn = addon ? cniAddon.value.roleArn : undefined;
  if (roleArn) return known({ addon, roleArn });
  if (cniAssociation.state === 'unknown') return cniAssociation;
  if (cniAssociation.state === 'absent') return known({ addon });
  return observe('eks:DescribePodIdentityAssociation', async (signal) => {
    const associated = await readAssociationRole(await clients.eks(), clusterName, cniAssociation.value, signal);
    return associated ? { addon, roleArn: associated } : undefined;
  });
};

/**
 * What that role may do: the node role's own simulation where it is the node role. A role that only the Pod Identity
 * association names comes to light in this very round, so simulating it would need another one.
 */
export const askCniPermissions = async (
  ask: Ask,
  { cniAddon, cniAssociation }: Pick<ClusterRound, 'cniAddon' | 'cniAssociation'>,
  nodePermissions: Promise<Observed<Permissions>>,
): Promise<Observed<Permissions>> => {
  if (cniAddon.state === 'unknown') return notCollected('cniPermissions', because('add-on vpc-cni', cniAddon));
  const roleArn = cniAddon.state === 'known' ? cniAddon.value.roleArn : undefined;
  if (roleArn) return askPermissions(ask, 'cniPermissions', known(roleArn), CNI_ACTIONS);
  if (cniAssociation.state === 'absent') return nodePermissions;
  const why =
    cniAssociation.state === 'unknown'
      ? because('Pod Identity association', cniAssociation)
      : 'the role of a Pod Identity association is not simulated';
  return notCollected('cniPermissions', why);
};
