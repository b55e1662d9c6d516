import { type Accusation, defineCheck, notJudged } from '../../core/check.ts';
import type { InstanceProfile, LaunchTemplate, Moment, ScalingActivity } from '../../core/evidence.ts';
import type { Certainty, Subject } from '../../core/finding.ts';
import { type Observed, valueOf } from '../../core/observed.ts';
import { LAUNCH_CAUSES, type LaunchCause } from '../../launches/causes.ts';
import { launchCommands } from '../../launches/commands.ts';
import { type FailureText, meaningsOf } from '../../launches/failure-texts.ts';
import { failureThatCounts } from '../../launches/last-failure.ts';

/** Auto Scaling API reference, Activity; Auto Scaling user guide, "Troubleshoot instance launch failures". */
export default defineCheck({
  id: 'group-launches-instances',
  title: 'The last launch of the Auto Scaling group succeeded',
  stage: 'launched',
  needs: ['moment', 'scalingActivities'],
  uses: ['instance', 'launchTemplate', 'instanceProfile', 'region', 'cluster', 'nodeGroup'],
  causes: LAUNCH_CAUSES,
  judge({ moment, scalingActivities, instance, launchTemplate, instanceProfile, region, cluster, nodeGroup }) {
    if (!scalingActivities) return [];
    if (instance.state === 'unknown') return [notJudged(instance, 'whether the instance runs')];
    const failure = failureThatCounts(scalingActivities, instance);
    if (!failure) return [];
    const weighed = meaningsOf(failure.message ?? failure.description ?? '').map(
      (text) => [text.cause, weigh(text, launchTemplate, instanceProfile)] as const,
    );
    // What is only suspected does not resolve the failure, which itself is certain.
    const resolved = weighed.some(([, certainty]) => certainty !== 'suspect');
    const found = resolved ? weighed : [...weighed, ['asg-launch-unsuccessful', 'certain'] as const];
    const place = {
      group: failure.group,
      region: valueOf(region)?.name,
      cluster: valueOf(cluster),
      nodeGroup: valueOf(nodeGroup),
      template: valueOf(launchTemplate),
    };
    const stale = instance.state === 'absent' && isStale(failure, moment);
    return found.map(([cause, certainty]) => ({
      ...accuse(cause, stale && certainty === 'certain' ? 'likely' : certainty, failure, valueOf(instance)?.id),
      commands: launchCommands(cause, place),
    }));
  },
});

/**
 * Auto Scaling tries again and again while instances are missing. A group that has not tried for so long may want none
 * any more, and nobody knows whether it could launch one by now.
 */
const STALE_MS = 24 * 3_600_000;

const isStale = ({ startedAt }: ScalingActivity, moment: Moment | undefined): boolean =>
  Date.parse(moment?.at ?? '') - Date.parse(startedAt) > STALE_MS;

const weigh = (
  { cause, certainty }: FailureText,
  template: Observed<LaunchTemplate>,
  profile: Observed<InstanceProfile>,
): Certainty => {
  // Only with a key of its own is a volume's encryption a better guess than anything else.
  if (cause === 'kms-ebs-key-denied' && certainty === 'likely') {
    return valueOf(template)?.kmsKeys.length ? 'likely' : 'suspect';
  }
  if (cause === 'node-role-or-profile-deleted' && profile.state === 'absent') return 'certain';
  return certainty;
};

const accuse = (
  cause: LaunchCause,
  certainty: Certainty,
  failure: ScalingActivity,
  instanceId: string | undefined,
): Omit<Accusation<LaunchCause>, 'commands'> => {
  const { group, message, status, startedAt, subnetId } = failure;
  return {
    cause,
    certainty,
    subject: subjectOf(cause, failure, instanceId),
    says: `The last launch of group ${group} ${status === 'Cancelled' ? 'was cancelled' : 'failed'}: ${brief(message)}.`,
    facts: { group, status, startedAt, subnetId: subnetId ?? null, message: brief(message) },
    evidence: [{ source: 'autoscaling:DescribeScalingActivities', says: `${startedAt} ${status}: ${brief(message)}` }],
  };
};

const subjectOf = (
  cause: LaunchCause,
  { group, subnetId }: ScalingActivity,
  instanceId: string | undefined,
): Subject => {
  if (cause === 'subnet-ips-exhausted' && subnetId) return { kind: 'subnet', id: subnetId };
  return instanceId ? { kind: 'instance', id: instanceId } : { kind: 'auto-scaling-group', id: group };
};

/** Auto Scaling's own words, without what it adds to all of them. */
const brief = (message: string | undefined): string =>
  (message ?? 'no reason is given')
    .replace(/\s*Launching EC2 instance failed\.?\s*$/i, '')
    .replace(/\.$/, '')
    .slice(0, 240);
