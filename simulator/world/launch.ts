/** Launches instances, as Auto Scaling and Karpenter do: from a launch template into a subnet. */
import { nextId, nextUuid } from './ids.ts';
import { addNetworkInterface } from './interfaces.ts';
import { privateDnsName } from './partition.ts';
import { associationOf } from './roles.ts';
import type { Image, Instance, LaunchTemplate, LaunchTemplateData, NetworkInterface, Subnet, World } from './types.ts';

/**
 * Launches one more instance from the default version of the template that an instance came from, into its subnet.
 * @param options.like the instance to follow; the first of the world unless given
 * @param options.at   when it launches; the world's start unless given
 * @throws Error if there is nothing to follow
 */
export function launchInstance(
  world: World,
  options: { like?: string; at?: number; subnetId?: string } = {},
): Instance {
  const sibling = options.like ? world.instances.find((one) => one.instanceId === options.like) : world.instances[0];
  const template = world.launchTemplates.find(
    (one) => one.launchTemplateId === sibling?.tags['aws:ec2launchtemplate:id'],
  );
  const subnet = world.subnets.find((one) => one.subnetId === (options.subnetId ?? sibling?.subnetId));
  if (!sibling || !template || !subnet) throw new Error('no instance with a launch template and a subnet to follow');
  return launchFromTemplate(world, template, subnet, options.at ?? world.startedAt);
}

/** Launches one instance from the template's default version. It is running at once; its software boots with time. */
export function launchFromTemplate(world: World, template: LaunchTemplate, subnet: Subnet, at: number): Instance {
  const version = template.versions.find((one) => one.versionNumber === template.defaultVersionNumber);
  const data = version?.launchTemplateData ?? {};
  const image = world.images.find((one) => one.imageId === data.imageId);
  if (!image) throw new Error(`launch template ${template.launchTemplateName} names no image of this world`);
  const instanceId = nextId(world, 'i');
  const networkInterface = addPrimaryInterface(world, subnet, data, instanceId, at);
  const instance: Instance = {
    ...described(world, data, image, networkInterface),
    instanceId,
    launchTime: at,
    bootedAt: at,
    console: { text: '', at },
    tags: {
      ...data.instanceTags,
      'aws:ec2launchtemplate:id': template.launchTemplateId,
      'aws:ec2launchtemplate:version': String(template.defaultVersionNumber),
    },
  };
  world.instances.push(instance);
  joinAutoScalingGroup(world, instance, template, at);
  return instance;
}

function addPrimaryInterface(
  world: World,
  subnet: Subnet,
  data: LaunchTemplateData,
  instanceId: string,
  at: number,
): NetworkInterface {
  const host = world.instances.length + 100;
  const publicIp = `203.0.113.${host}`;
  const publicDnsName = `ec2-${publicIp.replaceAll('.', '-')}.${world.account.region}.compute.amazonaws.com`;
  return addNetworkInterface(world, subnet, {
    description: '',
    groups: data.securityGroupIds ?? [],
    ipv6Addresses: subnet.assignIpv6AddressOnCreation
      ? subnet.ipv6CidrBlocks.map((block) => block.replace('::/64', `::${host.toString(16)}`))
      : [],
    association: subnet.mapPublicIpOnLaunch ? { publicIp, publicDnsName, ipOwnerId: 'amazon' } : undefined,
    attachment: {
      attachmentId: nextId(world, 'eni-attach'),
      instanceId,
      instanceOwnerId: world.account.id,
      deviceIndex: 0,
      status: 'attached',
      attachTime: at,
      deleteOnTermination: true,
    },
  });
}

type Described = Omit<Instance, 'instanceId' | 'launchTime' | 'bootedAt' | 'console' | 'tags'>;

function described(world: World, data: LaunchTemplateData, image: Image, primary: NetworkInterface): Described {
  const profile = world.instanceProfiles.find((one) => one.arn === data.iamInstanceProfileArn);
  const address = primary.privateIpAddress;
  return {
    ownerId: world.account.id,
    imageId: image.imageId,
    instanceType: data.instanceType ?? '',
    architecture: image.architecture,
    state: 'running',
    stateTransitionReason: '',
    vpcId: primary.vpcId,
    subnetId: primary.subnetId,
    availabilityZone: primary.availabilityZone,
    privateIpAddress: address,
    privateDnsName: privateDnsName(world.account.region, address),
    publicIpAddress: primary.association?.publicIp,
    publicDnsName: primary.association?.publicDnsName ?? '',
    iamInstanceProfile: profile && associationOf(world, profile, primary.attachment?.attachTime ?? world.startedAt),
    metadataOptions: {
      state: 'applied',
      httpTokens: 'required',
      httpEndpoint: 'enabled',
      httpPutResponseHopLimit: 2,
      httpProtocolIpv6: 'disabled',
      instanceMetadataTags: 'disabled',
      ...data.metadataOptions,
    },
    userData: data.userData,
    networkInterfaceIds: [primary.networkInterfaceId],
    platformDetails: image.platformDetails,
    status: { system: 'initializing', instance: 'initializing', attachedEbs: 'initializing' },
    boot: {},
  };
}

function joinAutoScalingGroup(world: World, instance: Instance, template: LaunchTemplate, at: number): void {
  const group = world.autoScalingGroups.find(
    (one) => one.launchTemplate.launchTemplateId === template.launchTemplateId,
  );
  if (!group) return;
  instance.tags['aws:autoscaling:groupName'] = group.autoScalingGroupName;
  group.desiredCapacity += 1;
  group.instances.push({
    instanceId: instance.instanceId,
    availabilityZone: instance.availabilityZone,
    lifecycleState: 'InService',
    healthStatus: 'Healthy',
    protectedFromScaleIn: false,
  });
  group.activities.unshift({
    activityId: nextUuid(world),
    description: `Launching a new EC2 instance: ${instance.instanceId}`,
    cause: 'a user request changed the desired capacity',
    startTime: at,
    endTime: at,
    statusCode: 'Successful',
    subnetId: instance.subnetId,
    progress: 100,
  });
  for (const nodegroup of world.nodegroups) {
    if (nodegroup.autoScalingGroups.includes(group.autoScalingGroupName)) nodegroup.scalingConfig.desiredSize += 1;
  }
}
