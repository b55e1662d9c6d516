import { type Activity, type AutoScalingClient, DescribeScalingActivitiesCommand } from '@aws-sdk/client-auto-scaling';
import {
  type _InstanceType,
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type EC2Client,
  type LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';
import type { InstanceType, LaunchTemplate, ScalingActivity } from '../../core/evidence.ts';
import { redact } from '../../core/redact.ts';
import { isoOf, present } from './tags.ts';

/** What a group tried before these is history. */
const MOST_ACTIVITIES = 20;

/** `autoscaling:DescribeScalingActivities` of one group, newest first. */
export const readScalingActivities = async (
  autoScaling: AutoScalingClient,
  group: string,
  abortSignal: AbortSignal,
): Promise<ScalingActivity[]> => {
  const command = new DescribeScalingActivitiesCommand({ AutoScalingGroupName: group, MaxRecords: MOST_ACTIVITIES });
  const { Activities } = await autoScaling.send(command, { abortSignal });
  return (Activities ?? []).map(toActivity).sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
};

const toActivity = (seen: Activity): ScalingActivity => ({
  id: seen.ActivityId ?? '',
  group: seen.AutoScalingGroupName ?? '',
  startedAt: isoOf(seen.StartTime) ?? '',
  status: seen.StatusCode ?? '',
  message: seen.StatusMessage ? redact(seen.StatusMessage).slice(0, 400) : undefined,
  description: seen.Description ? redact(seen.Description).slice(0, 200) : undefined,
  subnetId: subnetOf(seen.Details),
});

/** Details are JSON in a text, such as `{"Subnet ID":"subnet-0a","Availability Zone":"us-east-1a"}`. */
const subnetOf = (details: string | undefined): string | undefined =>
  /"Subnet ID"\s*:\s*"(subnet-[0-9a-f]+)"/.exec(details ?? '')?.[1];

/** `ec2:DescribeLaunchTemplateVersions`, one version. Its user data are never kept. */
export const readLaunchTemplate = async (
  ec2: EC2Client,
  { id, version }: { id: string; version: string },
  abortSignal: AbortSignal,
): Promise<LaunchTemplate | undefined> => {
  const command = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: [version] });
  const { LaunchTemplateVersions } = await ec2.send(command, { abortSignal });
  const [found] = LaunchTemplateVersions ?? [];
  return found && toLaunchTemplate(found, id, version);
};

const toLaunchTemplate = (seen: LaunchTemplateVersion, id: string, version: string): LaunchTemplate => {
  const data = seen.LaunchTemplateData;
  const interfaces = data?.NetworkInterfaces ?? [];
  return {
    id: seen.LaunchTemplateId ?? id,
    name: seen.LaunchTemplateName,
    version: String(seen.VersionNumber ?? version),
    imageId: data?.ImageId,
    instanceType: data?.InstanceType,
    instanceProfile: data?.IamInstanceProfile?.Arn ?? data?.IamInstanceProfile?.Name,
    securityGroups: present([...(data?.SecurityGroupIds ?? []), ...interfaces.flatMap(({ Groups }) => Groups ?? [])]),
    imdsEndpoint: data?.MetadataOptions?.HttpEndpoint,
    imdsTags: data?.MetadataOptions?.InstanceMetadataTags,
    tagKeys: present(
      (data?.TagSpecifications ?? [])
        .filter(({ ResourceType }) => ResourceType === 'instance')
        .flatMap(({ Tags }) => (Tags ?? []).map(({ Key }) => Key)),
    ),
    kmsKeys: present((data?.BlockDeviceMappings ?? []).map(({ Ebs }) => Ebs?.KmsKeyId)),
  };
};

/** `ec2:DescribeInstanceTypes`, one type; `undefined` when the region has none of this name. */
export const readInstanceType = async (
  ec2: EC2Client,
  name: string,
  abortSignal: AbortSignal,
): Promise<InstanceType | undefined> => {
  const command = new DescribeInstanceTypesCommand({ InstanceTypes: [name as _InstanceType] });
  const { InstanceTypes } = await ec2.send(command, { abortSignal });
  const type = InstanceTypes?.find(({ InstanceType: found }) => found === name);
  return (
    type && {
      name,
      architectures: present(type.ProcessorInfo?.SupportedArchitectures),
      hypervisor: type.Hypervisor,
      gpus: present(type.GpuInfo?.Gpus?.map(({ Manufacturer }) => Manufacturer)),
      maximumInterfaces: type.NetworkInfo?.MaximumNetworkInterfaces,
      ipv4PerInterface: type.NetworkInfo?.Ipv4AddressesPerInterface,
    }
  );
};
