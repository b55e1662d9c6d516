import {
  DescribeInstanceAttributeCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  type EC2Client,
  type Instance as Ec2Instance,
  GetConsoleOutputCommand,
  type InstanceNetworkInterface,
  type InstanceStatusSummary,
  paginateDescribeInstances,
  type Reservation,
} from '@aws-sdk/client-ec2';
import type {
  CheckState,
  Console,
  Instance,
  InstanceInterface,
  InstanceStatus,
  UserData,
} from '../../core/evidence.ts';
import { redact } from '../../core/redact.ts';
import { readConsole } from '../../nodelogs/console.ts';
import { decodeUserData } from '../../userdata/index.ts';
import { allPages, isoOf, present, tagsOf } from './tags.ts';

/** `ec2:DescribeInstances` of one instance, also of one that a service manages and hides; `undefined` when it is gone. */
export const readInstance = async (
  ec2: EC2Client,
  id: string,
  region: string,
  abortSignal: AbortSignal,
): Promise<Instance | undefined> => {
  const command = new DescribeInstancesCommand({ InstanceIds: [id], IncludeManagedResources: true });
  const { Reservations } = await ec2.send(command, { abortSignal });
  return instancesOf(Reservations, region).find((instance) => instance.id === id);
};

/** `ec2:DescribeInstances` by filter, so that an id that is gone does not spoil the answer for the others. */
export const readInstances = async (
  ec2: EC2Client,
  ids: readonly string[],
  region: string,
  abortSignal: AbortSignal,
): Promise<Instance[]> => {
  const pages = paginateDescribeInstances(
    { client: ec2, pageSize: 1000 },
    { Filters: [{ Name: 'instance-id', Values: [...ids] }], IncludeManagedResources: true },
    { abortSignal },
  );
  return instancesOf(await allPages(pages, (page) => page.Reservations), region);
};

/** All instances of an answer. */
export const instancesOf = (reservations: readonly Reservation[] | undefined, region: string): Instance[] =>
  (reservations ?? []).flatMap(({ OwnerId, Instances }) =>
    (Instances ?? []).map((instance) => toInstance(instance, OwnerId ?? '', region)),
  );

const toInstance = (seen: Ec2Instance, account: string, region: string): Instance => ({
  id: seen.InstanceId ?? '',
  account,
  region,
  state: seen.State?.Name ?? 'pending',
  stateReason: seen.StateReason?.Code,
  launchTime: isoOf(seen.LaunchTime) ?? '',
  instanceType: seen.InstanceType ?? '',
  architecture: seen.Architecture,
  availabilityZone: seen.Placement?.AvailabilityZone ?? '',
  imageId: seen.ImageId ?? '',
  vpcId: seen.VpcId ?? '',
  subnetId: seen.SubnetId ?? '',
  privateDnsName: seen.PrivateDnsName ?? '',
  hostnameType: seen.PrivateDnsNameOptions?.HostnameType,
  windows: /windows/i.test(seen.Platform ?? '') || /windows/i.test(seen.PlatformDetails ?? ''),
  instanceProfileArn: seen.IamInstanceProfile?.Arn,
  imds: {
    endpoint: seen.MetadataOptions?.HttpEndpoint ?? 'enabled',
    tokens: seen.MetadataOptions?.HttpTokens ?? 'optional',
    hopLimit: seen.MetadataOptions?.HttpPutResponseHopLimit ?? 1,
  },
  interfaces: (seen.NetworkInterfaces ?? []).map(toInterface).sort((a, b) => a.deviceIndex - b.deviceIndex),
  tags: tagsOf(seen.Tags),
  serviceManaged: seen.Operator?.Managed ?? false,
});

const toInterface = (seen: InstanceNetworkInterface): InstanceInterface => ({
  id: seen.NetworkInterfaceId ?? '',
  // Without an attachment it cannot be the primary interface.
  deviceIndex: seen.Attachment?.DeviceIndex ?? Number.MAX_SAFE_INTEGER,
  subnetId: seen.SubnetId ?? '',
  privateIp: seen.PrivateIpAddress ?? '',
  publicIp: seen.Association?.PublicIp,
  ipv6: present(seen.Ipv6Addresses?.map(({ Ipv6Address }) => Ipv6Address)),
  groups: present(seen.Groups?.map(({ GroupId }) => GroupId)),
  description: seen.Description ?? '',
});

/** `ec2:DescribeInstanceAttribute` userData, decoded; user data that was never set decodes as empty. */
export const readUserData = async (ec2: EC2Client, id: string, abortSignal: AbortSignal): Promise<UserData> => {
  const command = new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'userData' });
  const { UserData: attribute } = await ec2.send(command, { abortSignal });
  return decodeUserData(attribute?.Value);
};

/** `ec2:DescribeInstanceStatus`, also of an instance that does not run; `undefined` while EC2 has no status of it. */
export const readInstanceStatus = async (
  ec2: EC2Client,
  id: string,
  abortSignal: AbortSignal,
): Promise<InstanceStatus | undefined> => {
  const command = new DescribeInstanceStatusCommand({
    InstanceIds: [id],
    IncludeAllInstances: true,
    IncludeManagedResources: true,
  });
  const { InstanceStatuses } = await ec2.send(command, { abortSignal });
  const status = InstanceStatuses?.find(({ InstanceId }) => InstanceId === id);
  if (!status) return undefined;
  return {
    system: checkState(status.SystemStatus),
    instance: checkState(status.InstanceStatus),
    ebs: status.AttachedEbsStatus ? checkState(status.AttachedEbsStatus) : undefined,
    impairedSince: isoOf(status.InstanceStatus?.Details?.find(({ ImpairedSince }) => ImpairedSince)?.ImpairedSince),
  };
};

const checkState = (summary: InstanceStatusSummary | undefined): CheckState => summary?.Status ?? 'insufficient-data';

/** Characters of console output that are read, newest kept: EC2 keeps about 64 KB. */
const CONSOLE_TAIL = 48_000;

/**
 * `ec2:GetConsoleOutput`, the present buffer, read through the log dictionary.
 *
 * @throws `UnsupportedOperation` for types that are not built on Nitro: asking again for the old kind of output would
 * cost a round
 */
export const readConsoleOutput = async (ec2: EC2Client, id: string, abortSignal: AbortSignal): Promise<Console> => {
  const command = new GetConsoleOutputCommand({ InstanceId: id, Latest: true });
  const { Output, Timestamp } = await ec2.send(command, { abortSignal });
  const text = Buffer.from(Output ?? '', 'base64').toString('utf8');
  return { at: isoOf(Timestamp), ...readConsole(redact(newest(text))) };
};

/** The end of a long text from the start of a line, so that no half of a secret stands at its beginning. */
const newest = (text: string): string => {
  if (text.length <= CONSOLE_TAIL) return text;
  const end = text.slice(-CONSOLE_TAIL);
  return end.slice(end.indexOf('\n') + 1);
};
