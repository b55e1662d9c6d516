import { defineCheck, notJudged } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { LAUNCH_CAUSES } from '../../launches/causes.ts';
import { causesTold } from '../../launches/last-failure.ts';

/** EC2 API reference, DescribeLaunchTemplateVersions. What an instance was once made from may go. */
export default defineCheck({
  id: 'launch-template-exists',
  title: 'The launch template of the group is there',
  stage: 'launched',
  needs: ['instance'],
  uses: ['launchTemplate', 'nodeGroup', 'scalingActivities'],
  causes: { 'launch-template-missing-or-drifted': LAUNCH_CAUSES['launch-template-missing-or-drifted'] },
  judge({ instance, launchTemplate, nodeGroup, scalingActivities }) {
    if (instance || launchTemplate.state === 'known') return [];
    if (launchTemplate.state === 'unknown') return [notJudged(launchTemplate, 'the launch template of the group')];
    // A group of an old launch configuration has none, and says so itself.
    if (launchTemplate.call !== 'ec2:DescribeLaunchTemplateVersions') return [];
    if (causesTold({ scalingActivities, instance: { state: 'absent' } }).has('launch-template-missing-or-drifted'))
      return [];
    const group = valueOf(nodeGroup)?.scalingGroups[0] ?? valueOf(scalingActivities)?.[0]?.group ?? 'the group';
    return [
      {
        cause: 'launch-template-missing-or-drifted',
        certainty: 'certain',
        subject: { kind: 'auto-scaling-group', id: group },
        says: `The launch template, or the version of it, that ${group} launches from does not exist.`,
        facts: { group },
        evidence: [{ source: 'ec2:DescribeLaunchTemplateVersions', says: 'NotFound' }],
        commands: [],
      },
    ];
  },
});
