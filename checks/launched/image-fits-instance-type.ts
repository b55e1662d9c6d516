import { defineCheck } from '../../core/check.ts';
import { LAUNCH_CAUSES } from '../../launches/causes.ts';
import { causesTold } from '../../launches/last-failure.ts';

/** EC2 API reference, DescribeImages and DescribeInstanceTypes: EC2 refuses a launch that mixes architectures. */
export default defineCheck({
  id: 'image-fits-instance-type',
  title: 'The image is made for the processor of the instance type',
  stage: 'launched',
  needs: ['instance', 'image', 'instanceType', 'launchTemplate'],
  uses: ['scalingActivities'],
  causes: { 'ami-arch-mismatch': LAUNCH_CAUSES['ami-arch-mismatch'] },
  judge({ instance, image, instanceType, launchTemplate, scalingActivities }) {
    // An instance that EC2 has launched cannot have this.
    if (instance || !image?.architecture || !instanceType || instanceType.architectures.length === 0) return [];
    if (instanceType.architectures.includes(image.architecture)) return [];
    if (causesTold({ scalingActivities, instance: { state: 'absent' } }).has('ami-arch-mismatch')) return [];
    const { architectures, name } = instanceType;
    return [
      {
        cause: 'ami-arch-mismatch',
        certainty: 'certain',
        subject: { kind: 'launch-template', id: launchTemplate?.id ?? image.id },
        says: `Image ${image.id} is made for ${image.architecture}, and ${name} has ${architectures.join(' or ')}.`,
        facts: { image: image.id, architecture: image.architecture, instanceType: name, supported: architectures },
        evidence: [
          { source: 'ec2:DescribeImages', says: `${image.id} Architecture=${image.architecture}` },
          { source: 'ec2:DescribeInstanceTypes', says: `${name} SupportedArchitectures=${architectures.join(',')}` },
        ],
        commands: [],
      },
    ];
  },
});
