/** Faults of the control plane that EKS reports as health issues. */
import type { World } from '../types.ts';
import { type Faults, theCluster } from './fault.ts';

export const controlPlaneFaults: Faults = {
  'cluster-kms-unusable': {
    cause: 'cluster-kms-unusable',
    title: 'Somebody disabled the key that the secrets of the cluster are encrypted with',
    prevents: 'registration',
    inject: (world) => {
      theCluster(world).outage = 'key-unusable';
      report(world, 'KmsKeyDisabled', 'The KMS key of the cluster is disabled');
    },
  },
  'sts-regional-endpoint-disabled': {
    cause: 'sts-regional-endpoint-disabled',
    title: 'STS is switched off in the region, so the API server can check no token',
    prevents: 'registration',
    inject: (world) => {
      world.account.regionalStsDisabled = true;
      report(world, 'StsRegionalEndpointDisabled', 'STS is not active in the region of the cluster');
    },
  },
  'apiserver-overloaded': {
    cause: 'apiserver-overloaded',
    title: 'The API server answers nobody in time, EKS neither',
    prevents: 'registration',
    inject: (world) => {
      theCluster(world).outage = 'overloaded';
      const message = 'Amazon EKS or one or more of your managed nodes is unable to communicate with the API server.';
      for (const { health } of world.nodegroups)
        health.issues.push({ code: 'ClusterUnreachable', message, resourceIds: [] });
    },
    appliesTo: (world) => world.nodegroups.length > 0,
  },
};

function report(world: World, code: string, message: string): void {
  theCluster(world).health.issues.push({ code, message, resourceIds: [] });
}
