import { defineCheck, notJudged } from '../../core/check.ts';
import { LAUNCH_CAUSES } from '../../launches/causes.ts';
import { causesTold } from '../../launches/last-failure.ts';

/** EC2 API reference, DescribeImages. The image of an instance that was launched may go: it has served its purpose. */
export default defineCheck({
  id: 'image-is-available',
  title: 'The image that the group launches from is there',
  stage: 'launched',
  needs: ['instance', 'launchTemplate'],
  uses: ['scalingActivities', 'image'],
  causes: { 'ami-unavailable': LAUNCH_CAUSES['ami-unavailable'] },
  judge({ instance, launchTemplate, image, scalingActivities }) {
    if (instance || !launchTemplate?.imageId) return [];
    if (image.state === 'unknown') return [notJudged(image, `image ${launchTemplate.imageId}`)];
    const state = image.state === 'known' ? image.value.state : undefined;
    if (state === 'available' || state === '') return [];
    if (causesTold({ scalingActivities, instance: { state: 'absent' } }).has('ami-unavailable')) return [];
    const { id, version, imageId } = launchTemplate;
    return [
      {
        cause: 'ami-unavailable',
        // One in the making will be there in a while.
        certainty: state === 'pending' ? 'likely' : 'certain',
        subject: { kind: 'image', id: imageId },
        says: state
          ? `Image ${imageId}, which template ${id} launches from, is ${state}.`
          : `Image ${imageId}, which template ${id} launches from, does not exist, or the account may not use it.`,
        facts: { image: imageId, state: state ?? null, launchTemplate: id, version },
        evidence: [{ source: 'ec2:DescribeImages', says: state ? `State=${state}` : 'InvalidAMIID.NotFound' }],
        commands: [],
      },
    ];
  },
});
