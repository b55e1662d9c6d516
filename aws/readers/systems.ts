import { type AutoScalingClient, DescribeAutoScalingInstancesCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeInstanceInformationCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { ScalingState, SsmAgent } from '../../core/evidence.ts';
import { isoOf } from './tags.ts';

/** `ssm:DescribeInstanceInformation`; `undefined` when Systems Manager has never heard of the instance. */
export const readSsmAgent = async (
  ssm: SSMClient,
  id: string,
  abortSignal: AbortSignal,
): Promise<SsmAgent | undefined> => {
  const command = new DescribeInstanceInformationCommand({ Filters: [{ Key: 'InstanceIds', Values: [id] }] });
  const { InstanceInformationList } = await ssm.send(command, { abortSignal });
  const agent = InstanceInformationList?.find(({ InstanceId }) => InstanceId === id);
  return agent && { pingStatus: agent.PingStatus ?? 'Inactive', lastPing: isoOf(agent.LastPingDateTime) };
};

/** `autoscaling:DescribeAutoScalingInstances`; `undefined` when no group has the instance. */
export const readScalingState = async (
  autoScaling: AutoScalingClient,
  id: string,
  abortSignal: AbortSignal,
): Promise<ScalingState | undefined> => {
  const command = new DescribeAutoScalingInstancesCommand({ InstanceIds: [id] });
  const { AutoScalingInstances } = await autoScaling.send(command, { abortSignal });
  const instance = AutoScalingInstances?.find(({ InstanceId }) => InstanceId === id);
  return instance && { group: instance.AutoScalingGroupName ?? '', lifecycleState: instance.LifecycleState ?? '' };
};
