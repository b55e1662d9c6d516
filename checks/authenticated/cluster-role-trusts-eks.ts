import { defineCheck, notJudged } from '../../core/check.ts';
import { nameOf } from '../../identity/arn.ts';
import { lookUpCertainty } from '../../identity/look-up.ts';
import { IDENTITY_TOPICS, nodeIdentity } from '../../identity/node-identity.ts';
import { canAssume, trustCommand } from '../../identity/trust.ts';

/** EKS user guide, cluster-iam-role. The authenticator asks EC2 for the node's name in the name of this role. */
export default defineCheck({
  id: 'cluster-role-trusts-eks',
  title: 'EKS may assume the role of the cluster',
  stage: 'authenticated',
  needs: ['cluster'],
  uses: [...IDENTITY_TOPICS, 'clusterRole'],
  causes: {
    'cluster-role-trust-invalid': {
      why: 'The control plane looks up the name of each node with the role of the cluster; without it every node stays unauthorized.',
      heals: 'running',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/cluster-iam-role.html'],
      atMost: 'certain',
      manual:
        'aws iam update-assume-role-policy --role-name ROLE --policy-document FILE, with eks.amazonaws.com as the service that may assume it',
    },
  },
  judge({ cluster, clusterRole, ...seen }) {
    if (!cluster) return [];
    const issue = cluster.healthIssues.find(({ code }) => ROLE_ISSUES.includes(code.replaceAll('_', '').toLowerCase()));
    if (clusterRole.state === 'unknown' && !issue) return [notJudged(clusterRole, `role ${cluster.roleArn}`)];
    const context = { 'aws:SourceAccount': cluster.account, 'aws:SourceArn': cluster.arn };
    const role = clusterRole.state === 'known' ? clusterRole.value : undefined;
    const answer = role && canAssume(role.trust, { services: ['eks.amazonaws.com'], context });
    if (answer === 'yes') return [];
    const name = nameOf(cluster.roleArn);
    if (answer === 'cannot-tell') {
      return [
        { notChecked: `the trust policy of ${name} rests on conditions that are not known`, call: 'iam:GetRole' },
      ];
    }
    const gone = clusterRole.state === 'absent';
    return [
      {
        cause: 'cluster-role-trust-invalid',
        certainty: clusterRole.state === 'unknown' ? 'likely' : lookUpCertainty(nodeIdentity(cluster, seen)),
        subject: { kind: 'role', id: cluster.roleArn },
        says: gone
          ? `Role ${name} of cluster ${cluster.name} does not exist.`
          : `The trust policy of role ${name} does not let EKS assume it for cluster ${cluster.name}.`,
        facts: { cluster: cluster.name, roleArn: cluster.roleArn, roleName: name, gone, issue: issue?.code ?? null },
        evidence: [
          ...(gone ? [{ source: 'iam:GetRole', says: 'NoSuchEntity' }] : []),
          ...(role
            ? [
                {
                  source: 'iam:GetRole',
                  says: 'AssumeRolePolicyDocument does not allow sts:AssumeRole to eks.amazonaws.com',
                },
              ]
            : []),
          ...(issue ? [{ source: 'eks:DescribeCluster', says: `health.issues: ${issue.code}` }] : []),
        ],
        commands: role ? trustCommand(role, 'eks.amazonaws.com') : [],
      },
    ];
  },
});

const ROLE_ISSUES = ['iamrolenotfound', 'assumeroleaccessdenied'];
