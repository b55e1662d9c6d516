import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { nameOf } from '../../identity/arn.ts';
import { stageWithoutCredentials } from '../../userdata/index.ts';

/** IAM user guide, "Use instance profiles": a profile is a box for one role, and may be empty or gone. */
export default defineCheck({
  id: 'instance-profile-holds-role',
  title: 'The instance profile exists and holds a role',
  stage: 'configured',
  needs: ['instance', 'instanceProfile'],
  uses: ['nodeGroup', 'userData'],
  causes: {
    'instance-profile-no-role': {
      why: 'An instance profile without a role gives the node no AWS credentials.',
      heals: 'after-reboot',
      docs: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html'],
      atMost: 'certain',
      manual: 'aws iam add-role-to-instance-profile --instance-profile-name PROFILE --role-name ROLE',
    },
    'node-role-or-profile-deleted': {
      why: 'The instance still names an instance profile that is no more, so it gets no AWS credentials.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html'],
      atMost: 'certain',
      manual:
        'Create the instance profile with the node role anew, name it in the launch template and launch new nodes.',
    },
  },
  judge({ instance, instanceProfile, nodeGroup, userData }) {
    if (!instance?.instanceProfileArn) return [];
    const subject = { kind: 'instance-profile', id: instance.instanceProfileArn };
    const name = nameOf(instance.instanceProfileArn);
    const facts = { instanceProfileArn: instance.instanceProfileArn, instanceProfile: name };
    if (!instanceProfile) {
      return [
        {
          cause: 'node-role-or-profile-deleted',
          certainty: 'certain',
          stage: stageWithoutCredentials(userData),
          subject,
          says: `${instance.id} names instance profile ${name}, which does not exist.`,
          facts,
          evidence: [
            { source: 'ec2:DescribeInstances', says: `IamInstanceProfile.Arn=${instance.instanceProfileArn}` },
            { source: 'iam:GetInstanceProfile', says: 'NoSuchEntity' },
          ],
          commands: [],
        },
      ];
    }
    if (instanceProfile.roleArn) return [];
    const expected = valueOf(nodeGroup)?.nodeRoleArn;
    return [
      {
        cause: 'instance-profile-no-role',
        certainty: 'certain',
        stage: stageWithoutCredentials(userData),
        subject,
        says: `Instance profile ${name} of ${instance.id} holds no role.`,
        facts: { ...facts, expectedRoleArn: expected ?? null },
        evidence: [{ source: 'iam:GetInstanceProfile', says: 'Roles=[]' }],
        commands: expected
          ? [`aws iam add-role-to-instance-profile --instance-profile-name ${name} --role-name ${nameOf(expected)}`]
          : [],
      },
    ];
  },
});
