import { defineCheck, notJudged } from '../../core/check.ts';
import { accountOf } from '../../identity/arn.ts';
import { userTemplateOf } from '../../identity/mapping.ts';
import { IDENTITY_TOPICS, nodeIdentity } from '../../identity/node-identity.ts';

/**
 * EKS user guide, "Create access entries": entries for nodes are for roles of the cluster's account. aws-auth takes any,
 * yet the control plane then looks for the instance in its own account (aws-iam-authenticator pkg/ec2provider).
 */
export default defineCheck({
  id: 'node-role-of-cluster-account',
  title: 'The node role belongs to the account of the cluster',
  stage: 'authenticated',
  needs: ['cluster'],
  uses: IDENTITY_TOPICS,
  causes: {
    'node-role-cross-account': {
      why: 'The control plane finds the instances of its own account only, so it cannot name a node of another one.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html'],
      atMost: 'certain',
      manual: 'Launch the nodes with a role of the account of the cluster.',
    },
  },
  judge({ cluster, ...seen }) {
    const identity = nodeIdentity(cluster, seen);
    if (!cluster || !('mapping' in identity) || !identity.foreign) return [];
    const { mapping, roleArn, roleName } = identity;
    if (mapping.by === 'unclear') return [notJudged(mapping.because, `who ${roleName} is in ${cluster.name}`)];
    // mapAccounts lets it in without a look-up, and without any right: told elsewhere.
    if (mapping.by === 'account') return [];
    const template = userTemplateOf(mapping);
    // A name that needs no look-up works across accounts.
    if (template !== undefined && !template.includes('{{EC2PrivateDNSName}}')) return [];
    const roleAccount = accountOf(roleArn) ?? '';
    return [
      {
        cause: 'node-role-cross-account',
        certainty: mapping.sure ? 'certain' : 'likely',
        subject: { kind: 'role', id: roleArn },
        says: `Role ${roleName} belongs to account ${roleAccount}, and cluster ${cluster.name} to ${cluster.account}.`,
        facts: { cluster: cluster.name, roleArn, roleName, roleAccount, clusterAccount: cluster.account },
        evidence: [
          { source: 'iam:GetInstanceProfile', says: `the node runs as ${roleArn}` },
          { source: 'eks:DescribeCluster', says: `arn=${cluster.arn}` },
        ],
        commands: [],
      },
    ];
  },
});
