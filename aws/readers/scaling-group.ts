import {
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
  paginateDescribeAutoScalingGroups,
} from '@aws-sdk/client-auto-scaling';
import { type EC2Client, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import type { Instance, Tags } from '../../core/evidence.ts';
import type { Launches } from '../../core/watch.ts';
import { instancesOf } from './instance.ts';
import { allPages, present, tagsOf } from './tags.ts';

/** An Auto Scaling group, as far as its launches go. */
export interface ScalingGroup {
  readonly name: string;
  /** Missing where it launches from an old launch configuration, or from several templates. */
  readonly template?: { readonly id: string; readonly version: string };
  /** What it launches in place of the template's own type; empty where it leaves the template as it is. */
  readonly instanceTypes: readonly string[];
  readonly tags: Tags;
  /** Members that wait in its warm pool. */
  readonly warm: readonly string[];
}

/** A group by its name, or by the tags that EKS gives to those of its node groups. */
export type GroupName = { readonly name: string } | { readonly nodeGroup: string; readonly cluster: string };

/** `autoscaling:DescribeAutoScalingGroups`, one group. */
export const readScalingGroup = async (
  autoScaling: AutoScalingClient,
  wanted: GroupName,
  abortSignal: AbortSignal,
): Promise<ScalingGroup | undefined> => {
  const command = new DescribeAutoScalingGroupsCommand(
    'name' in wanted
      ? { AutoScalingGroupNames: [wanted.name] }
      : {
          Filters: [
            { Name: 'tag:eks:nodegroup-name', Values: [wanted.nodeGroup] },
            { Name: 'tag:eks:cluster-name', Values: [wanted.cluster] },
          ],
        },
  );
  const { AutoScalingGroups } = await autoScaling.send(command, { abortSignal });
  const [found] = AutoScalingGroups ?? [];
  return found && toScalingGroup(found);
};

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
  return (await allPages(pages, (page) => page.AutoScalingGroups)).map(toScalingGroup);
};

const toScalingGroup = (seen: AutoScalingGroup): ScalingGroup => {
  const mixed = seen.MixedInstancesPolicy?.LaunchTemplate;
  const overrides = mixed?.Overrides ?? [];
  const specification = seen.LaunchTemplate ?? mixed?.LaunchTemplateSpecification;
  const severalTemplates = overrides.some(({ LaunchTemplateSpecification }) => LaunchTemplateSpecification);
  return {
    name: seen.AutoScalingGroupName ?? '',
    template:
      specification?.LaunchTemplateId && !severalTemplates
        ? { id: specification.LaunchTemplateId, version: specification.Version ?? '$Default' }
        : undefined,
    instanceTypes: present(overrides.map(({ InstanceType }) => InstanceType)),
    tags: tagsOf(seen.Tags),
    warm: present(
      (seen.Instances ?? [])
        .filter(({ LifecycleState }) => LifecycleState?.startsWith('Warmed:'))
        .map(({ InstanceId }) => InstanceId),
    ),
  };
};

/** `ec2:DescribeInstances` of the instances of one group that run or are about to, newest first. */
export const readMembers = async (
  ec2: EC2Client,
  wanted: GroupName,
  region: string,
  abortSignal: AbortSignal,
): Promise<Instance[]> => {
  const tagged =
    'name' in wanted
      ? [{ Name: 'tag:aws:autoscaling:groupName', Values: [wanted.name] }]
      : [
          { Name: 'tag:eks:nodegroup-name', Values: [wanted.nodeGroup] },
          { Name: 'tag:eks:cluster-name', Values: [wanted.cluster] },
        ];
  const pages = paginateDescribeInstances(
    { client: ec2, pageSize: 1000 },
    { Filters: [...tagged, { Name: 'instance-state-name', Values: ['pending', 'running'] }] },
    { abortSignal },
  );
  const members = instancesOf(await allPages(pages, (page) => page.Reservations), region);
  return members.sort((a, b) => Date.parse(b.launchTime) - Date.parse(a.launchTime));
};

/** Activities that are read to find the newest launch among terminations. */
const LATEST = 20;

/**
 * How the launches of a group go: `autoscaling:DescribeScalingActivities` gives the newest activity first, and the
 * description of a launch begins with its verb (EC2 Auto Scaling user guide, "Verify a scaling activity").
 */
export const readLaunches = async (
  autoScaling: AutoScalingClient,
  name: string,
  abortSignal: AbortSignal,
): Promise<Launches> => {
  const command = new DescribeScalingActivitiesCommand({ AutoScalingGroupName: name, MaxRecords: LATEST });
  try {
    const { Activities } = await autoScaling.send(command, { abortSignal });
    const launch = Activities?.find(({ Description }) => Description?.startsWith('Launching'));
    return launch?.StatusCode === 'Successful' ? 'again' : 'failing';
  } catch (error) {
    // Auto Scaling knows no error code of its own for it: "AutoScalingGroup name not found".
    if (error instanceof Error && error.name === 'ValidationError' && /not found/i.test(error.message)) return 'gone';
    throw error;
  }
};
