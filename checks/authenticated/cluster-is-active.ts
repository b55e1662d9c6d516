import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { resolveTie } from '../../core/target.ts';

/** EKS API reference, Cluster: `status`. An UPDATING cluster serves its nodes all the while. */
export default defineCheck({
  id: 'cluster-is-active',
  title: 'The cluster is active',
  stage: 'authenticated',
  needs: ['cluster'],
  uses: ['instance', 'userData'],
  causes: {
    'cluster-not-active': {
      why: 'Only an active cluster has an API server that nodes can join.',
      heals: 'running',
      docs: ['https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html'],
      atMost: 'certain',
      manual:
        'aws eks describe-cluster --name CLUSTER --query cluster.status; wait while it is made, else launch nodes for another cluster',
    },
  },
  judge({ cluster, instance, userData }) {
    if (cluster?.status === 'ACTIVE' || cluster?.status === 'UPDATING') return [];
    const tie = resolveTie(valueOf(instance)?.tags ?? {}, valueOf(userData)?.clusterName);
    const name = cluster?.name ?? tie?.cluster;
    if (!name) return [];
    // A cluster in the making will take its nodes in a while; one that is not here may be in another account.
    const over = cluster?.status === 'DELETING' || cluster?.status === 'FAILED';
    return [
      {
        cause: 'cluster-not-active',
        certainty: over ? 'certain' : 'likely',
        subject: { kind: 'cluster', id: name },
        says: cluster
          ? `Cluster ${name} is ${cluster.status}.`
          : `EKS knows no cluster ${name} in this account and region.`,
        facts: { cluster: name, status: cluster?.status ?? null },
        evidence: [
          { source: 'eks:DescribeCluster', says: cluster ? `status=${cluster.status}` : 'ResourceNotFoundException' },
        ],
        commands: [],
      },
    ];
  },
});
