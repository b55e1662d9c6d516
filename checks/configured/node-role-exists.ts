import { defineCheck, notJudged } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { nameOf } from '../../identity/arn.ts';
import { nodeRoleArn } from '../../identity/node-role.ts';
import { stageWithoutCredentials } from '../../userdata/index.ts';

/** EKS user guide, create-node-role; EKS API reference, Issue: `IamNodeRoleNotFound`, `IamInstanceProfileNotFound`. */
export default defineCheck({
  id: 'node-role-exists',
  title: 'The node role exists',
  stage: 'configured',
  needs: ['instance'],
  uses: ['instanceProfile', 'nodeRole', 'nodeGroup', 'userData'],
  causes: {
    'node-role-or-profile-deleted': {
      why: 'The role behind the instance profile is no more, so the node gets no AWS credentials.',
      heals: 'new-node',
      docs: [
        'https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html',
        'https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html',
      ],
      atMost: 'certain',
      manual: 'Create the node role anew, map it to the cluster and launch new nodes.',
    },
  },
  judge({ instance, userData, ...seen }) {
    if (!instance) return [];
    const roleArn = nodeRoleArn({ instance: { state: 'known', value: instance }, ...seen });
    if (!roleArn || seen.nodeRole.state === 'known') return [];
    const issue = valueOf(seen.nodeGroup)?.healthIssues.find(({ code }) =>
      ['IamNodeRoleNotFound', 'IamInstanceProfileNotFound'].includes(code),
    );
    if (seen.nodeRole.state === 'unknown' && !issue) return [notJudged(seen.nodeRole, `role ${roleArn}`)];
    const gone = seen.nodeRole.state === 'absent';
    return [
      {
        cause: 'node-role-or-profile-deleted',
        certainty: gone ? 'certain' : 'likely',
        stage: stageWithoutCredentials(userData),
        subject: { kind: 'role', id: roleArn },
        says: `Role ${nameOf(roleArn)}, which ${instance.id} should run as, does not exist.`,
        facts: { roleArn, roleName: nameOf(roleArn), issue: issue?.code ?? null },
        evidence: [
          ...(gone ? [{ source: 'iam:GetRole', says: 'NoSuchEntity' }] : []),
          ...(issue ? [{ source: 'eks:DescribeNodegroup', says: `health.issues: ${issue.code}` }] : []),
        ],
        commands: [],
      },
    ];
  },
});
