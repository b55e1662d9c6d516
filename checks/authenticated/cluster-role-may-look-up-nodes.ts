import { defineCheck } from '../../core/check.ts';
import { nameOf } from '../../identity/arn.ts';
import { lookUpCertainty } from '../../identity/look-up.ts';
import { IDENTITY_TOPICS, nodeIdentity } from '../../identity/node-identity.ts';
import { attachCommand, deniedOf, isPlainAbsence, permissionFacts, proofsOf } from '../../identity/permissions.ts';

const POLICY = 'AmazonEKSClusterPolicy';
const ACTION = 'ec2:DescribeInstances';

/** EKS user guide, cluster-iam-role; aws-iam-authenticator pkg/ec2provider/ec2provider.go. */
export default defineCheck({
  id: 'cluster-role-may-look-up-nodes',
  title: 'The role of the cluster may describe instances',
  stage: 'authenticated',
  needs: ['cluster', 'clusterPermissions'],
  uses: IDENTITY_TOPICS,
  causes: {
    'cluster-role-policy-missing': {
      why: 'The control plane turns the instance id in the token of a node into its name by asking EC2; without that it lets no node in.',
      heals: 'running',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/cluster-iam-role.html'],
      atMost: 'certain',
      manual: 'aws iam attach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AmazonEKSClusterPolicy',
    },
  },
  judge({ cluster, clusterPermissions, ...seen }) {
    if (!cluster || !clusterPermissions) return [];
    const { denied, unsimulated } = deniedOf(clusterPermissions, [ACTION]);
    if (unsimulated.length > 0) return [{ notChecked: `${ACTION} not simulated`, call: 'iam:SimulatePrincipalPolicy' }];
    const [first] = denied;
    if (!first) return [];
    const { roleArn } = cluster;
    const effect = lookUpCertainty(nodeIdentity(cluster, seen));
    return [
      {
        cause: 'cluster-role-policy-missing',
        certainty: effect === 'certain' && !first.proven ? 'suspect' : effect,
        subject: { kind: 'role', id: roleArn },
        says: `Role ${nameOf(roleArn)} of cluster ${cluster.name} may not call ${ACTION}.`,
        facts: { cluster: cluster.name, ...permissionFacts(roleArn, POLICY, denied) },
        evidence: proofsOf(denied),
        commands: isPlainAbsence(denied) ? [attachCommand(roleArn, POLICY)] : [],
      },
    ];
  },
});
