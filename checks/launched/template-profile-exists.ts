import { defineCheck, notJudged } from '../../core/check.ts';
import { LAUNCH_CAUSES } from '../../launches/causes.ts';
import { causesTold } from '../../launches/last-failure.ts';

/** EKS API reference, Issue: `IamInstanceProfileNotFound`. Of an instance that was launched another check tells. */
export default defineCheck({
  id: 'template-profile-exists',
  title: 'The instance profile of the launch template exists',
  stage: 'launched',
  needs: ['instance', 'launchTemplate'],
  uses: ['scalingActivities', 'instanceProfile'],
  causes: { 'node-role-or-profile-deleted': LAUNCH_CAUSES['node-role-or-profile-deleted'] },
  judge({ instance, launchTemplate, instanceProfile, scalingActivities }) {
    if (instance || !launchTemplate?.instanceProfile || instanceProfile.state === 'known') return [];
    if (causesTold({ scalingActivities, instance: { state: 'absent' } }).has('node-role-or-profile-deleted')) return [];
    const named = launchTemplate.instanceProfile;
    if (instanceProfile.state === 'unknown') return [notJudged(instanceProfile, `instance profile ${named}`)];
    return [
      {
        cause: 'node-role-or-profile-deleted',
        certainty: 'certain',
        subject: { kind: 'instance-profile', id: named },
        says: `Instance profile ${named}, which template ${launchTemplate.id} names, does not exist.`,
        facts: { instanceProfile: named, launchTemplate: launchTemplate.id, version: launchTemplate.version },
        evidence: [{ source: 'iam:GetInstanceProfile', says: 'NoSuchEntity' }],
        commands: [],
      },
    ];
  },
});
