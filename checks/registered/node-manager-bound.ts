import { defineCheck } from '../../core/check.ts';

const ROLE = 'eks:node-manager';

/** EKS user guide, troubleshooting, AccessDenied of managed node groups. */
export default defineCheck({
  id: 'node-manager-bound',
  title: 'EKS may manage the nodes of the group in Kubernetes',
  stage: 'registered',
  needs: ['cluster', 'nodeGroup'],
  causes: {
    'eks-node-manager-rbac-missing': {
      why: `Without the ClusterRole ${ROLE} and its binding EKS cannot update, drain or scale the node group; nodes join all the same.`,
      heals: 'running',
      afterJoining: true,
      atMost: 'likely',
      manual: `Apply the ClusterRole and the ClusterRoleBinding ${ROLE} of the troubleshooting page again.`,
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html'],
    },
  },
  judge({ cluster, nodeGroup }) {
    const issue = nodeGroup?.healthIssues.find(
      ({ code, message }) => code === 'AccessDenied' && message.includes(ROLE),
    );
    if (!cluster || !nodeGroup || !issue) return [];
    return [
      {
        cause: 'eks-node-manager-rbac-missing',
        certainty: 'likely',
        subject: { kind: 'cluster', id: cluster.name },
        says: `EKS reports that it may not manage the nodes of ${nodeGroup.name}: ${ROLE} is missing.`,
        facts: { cluster: cluster.name, nodeGroup: nodeGroup.name, code: issue.code },
        evidence: [{ source: 'eks:DescribeNodegroup', says: `AccessDenied: ${ROLE}` }],
        commands: [`kubectl get clusterrole,clusterrolebinding ${ROLE}`],
      },
    ];
  },
});
