import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { isPublishedImage, originOf } from '../../userdata/index.ts';

/**
 * cloud-init, user-data formats: it acts on what its first line names, and logs `Unhandled non-multipart` for all else.
 * That of Amazon Linux 2 (19.3) does not take off a second layer of base64; later ones do (cloud-init 22.2).
 */
export default defineCheck({
  id: 'user-data-executed',
  title: 'The user data is of a form that cloud-init runs',
  stage: 'configured',
  needs: ['instance', 'userData'],
  uses: ['image', 'nodeGroup'],
  causes: {
    'userdata-not-executed': {
      why: 'cloud-init does not act on user data of this form, so bootstrap.sh never runs.',
      heals: 'new-node',
      docs: [
        'https://cloudinit.readthedocs.io/en/latest/explanation/format.html',
        'https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html',
      ],
      atMost: 'likely',
      manual: 'Begin the script with #!/bin/bash, encode it in base64 once, and launch new nodes.',
    },
  },
  judge({ instance, userData, image, nodeGroup }) {
    if (!instance || instance.serviceManaged || !userData) return [];
    const [seenImage, amiType] = [valueOf(image), valueOf(nodeGroup)?.amiType];
    const platform = platformOf({ imageName: seenImage?.name, amiType, windows: instance.windows });
    const formless = userData.problems.some(({ kind }) => kind === 'nothing-runs-it');
    const layers = userData.layers.filter((layer) => layer === 'base64').length;
    const encodedTwice = platform === 'al2' && layers > 1;
    if (!encodedTwice && !(formless && (platform === 'al2' || platform === 'ubuntu'))) return [];
    // An image of one's own may read user data with a program of its own.
    const published = isPublishedImage(seenImage) || (amiType !== undefined && amiType !== 'CUSTOM');
    const what = formless ? 'neither begins with #! nor with #cloud-config' : 'is encoded in base64 twice';
    return [
      {
        cause: 'userdata-not-executed',
        certainty: published ? 'likely' : 'suspect',
        subject: originOf(instance),
        says: `The user data of ${instance.id} ${what}, so cloud-init runs none of it.`,
        facts: { platform, publishedImage: published, flavour: userData.flavour, base64Layers: layers },
        evidence: [{ source: 'ec2:DescribeInstanceAttribute', says: `userData ${what}` }],
        commands: [],
      },
    ];
  },
});
