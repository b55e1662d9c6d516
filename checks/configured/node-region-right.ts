import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { originOf } from '../../userdata/index.ts';

/** Bottlerocket settings reference, settings.aws.region: left out, Bottlerocket takes the region of the instance. */
export default defineCheck({
  id: 'node-region-right',
  title: 'The user data names the region that the instance is in',
  stage: 'configured',
  needs: ['instance', 'userData'],
  uses: ['image', 'nodeGroup'],
  causes: {
    'node-region-wrong': {
      why: 'The node asks AWS in the region of its settings, where neither the instance nor its cluster is.',
      heals: 'new-node',
      docs: ['https://bottlerocket.dev/en/os/latest/#/api/settings/aws/'],
      atMost: 'likely',
      manual: 'Take settings.aws.region out of the user data, or set it to REGION.',
    },
  },
  judge({ instance, userData, image, nodeGroup }) {
    const region = userData?.region;
    if (!instance || instance.serviceManaged || !region || userData.standalone || region === instance.region) return [];
    const { windows } = instance;
    const platform = platformOf({ imageName: valueOf(image)?.name, amiType: valueOf(nodeGroup)?.amiType, windows });
    if (userData.flavour !== 'bottlerocket' || (platform !== 'bottlerocket' && platform !== 'unknown')) return [];
    return [
      {
        cause: 'node-region-wrong',
        certainty: platform === 'bottlerocket' ? 'likely' : 'suspect',
        subject: originOf(instance),
        says: `The user data of ${instance.id} sets the region ${region}, but the instance is in ${instance.region}.`,
        facts: { userDataRegion: region, instanceRegion: instance.region, platform },
        evidence: [
          { source: 'ec2:DescribeInstanceAttribute', says: `userData: settings.aws.region=${region}` },
          { source: 'ec2:DescribeInstances', says: `AvailabilityZone=${instance.availabilityZone}` },
        ],
        commands: [],
      },
    ];
  },
});
