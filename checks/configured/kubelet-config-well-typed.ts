import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { isPublishedImage, originOf, readsGrammar } from '../../userdata/index.ts';

/** nodeadm hands `spec.kubelet.config` on as it stands; kubelet decodes it (nodeadm internal/kubelet/config.go). */
export default defineCheck({
  id: 'kubelet-config-well-typed',
  title: 'The kubelet configuration in the user data has the types that kubelet expects',
  stage: 'configured',
  needs: ['instance', 'userData'],
  uses: ['image', 'nodeGroup'],
  causes: {
    'kubelet-bad-flag-or-config': {
      why: 'kubelet exits at a configuration file that it cannot decode.',
      heals: 'new-node',
      docs: [
        'https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/',
        'https://awslabs.github.io/amazon-eks-ami/nodeadm/doc/api/',
      ],
      atMost: 'certain',
      manual:
        'Write the field of spec.kubelet.config as kubelet expects it, such as FIELD: NUMBER, and launch new nodes.',
    },
  },
  judge({ instance, userData, image, nodeGroup }) {
    if (!instance || instance.serviceManaged || userData?.flavour !== 'nodeconfig') return [];
    const faults = userData.problems.filter(({ kind }) => kind === 'kubelet-config-wrong-type');
    const [seenImage, amiType] = [valueOf(image), valueOf(nodeGroup)?.amiType];
    const platform = platformOf({ imageName: seenImage?.name, amiType, windows: instance.windows });
    const [first] = faults;
    if (!first || !readsGrammar(platform, userData.flavour)) return [];
    // Drop-in files in an image of one's own may set the field once more, and what is wrong otherwise comes first.
    const published = isPublishedImage(seenImage) || (amiType !== undefined && amiType !== 'CUSTOM');
    const alone = !userData.configuresElsewhere && faults.length === userData.problems.length;
    return [
      {
        cause: 'kubelet-bad-flag-or-config',
        certainty: published && alone && platform === 'al2023' ? 'certain' : 'likely',
        // kubelet was started, and ends before it calls anybody.
        stage: 'connected',
        subject: originOf(instance),
        says: `kubelet on ${instance.id} cannot read its configuration: ${first.says}`,
        facts: { at: faults.flatMap(({ at }) => at ?? []), platform },
        evidence: faults.map(({ says }) => ({ source: 'ec2:DescribeInstanceAttribute', says: `userData: ${says}` })),
        commands: [],
      },
    ];
  },
});
