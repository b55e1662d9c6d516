import { defineCheck } from '../../core/check.ts';
import type { Certainty } from '../../core/finding.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { isPublishedImage, originOf } from '../../userdata/index.ts';

/**
 * EKS user guide, launch-templates: a managed group with an image of one's own gets no bootstrap from EKS; nodeadm
 * examples: drop-in files cannot stand in for the cluster block of the user data.
 */
export default defineCheck({
  id: 'user-data-present',
  title: 'The instance has user data that bootstraps a node',
  stage: 'configured',
  needs: ['instance', 'userData'],
  uses: ['image', 'nodeGroup'],
  causes: {
    'userdata-missing': {
      why: 'Without user data the machine does not know which cluster to join.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html'],
      atMost: 'certain',
      manual: 'Give the launch template user data that bootstraps a node and launch new nodes.',
    },
    'mng-custom-ami-no-bootstrap': {
      why: 'EKS adds no bootstrap to a managed group whose launch template names its own image.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html'],
      atMost: 'certain',
      manual: 'Give the launch template user data that bootstraps a node: EKS adds none to an image of your own.',
    },
  },
  judge({ instance, userData, image: seenImage, nodeGroup: seenGroup }) {
    if (!instance || instance.serviceManaged) return [];
    const flavour = userData?.flavour ?? 'empty';
    const [image, nodeGroup] = [valueOf(seenImage), valueOf(seenGroup)];
    const { windows } = instance;
    const platform = platformOf({ imageName: image?.name, amiType: nodeGroup?.amiType, windows });
    const empty = flavour === 'empty';
    // Windows and Bottlerocket read no script: that the text does not fit them is told by another check.
    const readsScripts = platform === 'al2' || platform === 'al2023' || platform === 'ubuntu';
    const idle =
      readsScripts &&
      (flavour === 'shell' ||
        flavour === 'cloud-config' ||
        (flavour === 'nodeconfig' && platform !== 'al2023') ||
        (platform === 'al2023' && userData?.problems.some(({ kind }) => kind === 'nothing-runs-it'))) &&
      // A NodeConfig that does not reach nodeadm is there all the same.
      !userData?.problems.some(({ kind }) => kind.startsWith('mime-'));
    if (!empty && !idle) return [];
    const custom = nodeGroup?.amiType === 'CUSTOM';
    // EKS's own images of a managed group come with EKS's own user data, so that the image is known to be published.
    const published = isPublishedImage(image) || (nodeGroup !== undefined && !custom);
    let certainty: Certainty = 'suspect';
    if (empty && published && platform !== 'unknown') certainty = 'certain';
    else if ((empty && custom) || (idle && published && !userData?.configuresElsewhere)) certainty = 'likely';
    return [
      {
        cause: custom ? 'mng-custom-ami-no-bootstrap' : 'userdata-missing',
        certainty,
        subject: originOf(instance),
        says: empty
          ? `${instance.id} has no user data.`
          : `Nothing in the user data of ${instance.id} bootstraps a node.`,
        facts: { flavour, platform, publishedImage: published, imageId: instance.imageId },
        evidence: [
          { source: 'ec2:DescribeInstanceAttribute', says: empty ? 'userData is empty' : `userData is ${flavour}` },
          ...(custom ? [{ source: 'eks:DescribeNodegroup', says: 'amiType=CUSTOM' }] : []),
        ],
        commands: [],
      },
    ];
  },
});
