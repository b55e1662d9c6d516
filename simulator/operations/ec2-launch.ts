/** EC2: what instances are launched from: images and launch templates. */
import {
  _InstanceType,
  DescribeImagesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type LaunchTemplateVersion,
  PlatformValues,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors.ts';
import type { Image, LaunchTemplate, LaunchTemplateData, World } from '../world/types.ts';
import { define, oneOf } from './context.ts';
import { ec2Page, ec2Tags, type Selectable, select } from './ec2-select.ts';
import { asSent } from './ec2-spelling.ts';

const images: Selectable<Image> = {
  idOf: ({ imageId }) => imageId,
  notFound: 'InvalidAMIID.NotFound',
  tagsOf: ({ tags }) => tags,
  filters: {
    architecture: ({ architecture }) => architecture,
    description: ({ description }) => description,
    'image-id': ({ imageId }) => imageId,
    'is-public': (image) => image.public,
    name: ({ name }) => name,
    'owner-alias': ({ imageOwnerAlias }) => imageOwnerAlias,
    'owner-id': ({ ownerId }) => ownerId,
    'root-device-type': ({ rootDeviceType }) => rootDeviceType,
    state: ({ state }) => state,
  },
};

type Version = LaunchTemplate['versions'][number];

const versions: Selectable<Version> = {
  idOf: ({ versionNumber }) => String(versionNumber),
  notFound: 'InvalidLaunchTemplateId.VersionNotFound',
  filters: {
    'iam-instance-profile': ({ launchTemplateData }) => launchTemplateData.iamInstanceProfileArn,
    'image-id': ({ launchTemplateData }) => launchTemplateData.imageId,
    'instance-type': ({ launchTemplateData }) => launchTemplateData.instanceType,
  },
};

export const launchOperations = [
  define(DescribeImagesCommand, (input, context) => {
    const owned = context.world.images.filter((image) => isOwned(image, input.Owners, context.world));
    // A disabled image is hidden unless asked for, a deregistered one is gone (EC2 API reference, DescribeImages).
    const visible = owned.filter(
      ({ state }) => state !== 'deregistered' && (input.IncludeDisabled || state !== 'disabled'),
    );
    const { items, next } = ec2Page(select(visible, input.ImageIds, input.Filters, images), input, context);
    return { Images: items.map(describeImage), NextToken: next };
  }),

  define(DescribeLaunchTemplateVersionsCommand, (input, context) => {
    const template = templateOf(context.world, input.LaunchTemplateId, input.LaunchTemplateName);
    const numbers = input.Versions?.map((version) => resolveVersion(template, version));
    const { items, next } = ec2Page(select(template.versions, numbers, input.Filters, versions), input, context);
    return { LaunchTemplateVersions: items.map((version) => describeVersion(template, version)), NextToken: next };
  }),
];

function isOwned(image: Image, owners: string[] | undefined, world: World): boolean {
  if (!owners?.length) return true;
  return owners.some(
    (owner) =>
      owner === image.ownerId ||
      owner === image.imageOwnerAlias ||
      (owner === 'self' && image.ownerId === world.account.id),
  );
}

function templateOf(world: World, id: string | undefined, name: string | undefined): LaunchTemplate {
  if (!id && !name) throw new AwsError('MissingParameter', 'Either a launch template ID or a name is needed');
  const template = world.launchTemplates.find(
    ({ launchTemplateId, launchTemplateName }) => launchTemplateId === id || launchTemplateName === name,
  );
  if (template) return template;
  if (id) throw new AwsError('InvalidLaunchTemplateId.NotFound', `The launch template ${id} does not exist.`);
  throw new AwsError('InvalidLaunchTemplateName.NotFoundException', `The launch template ${name} does not exist.`);
}

function resolveVersion(template: LaunchTemplate, version: string): string {
  if (version === '$Default') return String(template.defaultVersionNumber);
  return version === '$Latest' ? String(template.latestVersionNumber) : version;
}

function describeImage(image: Image) {
  return {
    ImageId: image.imageId,
    Name: image.name,
    Description: image.description,
    OwnerId: image.ownerId,
    ImageOwnerAlias: image.imageOwnerAlias,
    Architecture: image.architecture,
    PlatformDetails: image.platformDetails,
    Platform: image.platformDetails.startsWith('Windows') ? asSent(PlatformValues, 'platform', 'windows') : undefined,
    State: image.state,
    CreationDate: image.creationDate,
    RootDeviceType: image.rootDeviceType,
    Public: image.public,
    SourceImageId: image.sourceImageId,
    Tags: ec2Tags(image.tags),
  };
}

function describeVersion(template: LaunchTemplate, version: Version): LaunchTemplateVersion {
  return {
    LaunchTemplateId: template.launchTemplateId,
    LaunchTemplateName: template.launchTemplateName,
    VersionNumber: version.versionNumber,
    DefaultVersion: version.versionNumber === template.defaultVersionNumber,
    CreateTime: new Date(version.createTime),
    CreatedBy: template.createdBy,
    LaunchTemplateData: describeData(version.launchTemplateData),
  };
}

function describeData(data: LaunchTemplateData): LaunchTemplateVersion['LaunchTemplateData'] {
  const { metadataOptions: metadata, instanceTags } = data;
  return {
    ImageId: data.imageId,
    InstanceType: data.instanceType === undefined ? undefined : oneOf(_InstanceType, data.instanceType),
    UserData: data.userData,
    SecurityGroupIds: data.securityGroupIds,
    BlockDeviceMappings: data.kmsKeyId
      ? [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId: data.kmsKeyId } }]
      : undefined,
    IamInstanceProfile: data.iamInstanceProfileArn ? { Arn: data.iamInstanceProfileArn } : undefined,
    MetadataOptions: metadata && {
      HttpTokens: metadata.httpTokens,
      HttpEndpoint: metadata.httpEndpoint,
      HttpPutResponseHopLimit: metadata.httpPutResponseHopLimit,
      HttpProtocolIpv6: metadata.httpProtocolIpv6,
      InstanceMetadataTags: metadata.instanceMetadataTags,
    },
    TagSpecifications: instanceTags && [{ ResourceType: 'instance', Tags: ec2Tags(instanceTags) }],
  };
}
