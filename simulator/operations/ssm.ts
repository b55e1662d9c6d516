/** Systems Manager: which instances its agent reports. */
import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm';
import { AwsError } from '../wire/errors.ts';
import type { ManagedInstance } from '../world/types.ts';
import { define } from './context.ts';
import { pageOf, smaller } from './paging.ts';

/** The filters of the world's facts (Systems Manager API reference, InstanceInformationStringFilter). */
const filters: Record<string, (instance: ManagedInstance) => string> = {
  InstanceIds: ({ instanceId }) => instanceId,
  PingStatus: ({ pingStatus }) => pingStatus,
  PlatformTypes: ({ platformType }) => platformType,
  AgentVersion: ({ agentVersion }) => agentVersion,
};

export const ssmOperations = [
  define(DescribeInstanceInformationCommand, (input, { world, pageSize }) => {
    const older = input.InstanceInformationFilterList?.map(({ key, valueSet }) => ({ Key: key, Values: valueSet }));
    const asked = [...(input.Filters ?? []), ...(older ?? [])];
    const chosen = asked.reduce((left, { Key = '', Values = [] }) => {
      const valueOf = filters[Key];
      if (!valueOf) throw new AwsError('InvalidFilterKey', `The specified key isn't valid: ${Key}`);
      return left.filter((instance) => Values.includes(valueOf(instance)));
    }, world.managedInstances);
    const { items, next } = pageOf(chosen, {
      token: input.NextToken,
      limit: smaller(input.MaxResults ?? 50, pageSize),
      invalidToken: 'InvalidNextToken',
    });
    return { InstanceInformationList: items.map(describe), NextToken: next };
  }),
];

function describe(instance: ManagedInstance) {
  return {
    InstanceId: instance.instanceId,
    PingStatus: instance.pingStatus,
    LastPingDateTime: new Date(instance.lastPingDateTime),
    AgentVersion: instance.agentVersion,
    PlatformType: instance.platformType,
    PlatformName: instance.platformName,
    PlatformVersion: instance.platformVersion,
    ResourceType: 'EC2Instance' as const,
    IPAddress: instance.ipAddress,
    ComputerName: instance.computerName,
  };
}
