/** EC2: instances. */
import {
  _InstanceType,
  type Instance as DescribedInstance,
  DescribeInstancesCommand,
  PlatformValues,
  RebootInstancesCommand,
} from '@aws-sdk/client-ec2';
import { rebootInstance } from '../boot/index.ts';
import { AwsError } from '../wire/errors.ts';
import type { Instance, World } from '../world/types.ts';
import { define, oneOf } from './context.ts';
import { groupsOf } from './ec2-interfaces.ts';
import { ec2Page, ec2Tags, type Selectable, select } from './ec2-select.ts';
import { asSent } from './ec2-spelling.ts';

/** EC2 API reference, InstanceState. */
export const stateCodes: Record<Instance['state'], number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** How instances can be asked for. */
export const instances: Selectable<Instance> = {
  idOf: ({ instanceId }) => instanceId,
  notFound: 'InvalidInstanceID.NotFound',
  tagsOf: ({ tags }) => tags,
  filters: {
    architecture: ({ architecture }) => architecture,
    'availability-zone': ({ availabilityZone }) => availabilityZone,
    'iam-instance-profile.arn': ({ iamInstanceProfile }) => iamInstanceProfile?.arn,
    'image-id': ({ imageId }) => imageId,
    'instance-id': ({ instanceId }) => instanceId,
    'instance-lifecycle': ({ instanceLifecycle }) => instanceLifecycle,
    'instance-state-code': ({ state }) => stateCodes[state],
    'instance-state-name': ({ state }) => state,
    'instance-type': ({ instanceType }) => instanceType,
    'owner-id': ({ ownerId }) => ownerId,
    'private-dns-name': ({ privateDnsName }) => privateDnsName,
    'private-ip-address': ({ privateIpAddress }) => privateIpAddress,
    'subnet-id': ({ subnetId }) => subnetId,
    'vpc-id': ({ vpcId }) => vpcId,
  },
};

export const instanceOperations = [
  // Managed instances are visible by default, so IncludeManagedResources changes nothing here.
  define(DescribeInstancesCommand, (input, context) => {
    if (input.InstanceIds?.length && input.MaxResults !== undefined) {
      const said = 'The parameter instancesSet cannot be used with the parameter maxResults';
      throw new AwsError('InvalidParameterCombination', said);
    }
    assertWellFormed(input.InstanceIds);
    const chosen = select(context.world.instances, input.InstanceIds, input.Filters, instances);
    const { items, next } = ec2Page(chosen, input, context);
    const Reservations = items.map((instance) => ({
      ReservationId: instance.instanceId.replace('i-', 'r-'),
      OwnerId: instance.ownerId,
      Instances: [describeInstance(instance, context.world)],
    }));
    return { Reservations, NextToken: next };
  }),

  // A reboot starts the machine again; what its software then does is the boot model's.
  define(RebootInstancesCommand, ({ InstanceIds }, { world, clock }) => {
    assertWellFormed(InstanceIds);
    const chosen = select(world.instances, InstanceIds, [], instances);
    const still = chosen.find(({ state }) => state !== 'running');
    if (still) throw new AwsError('IncorrectState', `Instance '${still.instanceId}' is ${still.state}`);
    for (const { instanceId } of chosen) rebootInstance(world, instanceId, clock.now());
    return {};
  }),
];

/** @throws AwsError InvalidInstanceID.Malformed */
export function assertWellFormed(ids: string[] | undefined): void {
  const malformed = ids?.find((id) => !/^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$/.test(id));
  if (malformed !== undefined) throw new AwsError('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
}

function describeInstance(instance: Instance, world: World): DescribedInstance {
  const live = instance.state !== 'terminated';
  return {
    InstanceId: instance.instanceId,
    ImageId: instance.imageId,
    InstanceType: oneOf(_InstanceType, instance.instanceType),
    Architecture: instance.architecture,
    State: { Name: instance.state, Code: stateCodes[instance.state] },
    StateTransitionReason: instance.stateTransitionReason,
    StateReason: instance.stateReason && { Code: instance.stateReason.code, Message: instance.stateReason.message },
    LaunchTime: new Date(instance.launchTime),
    Placement: { AvailabilityZone: instance.availabilityZone, Tenancy: 'default' },
    PrivateDnsName: instance.privateDnsName,
    PublicDnsName: instance.publicDnsName,
    PublicIpAddress: instance.publicIpAddress,
    IamInstanceProfile: instance.iamInstanceProfile && {
      Arn: instance.iamInstanceProfile.arn,
      Id: instance.iamInstanceProfile.id,
    },
    MetadataOptions: {
      State: instance.metadataOptions.state,
      HttpTokens: instance.metadataOptions.httpTokens,
      HttpEndpoint: instance.metadataOptions.httpEndpoint,
      HttpPutResponseHopLimit: instance.metadataOptions.httpPutResponseHopLimit,
      HttpProtocolIpv6: instance.metadataOptions.httpProtocolIpv6,
      InstanceMetadataTags: instance.metadataOptions.instanceMetadataTags,
    },
    PlatformDetails: instance.platformDetails,
    Platform: instance.platformDetails.startsWith('Windows')
      ? asSent(PlatformValues, 'platform', 'windows')
      : undefined,
    InstanceLifecycle: instance.instanceLifecycle,
    Operator: { Managed: instance.operator?.managed ?? false, Principal: instance.operator?.principal },
    Hypervisor: 'xen',
    RootDeviceType: 'ebs',
    VirtualizationType: 'hvm',
    Tags: ec2Tags(instance.tags),
    // A terminated instance has given its interfaces back.
    ...(live && network(instance, world)),
  };
}

function network(instance: Instance, world: World): Partial<DescribedInstance> {
  const own = instance.networkInterfaceIds.flatMap((id) =>
    world.networkInterfaces.filter(({ networkInterfaceId }) => networkInterfaceId === id),
  );
  return {
    VpcId: instance.vpcId,
    SubnetId: instance.subnetId,
    PrivateIpAddress: instance.privateIpAddress,
    SecurityGroups: groupsOf(own[0]?.groups ?? [], world.securityGroups),
    NetworkInterfaces: own.map((one) => ({
      NetworkInterfaceId: one.networkInterfaceId,
      SubnetId: one.subnetId,
      VpcId: one.vpcId,
      OwnerId: one.ownerId,
      Description: one.description,
      InterfaceType: one.interfaceType,
      Status: one.status,
      MacAddress: one.macAddress,
      PrivateDnsName: one.privateDnsName,
      PrivateIpAddress: one.privateIpAddress,
      PrivateIpAddresses: one.privateIpAddresses.map((address) => ({
        PrivateIpAddress: address.privateIpAddress,
        Primary: address.primary,
      })),
      Ipv6Addresses: one.ipv6Addresses.map((Ipv6Address) => ({ Ipv6Address })),
      Groups: groupsOf(one.groups, world.securityGroups),
      SourceDestCheck: one.sourceDestCheck,
      Association: one.association && {
        PublicIp: one.association.publicIp,
        PublicDnsName: one.association.publicDnsName,
        IpOwnerId: one.association.ipOwnerId,
      },
      Attachment: one.attachment && {
        AttachmentId: one.attachment.attachmentId,
        DeviceIndex: one.attachment.deviceIndex,
        Status: one.attachment.status,
        AttachTime: new Date(one.attachment.attachTime),
        DeleteOnTermination: one.attachment.deleteOnTermination,
      },
    })),
  };
}
