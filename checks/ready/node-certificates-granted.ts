import { defineCheck } from '../../core/check.ts';

const BINDING = 'eks:node-bootstrapper';

/** AWS re:Post, kubelet certificate requests of EKS nodes: this binding lets nodes ask for their serving certificate. */
export default defineCheck({
  id: 'node-certificates-granted',
  title: 'Nodes may ask for their serving certificate',
  stage: 'ready',
  needs: ['cluster', 'nodeBootstrapper'],
  causes: {
    'node-rbac-tampered': {
      why: 'Nodes register all the same, but get no serving certificate: logs and exec of their pods fail.',
      heals: 'running',
      afterJoining: true,
      atMost: 'suspect',
      manual: `Bind ClusterRole ${BINDING} to the groups system:bootstrappers and system:nodes again.`,
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/cert-signing.html'],
    },
  },
  judge({ cluster, nodeBootstrapper }) {
    if (!cluster || nodeBootstrapper) return [];
    return [
      {
        cause: 'node-rbac-tampered',
        certainty: 'suspect',
        subject: { kind: 'cluster', id: cluster.name },
        says: `${cluster.name} has no ClusterRoleBinding ${BINDING}.`,
        facts: { cluster: cluster.name, binding: BINDING },
        evidence: [{ source: 'kubernetes:GetClusterRoleBinding', says: `${BINDING} not found` }],
        commands: [`kubectl get clusterrolebinding ${BINDING}`],
      },
    ];
  },
});
