import {
  type AutoScalingClient,
  DescribeScalingActivitiesCommand,
  paginateDescribeAutoScalingGroups,
} from '@aws-sdk/client-auto-scaling';
import type { Tags } from '../../core/evidence.ts';
import { allPages, tagsOf } from './tags.ts';

/** An Auto Scaling group by its name and its own tags. */
export interface ScalingGroup {
  readonly name: string;
  readonly tags: Tags;
}

/** `autoscaling:DescribeAutoScalingGroups` of these names; groups that are gone are left out. */
export const readScalingGroups = async (
  autoScaling: AutoScalingClient,
  names: readonly string[],
  abortSignal: AbortSignal,
): Promise<ScalingGroup[]> => {
  const pages = paginateDescribeAutoScalingGroups(
    { client: autoScaling, pageSize: 100 },
    { AutoScalingGroupNames: [...names] },
    { abortSignal },
  );
  const groups = await allPages(pages, (page) => page.AutoScalingGroups);
  return groups.map(({ AutoScalingGroupName, Tags }) => ({
    name: AutoScalingGroupName ?? '',
    tags: tagsOf(Tags),
  }));
};

/** Activities that are read to find the newest launch among terminations. */
const LATEST = 20;

/**
 * Whether the newest launch of a group succeeded: `autoscaling:DescribeScalingActivities` gives the newest first, and
 * the description of a launch begins with its verb (EC2 Auto Scaling user guide, "Verify a scaling activity").
 */
export const launchedLast = async (
  autoScaling: AutoScalingClient,
  name: string,
  abortSignal: AbortSignal,
): Promise<boolean> => {
  const command = new DescribeScalingActivitiesCommand({ AutoScalingGroupName: name, MaxRecords: LATEST });
  const { Activities } = await autoScaling.send(command, { abortSignal });
  const launch = Activities?.find(({ Description }) => Description?.startsWith('Launching'));
  return launch?.StatusCode === 'Successful';
};
