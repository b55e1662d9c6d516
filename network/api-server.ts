import { answersPrivateZones } from './resolver.ts';
import { inClusterVpc, type Surroundings } from './surroundings.ts';

/** The two faces of an EKS API server: its interfaces in the VPC, or its public addresses. */
export type Side = 'private' | 'public';

/**
 * On which side the node will meet the API server: one side where that is proven, both where either may be.
 *
 * - private access off: public addresses
 * - public access off: the name resolves to the private addresses, by any resolver
 * - both on: private addresses where the endpoint's private zone answers, else perhaps public ones
 *
 * Source: EKS user guide, cluster-endpoint.
 */
export const apiServerSides = (here: Surroundings): readonly Side[] => {
  const { endpointPrivateAccess, endpointPublicAccess } = here.cluster;
  if (!endpointPrivateAccess) return ['public'];
  if (!endpointPublicAccess) return ['private'];
  return inClusterVpc(here) && answersPrivateZones(here) === 'yes' ? ['private'] : ['private', 'public'];
};

/** Whether the node can only meet the API server's public addresses. */
export const isPublicOnly = (here: Surroundings): boolean => !apiServerSides(here).includes('private');
