import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';

/** EC2 user guide, instance metadata options. A hop limit of 1 and required tokens are no fault (EKS user guide, al2023). */
export default defineCheck({
  id: 'instance-metadata-reachable',
  title: 'The instance can read its own metadata',
  stage: 'configured',
  needs: ['instance'],
  uses: ['image', 'nodeGroup'],
  causes: {
    'imds-disabled': {
      why: 'User data, identity and credentials of a node come from the instance metadata service, which is switched off.',
      heals: 'after-reboot',
      docs: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html'],
      atMost: 'certain',
      manual:
        'aws ec2 modify-instance-metadata-options --instance-id INSTANCE --http-endpoint enabled --http-tokens required',
    },
  },
  judge({ instance, image, nodeGroup }) {
    if (!instance || instance.serviceManaged || instance.imds.endpoint !== 'disabled') return [];
    const platform = platformOf({
      imageName: valueOf(image)?.name,
      amiType: valueOf(nodeGroup)?.amiType,
      windows: instance.windows,
    });
    const sure = ['al2', 'al2023', 'bottlerocket', 'windows'].includes(platform);
    const on = `--region ${instance.region}`;
    return [
      {
        cause: 'imds-disabled',
        certainty: sure ? 'certain' : 'likely',
        subject: { kind: 'instance', id: instance.id },
        says: `The metadata service of ${instance.id} is disabled.`,
        facts: { httpEndpoint: 'disabled', platform },
        evidence: [{ source: 'ec2:DescribeInstances', says: 'MetadataOptions.HttpEndpoint=disabled' }],
        commands: [
          `aws ec2 modify-instance-metadata-options --instance-id ${instance.id} --http-endpoint enabled --http-tokens required ${on}`,
          `aws ec2 reboot-instances --instance-ids ${instance.id} ${on}`,
        ],
      },
    ];
  },
});
