import { defineCheck } from '../../core/check.ts';
import { partitionOf } from '../../identity/arn.ts';
import { canAssume, trustCommand } from '../../identity/trust.ts';
import { stageWithoutCredentials } from '../../userdata/index.ts';

/** EKS user guide, create-node-role: the trust policy lets ec2.amazonaws.com assume the role. */
export default defineCheck({
  id: 'ec2-may-assume-node-role',
  title: 'EC2 may assume the node role',
  stage: 'configured',
  needs: ['nodeRole', 'instance'],
  uses: ['userData'],
  causes: {
    'node-role-trust-invalid': {
      why: 'EC2 fetches the credentials of the node by assuming its role; a trust policy that refuses EC2 leaves the node without any.',
      heals: 'after-reboot',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html'],
      atMost: 'certain',
      manual: 'aws iam update-assume-role-policy --role-name ROLE --policy-document file://TRUST.json',
    },
  },
  judge({ nodeRole, instance, userData }) {
    if (!nodeRole || !instance) return [];
    const china = partitionOf(nodeRole.arn) === 'aws-cn' ? ['ec2.amazonaws.com.cn'] : [];
    const services = ['ec2.amazonaws.com', ...china];
    const answer = canAssume(nodeRole.trust, { services, context: { 'aws:SourceAccount': instance.account } });
    if (answer === 'yes') return [];
    if (answer === 'cannot-tell') {
      return [
        {
          notChecked: `the trust policy of ${nodeRole.name} rests on conditions that are not known`,
          call: 'iam:GetRole',
        },
      ];
    }
    return [
      {
        cause: 'node-role-trust-invalid',
        certainty: 'certain',
        stage: stageWithoutCredentials(userData),
        subject: { kind: 'role', id: nodeRole.arn },
        says: `The trust policy of role ${nodeRole.name} does not let EC2 assume it.`,
        facts: { roleArn: nodeRole.arn, roleName: nodeRole.name, service: 'ec2.amazonaws.com' },
        evidence: [
          {
            source: 'iam:GetRole',
            says: 'AssumeRolePolicyDocument does not allow sts:AssumeRole to ec2.amazonaws.com',
          },
        ],
        commands: trustCommand(nodeRole, 'ec2.amazonaws.com'),
      },
    ];
  },
});
