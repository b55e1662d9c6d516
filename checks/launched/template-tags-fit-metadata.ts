import { defineCheck } from '../../core/check.ts';
import { LAUNCH_CAUSES } from '../../launches/causes.ts';
import { causesTold } from '../../launches/last-failure.ts';

/** EC2 user guide, "Work with instance tags in instance metadata". Only the words of a failed launch prove it. */
export default defineCheck({
  id: 'template-tags-fit-metadata',
  title: 'The tags of the launch template can be shown in the instance metadata',
  stage: 'launched',
  needs: ['instance', 'launchTemplate'],
  uses: ['scalingActivities'],
  causes: { 'imds-tags-slash': { ...LAUNCH_CAUSES['imds-tags-slash'], atMost: 'suspect' } },
  judge({ instance, launchTemplate, scalingActivities }) {
    const odd = launchTemplate?.tagKeys.filter((key) => key.includes('/')) ?? [];
    if (instance || launchTemplate?.imdsTags !== 'enabled' || odd.length === 0) return [];
    if (causesTold({ scalingActivities, instance: { state: 'absent' } }).has('imds-tags-slash')) return [];
    const { id, version } = launchTemplate;
    return [
      {
        cause: 'imds-tags-slash',
        certainty: 'suspect',
        subject: { kind: 'launch-template', id },
        says: `Template ${id} shows tags in the instance metadata, and ${odd.length} of its tag keys contain a slash.`,
        facts: { launchTemplate: id, version, tagKeys: odd },
        evidence: [{ source: 'ec2:DescribeLaunchTemplateVersions', says: 'InstanceMetadataTags=enabled' }],
        commands: [],
      },
    ];
  },
});
