/** EC2 Auto Scaling: groups, their instances and what the groups tried. */
import {
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  type AutoScalingGroup as DescribedGroup,
  DescribeScalingActivitiesCommand,
  type Filter,
  LifecycleState,
} from '@aws-sdk/client-auto-scaling';
import { AwsError } from '../wire/errors.ts';
import type { AutoScalingGroup, World } from '../world/types.ts';
import { define, type OperationContext, oneOf } from './context.ts';
import { pageOf, smaller } from './paging.ts';

export const autoscalingOperations = [
  define(DescribeAutoScalingGroupsCommand, (input, context) => {
    const named = context.world.autoScalingGroups.filter(
      ({ autoScalingGroupName }) =>
        !input.AutoScalingGroupNames?.length || input.AutoScalingGroupNames.includes(autoScalingGroupName),
    );
    const chosen = (input.Filters ?? []).reduce((left, filter) => left.filter((one) => matches(one, filter)), named);
    const { items, next } = page(chosen, input, 50, context);
    const AutoScalingGroups = items.map((group) => describeGroup(group, context.world, input.IncludeInstances ?? true));
    return { AutoScalingGroups, NextToken: next };
  }),

  // An instance that belongs to no group is left out, without an error.
  define(DescribeAutoScalingInstancesCommand, (input, context) => {
    const members = context.world.autoScalingGroups.flatMap((group) =>
      group.instances.map((instance) => ({ group, instance })),
    );
    const chosen = members.filter(
      ({ instance }) => !input.InstanceIds?.length || input.InstanceIds.includes(instance.instanceId),
    );
    const { items, next } = page(chosen, input, 50, context);
    const AutoScalingInstances = items.map(({ group, instance }) => ({
      ...describeInstance(group, instance, context.world),
      AutoScalingGroupName: group.autoScalingGroupName,
    }));
    return { AutoScalingInstances, NextToken: next };
  }),

  define(DescribeScalingActivitiesCommand, (input, context) => {
    const groups = context.world.autoScalingGroups.filter(
      ({ autoScalingGroupName }) => autoScalingGroupName === (input.AutoScalingGroupName ?? autoScalingGroupName),
    );
    if (input.AutoScalingGroupName !== undefined && groups.length === 0) {
      throw new AwsError('ValidationError', `Group ${input.AutoScalingGroupName} not found`, 400);
    }
    const activities = groups.flatMap((group) => group.activities.map((activity) => ({ group, activity })));
    const chosen = activities.filter(
      ({ activity }) => !input.ActivityIds?.length || input.ActivityIds.includes(activity.activityId),
    );
    const { items, next } = page(chosen, input, 100, context);
    const Activities = items.map(({ group, activity }) => ({
      ActivityId: activity.activityId,
      AutoScalingGroupName: group.autoScalingGroupName,
      AutoScalingGroupARN: group.autoScalingGroupArn,
      Description: activity.description,
      Cause: activity.cause,
      StartTime: new Date(activity.startTime),
      EndTime: activity.endTime === undefined ? undefined : new Date(activity.endTime),
      StatusCode: activity.statusCode,
      StatusMessage: activity.statusMessage,
      Progress: activity.progress,
      Details: activity.subnetId && JSON.stringify({ 'Subnet ID': activity.subnetId }),
    }));
    return { Activities, NextToken: next };
  }),
];

function page<Item>(
  items: readonly Item[],
  { NextToken, MaxRecords }: { NextToken?: string; MaxRecords?: number },
  usual: number,
  { pageSize }: OperationContext,
) {
  const limit = smaller(MaxRecords ?? usual, pageSize);
  return pageOf(items, { token: NextToken, limit, invalidToken: 'InvalidNextToken' });
}

/** Auto Scaling API reference, Filter: `tag-key`, `tag-value`, `tag:KEY`. */
function matches({ tags }: AutoScalingGroup, { Name = '', Values = [] }: Filter): boolean {
  if (Name === 'tag-key') return tags.some(({ key }) => Values.includes(key));
  if (Name === 'tag-value') return tags.some(({ value }) => Values.includes(value));
  if (Name.startsWith('tag:')) {
    return tags.some(({ key, value }) => key === Name.slice('tag:'.length) && Values.includes(value));
  }
  throw new AwsError(
    'ValidationError',
    `Filter type ${Name} is not correct. Allowed Filter types are: tag-key, tag-value, tag:<key>`,
  );
}

function describeGroup(group: AutoScalingGroup, world: World, withInstances: boolean): DescribedGroup {
  const zones = world.subnets
    .filter(({ subnetId }) => group.subnetIds.includes(subnetId))
    .map(({ availabilityZone }) => availabilityZone);
  return {
    AutoScalingGroupName: group.autoScalingGroupName,
    AutoScalingGroupARN: group.autoScalingGroupArn,
    LaunchTemplate: group.overrides ? undefined : specification(group),
    MixedInstancesPolicy: group.overrides && {
      LaunchTemplate: {
        LaunchTemplateSpecification: specification(group),
        Overrides: group.overrides.map((InstanceType) => ({ InstanceType })),
      },
    },
    MinSize: group.minSize,
    MaxSize: group.maxSize,
    DesiredCapacity: group.desiredCapacity,
    DefaultCooldown: 300,
    AvailabilityZones: [...new Set(zones)],
    HealthCheckType: group.healthCheckType,
    HealthCheckGracePeriod: group.healthCheckGracePeriod,
    Instances: withInstances ? group.instances.map((one) => describeInstance(group, one, world)) : [],
    CreatedTime: new Date(group.createdTime),
    VPCZoneIdentifier: group.subnetIds.join(','),
    Tags: group.tags.map(({ key, value, propagateAtLaunch }) => ({
      Key: key,
      Value: value,
      PropagateAtLaunch: propagateAtLaunch,
      ResourceId: group.autoScalingGroupName,
      ResourceType: 'auto-scaling-group',
    })),
  };
}

function describeInstance(group: AutoScalingGroup, member: AutoScalingGroup['instances'][number], world: World) {
  return {
    InstanceId: member.instanceId,
    InstanceType: world.instances.find(({ instanceId }) => instanceId === member.instanceId)?.instanceType,
    AvailabilityZone: member.availabilityZone,
    LifecycleState: oneOf(LifecycleState, member.lifecycleState),
    HealthStatus: member.healthStatus,
    LaunchTemplate: specification(group),
    ProtectedFromScaleIn: member.protectedFromScaleIn,
  };
}

function specification({ launchTemplate }: AutoScalingGroup) {
  return {
    LaunchTemplateId: launchTemplate.launchTemplateId,
    LaunchTemplateName: launchTemplate.launchTemplateName,
    Version: launchTemplate.version,
  };
}
