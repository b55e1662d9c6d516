import { defineCheck, notJudged } from '../../core/check.ts';
import { sameArn } from '../../identity/arn.ts';
import { IDENTITY_TOPICS, nodeIdentity } from '../../identity/node-identity.ts';

/** EKS user guide, create-node-role: nodes must not run as the role that made the cluster. */
export default defineCheck({
  id: 'node-role-is-not-cluster-role',
  title: 'The nodes do not run as the role of the cluster',
  stage: 'authenticated',
  needs: ['cluster'],
  uses: IDENTITY_TOPICS,
  causes: {
    'role-is-cluster-role': {
      why: 'EKS does not support one role for both the control plane and the nodes.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html'],
      atMost: 'likely',
      manual:
        'Make a role of its own for the nodes and launch new ones with it: aws iam create-role --role-name NODE_ROLE --assume-role-policy-document FILE',
    },
  },
  judge({ cluster, ...seen }) {
    const identity = nodeIdentity(cluster, seen);
    if (!cluster || !('mapping' in identity)) {
      return 'unread' in identity && identity.unread ? [notJudged(identity.unread, 'the node role')] : [];
    }
    const { roleArn, roleName } = identity;
    if (!sameArn(roleArn, cluster.roleArn)) return [];
    return [
      {
        cause: 'role-is-cluster-role',
        certainty: 'likely',
        subject: { kind: 'role', id: roleArn },
        says: `The node and the control plane of ${cluster.name} both run as role ${roleName}.`,
        facts: { cluster: cluster.name, roleArn, roleName },
        evidence: [
          { source: 'eks:DescribeCluster', says: `roleArn=${cluster.roleArn}` },
          { source: 'iam:GetInstanceProfile', says: `the node runs as ${roleArn}` },
        ],
        commands: [],
      },
    ];
  },
});
