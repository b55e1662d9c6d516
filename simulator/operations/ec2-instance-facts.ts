/** EC2: what can be asked about one instance beside its description. */
import {
  _InstanceType,
  ArchitectureType,
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstanceStatusCommand,
  DescribeInstanceTypesCommand,
  DescribeRegionsCommand,
  GetConsoleOutputCommand,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors.ts';
import type { CheckStatus, Instance, InstanceType, World } from '../world/types.ts';
import { define, oneOf } from './context.ts';
import { assertWellFormed, instances, stateCodes } from './ec2-instances.ts';
import { ec2Page, required, type Selectable, select } from './ec2-select.ts';

const statuses: Selectable<Instance> = {
  ...instances,
  tagsOf: undefined,
  filters: {
    'availability-zone': ({ availabilityZone }) => availabilityZone,
    'instance-state-code': ({ state }) => stateCodes[state],
    'instance-state-name': ({ state }) => state,
    'instance-status.status': ({ status }) => status.instance,
    'system-status.status': ({ status }) => status.system,
    'attached-ebs-status.status': ({ status }) => status.attachedEbs,
  },
};

const associations: Selectable<Instance> = {
  idOf: ({ iamInstanceProfile }) => iamInstanceProfile?.associationId ?? '',
  notFound: 'InvalidAssociationID.NotFound',
  filters: { 'instance-id': ({ instanceId }) => instanceId, state: () => 'associated' },
};

const instanceTypes: Selectable<InstanceType> = {
  idOf: ({ instanceType }) => instanceType,
  notFound: 'InvalidInstanceType',
  filters: {
    hypervisor: ({ hypervisor }) => hypervisor,
    'instance-type': ({ instanceType }) => instanceType,
    'processor-info.supported-architecture': ({ supportedArchitectures }) => supportedArchitectures,
  },
};

export const instanceFactOperations = [
  define(DescribeInstanceAttributeCommand, ({ InstanceId, Attribute }, { world }) => {
    const { userData: stored, operator } = instanceOf(world, InstanceId);
    // The user data of managed instances belongs to the service that manages them (EKS user guide, automode).
    const userData = operator?.managed ? undefined : stored;
    if (Attribute !== 'userData') {
      throw new AwsError('InvalidParameterValue', `Value (${Attribute}) for parameter attribute is not offered here`);
    }
    return { InstanceId, UserData: userData ? { Value: userData } : {} };
  }),

  // Without IncludeAllInstances only running instances are described (EC2 API reference).
  define(DescribeInstanceStatusCommand, (input, context) => {
    assertWellFormed(input.InstanceIds);
    const chosen = select(context.world.instances, input.InstanceIds, input.Filters, statuses);
    const shown = chosen.filter(({ state }) => input.IncludeAllInstances || state === 'running');
    const { items, next } = ec2Page(shown, input, context);
    return { InstanceStatuses: items.map(describeStatus), NextToken: next };
  }),

  // Latest output needs a Nitro machine; the last 64 KB are kept (EC2 API reference, GetConsoleOutput).
  define(GetConsoleOutputCommand, ({ InstanceId, Latest }, { world }) => {
    const { instanceType, console: serial } = instanceOf(world, InstanceId);
    const xen = world.instanceTypes.some((type) => type.instanceType === instanceType && type.hypervisor === 'xen');
    if (Latest && xen) {
      const said = 'This instance type does not support retrieving the latest console logs.';
      throw new AwsError('UnsupportedOperation', said);
    }
    const kept = Buffer.from(serial.text, 'utf8').subarray(-65_536);
    return { InstanceId, Output: kept.toString('base64'), Timestamp: new Date(serial.at) };
  }),

  define(DescribeIamInstanceProfileAssociationsCommand, (input, context) => {
    const associated = context.world.instances.filter(({ iamInstanceProfile }) => iamInstanceProfile);
    const { items, next } = ec2Page(
      select(associated, input.AssociationIds, input.Filters, associations),
      input,
      context,
    );
    const IamInstanceProfileAssociations = items.map(({ instanceId, iamInstanceProfile: profile }) => ({
      AssociationId: profile?.associationId,
      InstanceId: instanceId,
      IamInstanceProfile: { Arn: profile?.arn, Id: profile?.id },
      State: 'associated' as const,
      Timestamp: profile && new Date(profile.associatedAt),
    }));
    return { IamInstanceProfileAssociations, NextToken: next };
  }),

  // Regions that are not on are told of only with AllRegions (EC2 API reference, DescribeRegions).
  define(DescribeRegionsCommand, ({ RegionNames, AllRegions }, { world }) => {
    const { region, regionOptInStatus: status = 'opt-in-not-required' } = world.account;
    const shown = (RegionNames ?? [region]).includes(region) && (AllRegions || status !== 'not-opted-in');
    return {
      Regions: shown ? [{ RegionName: region, OptInStatus: status, Endpoint: `ec2.${region}.amazonaws.com` }] : [],
    };
  }),

  define(DescribeInstanceTypesCommand, (input, context) => {
    const chosen = select(context.world.instanceTypes, input.InstanceTypes, input.Filters, instanceTypes);
    const { items, next } = ec2Page(chosen, input, context);
    const InstanceTypes = items.map((type) => ({
      InstanceType: oneOf(_InstanceType, type.instanceType),
      Hypervisor: type.hypervisor,
      ProcessorInfo: {
        SupportedArchitectures: type.supportedArchitectures.map((architecture) =>
          oneOf(ArchitectureType, architecture),
        ),
      },
      NetworkInfo: {
        MaximumNetworkInterfaces: type.maximumNetworkInterfaces,
        Ipv4AddressesPerInterface: type.ipv4AddressesPerInterface,
      },
    }));
    return { InstanceTypes, NextToken: next };
  }),
];

function instanceOf(world: World, id: string | undefined): Instance {
  const wanted = required(id, 'InstanceId');
  assertWellFormed([wanted]);
  const instance = world.instances.find(({ instanceId }) => instanceId === wanted);
  if (!instance) throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${wanted}' does not exist`);
  return instance;
}

function describeStatus({ instanceId, availabilityZone, state, status, impairedSince }: Instance) {
  return {
    InstanceId: instanceId,
    AvailabilityZone: availabilityZone,
    InstanceState: { Name: state, Code: stateCodes[state] },
    SystemStatus: checkResult(status.system),
    InstanceStatus: checkResult(status.instance, impairedSince),
    AttachedEbsStatus: checkResult(status.attachedEbs),
  };
}

const reachability = {
  ok: 'passed',
  impaired: 'failed',
  initializing: 'initializing',
  'insufficient-data': 'insufficient-data',
} as const;

function checkResult(status: CheckStatus, since?: number) {
  const ImpairedSince = status === 'impaired' && since !== undefined ? new Date(since) : undefined;
  return { Status: status, Details: [{ Name: 'reachability' as const, Status: reachability[status], ImpairedSince }] };
}
