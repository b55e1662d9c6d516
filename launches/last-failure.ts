import type { Evidence, ScalingActivity } from '../core/evidence.ts';
import type { LaunchCause } from './causes.ts';
import { meaningsOf } from './failure-texts.ts';

const FAILED = ['Failed', 'Cancelled'];

/** Activities that end instances, or put them behind a load balancer, say nothing about launching one. */
const isLaunch = ({ description }: ScalingActivity): boolean =>
  description === undefined || /^Launching\b/i.test(description);

/**
 * The failed launch that still counts for what is being diagnosed, if any.
 *
 * Without an instance it is the newest launch of the group, unless one has succeeded since: then it is history. Of an
 * instance that is gone it is the activity that names it. An instance that runs was launched, whatever became of others.
 *
 * @param activities newest first
 */
export const failureThatCounts = (
  activities: readonly ScalingActivity[],
  instance: Evidence['instance'],
): ScalingActivity | undefined => {
  const launches = activities.filter(isLaunch);
  if (instance.state === 'absent') {
    const ended = launches.find(({ status }) => FAILED.includes(status) || status === 'Successful');
    return ended && FAILED.includes(ended.status) ? ended : undefined;
  }
  if (instance.state === 'unknown' || instance.value.state === 'running' || instance.value.state === 'pending') {
    return undefined;
  }
  const { id } = instance.value;
  return launches.find(({ status, description }) => FAILED.includes(status) && description?.includes(id));
};

/** The causes that the words of the group's own failure name: whoever else finds them need not say them again. */
export const causesTold = ({
  scalingActivities,
  instance,
}: Pick<Evidence, 'scalingActivities' | 'instance'>): Set<LaunchCause> => {
  const failure =
    scalingActivities.state === 'known' ? failureThatCounts(scalingActivities.value, instance) : undefined;
  const told = meaningsOf(failure?.message ?? '').filter(({ certainty }) => certainty !== 'suspect');
  return new Set(told.map(({ cause }) => cause));
};
