import { defineCheck } from '../../core/check.ts';
import { stageWithoutCredentials } from '../../userdata/index.ts';

/** EKS user guide, create-node-role: the node's programs sign every AWS call with the role in the instance profile. */
export default defineCheck({
  id: 'instance-has-profile',
  title: 'The instance has an instance profile',
  stage: 'configured',
  needs: ['instance'],
  uses: ['userData'],
  causes: {
    'instance-profile-absent': {
      why: 'Without an instance profile the node has no AWS credentials, so it can neither ask EC2 for its name nor sign in to the cluster.',
      heals: 'after-reboot',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html'],
      atMost: 'certain',
      manual: 'aws ec2 associate-iam-instance-profile --instance-id INSTANCE --iam-instance-profile Name=PROFILE',
    },
  },
  judge({ instance, userData }) {
    if (!instance || instance.instanceProfileArn) return [];
    return [
      {
        cause: 'instance-profile-absent',
        certainty: 'certain',
        stage: stageWithoutCredentials(userData),
        subject: { kind: 'instance', id: instance.id },
        says: `${instance.id} runs without an instance profile.`,
        facts: { instanceId: instance.id },
        evidence: [{ source: 'ec2:DescribeInstances', says: 'IamInstanceProfile is missing' }],
        commands: [],
      },
    ];
  },
});
