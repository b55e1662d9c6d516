/** Faults of the launch: the instance never existed, was ended at once, or does not come up. */
import { nextUuid } from '../ids.ts';
import { addInstanceProfile, addRole, associationOf, nodePolicies } from '../roles.ts';
import type { AutoScalingGroup, Instance, World } from '../types.ts';
import { type Faults, theCluster, theGroup, theNode, theNodeRole, when } from './fault.ts';

const TRY_AGAIN = 'Launching EC2 instance failed.';

export const launchFaults: Faults = {
  'asg-launch-unsuccessful': {
    cause: 'asg-launch-unsuccessful',
    title: 'Launches fail for a reason that nobody has written down',
    ...refused(() => `Value (9999) for parameter volumeSize is invalid. ${TRY_AGAIN}`),
  },
  'ec2-insufficient-capacity': {
    cause: 'ec2-insufficient-capacity',
    title: 'EC2 has no instance of this type left in the zone',
    ...refused(
      ({ account }) =>
        `We currently do not have sufficient m5.large capacity in the Availability Zone you requested (${account.region}a). Our system will be working on provisioning additional capacity. ${TRY_AGAIN}`,
    ),
  },
  'ec2-insufficient-capacity:fleet': {
    cause: 'ec2-insufficient-capacity',
    title: 'A fleet finds no instance of any of its types',
    ...refused(
      () =>
        `Could not launch Spot Instances. UnfulfillableCapacity - Unable to fulfill capacity due to your request configuration. ${TRY_AGAIN}`,
    ),
  },
  'ec2-quota-exceeded': {
    cause: 'ec2-quota-exceeded',
    title: 'The account may not run more vCPUs',
    ...refused(
      () =>
        `You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance bucket that the specified instance type belongs to. ${TRY_AGAIN}`,
    ),
  },
  'subnet-ips-exhausted': {
    cause: 'subnet-ips-exhausted',
    title: 'The subnets of the group have no address left',
    ...refused((world) => {
      const { subnetIds } = theGroup(world);
      for (const subnet of world.subnets) if (subnetIds.includes(subnet.subnetId)) subnet.availableIpAddressCount = 0;
      return `There are not enough free addresses in subnet '${subnetIds[0]}' to satisfy the requested number of instances. ${TRY_AGAIN}`;
    }),
  },
  'launch-template-missing-or-drifted': {
    cause: 'launch-template-missing-or-drifted',
    title: 'The launch template of the group was deleted',
    ...refused((world) => {
      const { launchTemplateId } = theGroup(world).launchTemplate;
      world.launchTemplates = [];
      issue(world, 'Ec2LaunchTemplateNotFound', `The launch template ${launchTemplateId} could not be found`);
      return `The specified launch template, with template ID ${launchTemplateId}, does not exist. ${TRY_AGAIN}`;
    }),
  },
  'ami-unavailable': {
    cause: 'ami-unavailable',
    title: 'The image of the group was deregistered',
    ...refused((world) => {
      for (const image of world.images) image.state = 'deregistered';
      return `The image id '[${world.images[0]?.imageId}]' does not exist. ${TRY_AGAIN}`;
    }),
  },
  'ami-arch-mismatch': {
    cause: 'ami-arch-mismatch',
    title: 'The image is made for ARM, the instance type is not',
    ...refused((world) => {
      for (const image of world.images) image.architecture = 'arm64';
      return `The architecture 'x86_64' of the specified instance type does not match the architecture 'arm64' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. ${TRY_AGAIN}`;
    }),
  },
  'instance-type-unsupported': {
    cause: 'instance-type-unsupported',
    title: 'The zone does not offer the instance type',
    ...refused(
      ({ account }) =>
        `Your requested instance type (m5.large) is not supported in your requested Availability Zone (${account.region}a). Please retry your request by not specifying an Availability Zone. ${TRY_AGAIN}`,
    ),
  },
  'kms-ebs-key-denied': {
    cause: 'kms-ebs-key-denied',
    title: 'The key of the root volume is disabled',
    ...refused((world) => {
      encrypt(world);
      return 'Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state';
    }),
  },
  'kms-ebs-key-denied:terminated': {
    cause: 'kms-ebs-key-denied',
    title: 'The launcher may not use the key of the root volume, so EC2 ends the instance at once',
    ...ended('Client.InternalError', 'Client error on launch'),
    inject: (world) => {
      encrypt(world);
      end(world, 'Client.InternalError', 'Client error on launch');
      const message =
        'Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: Client.InternalError: Client error on launch';
      for (const group of world.autoScalingGroups) failed(world, group, message, theNode(world));
    },
  },
  'launch-iam-denied': {
    cause: 'launch-iam-denied',
    title: 'A service control policy forbids the launch',
    ...refused(
      () =>
        `You are not authorized to perform this operation. User is not authorized to perform: ec2:RunInstances with an explicit deny in a service control policy. ${TRY_AGAIN}`,
    ),
  },
  'imds-tags-slash': {
    cause: 'imds-tags-slash',
    title: 'Tags are shown in the instance metadata, and their keys contain slashes',
    ...refused((world) => {
      for (const { launchTemplateData } of world.launchTemplates.flatMap(({ versions }) => versions)) {
        const { metadataOptions } = launchTemplateData;
        if (metadataOptions) metadataOptions.instanceMetadataTags = 'enabled';
      }
      return `'kubernetes.io/cluster/${theCluster(world).name}' is not a valid tag key. Tag keys must match pattern ([0-9a-zA-Z\\-_+=,.@:]{1,255}), and must not be a reserved name ('.', '..', '_index'). ${TRY_AGAIN}`;
    }),
  },
  'node-role-or-profile-deleted:launch': {
    cause: 'node-role-or-profile-deleted',
    title: 'The instance profile of the launch template was deleted',
    ...refused((world) => {
      const name = world.instanceProfiles[0]?.instanceProfileName;
      world.instanceProfiles = [];
      return `Value (${name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name. ${TRY_AGAIN}`;
    }),
  },
  'spot-or-external-termination': {
    cause: 'spot-or-external-termination',
    title: 'EC2 took the Spot instance back',
    ...ended('Server.SpotInstanceTermination', 'Server.SpotInstanceTermination: Spot instance termination'),
  },
  'spot-or-external-termination:user': {
    cause: 'spot-or-external-termination',
    title: 'Somebody terminated the instance',
    ...ended('Client.UserInitiatedShutdown', 'Client.UserInitiatedShutdown: User initiated shutdown'),
  },
  'asg-lifecycle-hook-pending': {
    cause: 'asg-lifecycle-hook-pending',
    title: 'A lifecycle hook of the group is not completed',
    prevents: 'nothing',
    appliesTo: when.hasGroup,
    inject: (world) => {
      const group = theGroup(world);
      group.lifecycleHooks.push({
        lifecycleHookName: 'inventory',
        lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        heartbeatTimeout: 3600,
      });
      for (const member of group.instances) member.lifecycleState = 'Pending:Wait';
    },
  },
  'eks-node-manager-rbac-missing': {
    cause: 'eks-node-manager-rbac-missing',
    title: 'EKS may not manage the nodes of its group in Kubernetes',
    prevents: 'nothing',
    appliesTo: ({ nodegroups }) => nodegroups.length > 0,
    inject: (world) =>
      issue(
        world,
        'AccessDenied',
        'The ClusterRole or ClusterRoleBinding eks:node-manager is missing, so that EKS may not manage nodes.',
      ),
  },
  'instance-status-check-failed:system': {
    cause: 'instance-status-check-failed',
    title: 'The host of the instance is broken',
    prevents: 'registration',
    needsNewNode: true,
    inject: (world) => {
      for (const { status } of world.instances) Object.assign(status, { system: 'impaired', instance: 'impaired' });
    },
  },
  'instance-status-check-failed:instance': {
    cause: 'instance-status-check-failed',
    title: 'The operating system does not come up',
    prevents: 'registration',
    needsNewNode: true,
    inject: (world) => {
      for (const instance of world.instances) {
        instance.status.instance = 'impaired';
        instance.launchTime -= 600_000;
        instance.impairedSince = world.startedAt - 400_000;
      }
    },
  },
  'instance-profile-changed': {
    cause: 'instance-profile-changed',
    title: 'The instance was given the profile of a role that the cluster does not know',
    prevents: 'registration',
    inject: (world) => {
      const { inlinePolicies } = theNodeRole(world);
      const role = addRole(world, { name: 'debug-access', service: 'ec2.amazonaws.com', policies: nodePolicies });
      role.inlinePolicies = inlinePolicies;
      const profile = addInstanceProfile(world, 'debug-access', role);
      for (const instance of world.instances) {
        instance.launchTime -= 600_000;
        instance.iamInstanceProfile = associationOf(world, profile, world.startedAt - 60_000);
      }
    },
  },
  'sts-global-endpoint-token-version': {
    cause: 'sts-global-endpoint-token-version',
    title: 'The region had to be opted in, and tokens of the global endpoint have version 1',
    prevents: 'nothing',
    inject: ({ account }) => {
      account.regionOptInStatus = 'opted-in';
      account.globalEndpointTokenVersion = 1;
    },
  },
};

/** EC2 refuses the launch with these words: there is no instance, and the group's last activity has failed. */
function refused(prepare: (world: World) => string) {
  return {
    prevents: 'launch' as const,
    appliesTo: when.hasGroup,
    inject: (world: World): void => {
      const group = theGroup(world);
      world.networkInterfaces = world.networkInterfaces.filter(({ attachment }) => !attachment?.instanceId);
      world.instances = [];
      group.instances = [];
      group.activities = [];
      const message = prepare(world);
      failed(world, group, message);
      issue(world, 'AsgInstanceLaunchFailures', message);
    },
  };
}

/** The instance was launched and ended again. */
function ended(code: string, message: string) {
  return {
    prevents: 'registration' as const,
    needsNewNode: true as const,
    inject: (world: World): void => end(world, code, message),
  };
}

function end(world: World, code: string, message: string): void {
  for (const instance of world.instances)
    Object.assign(instance, { state: 'terminated', stateReason: { code, message } });
  for (const group of world.autoScalingGroups) group.instances = [];
}

function failed(world: World, group: AutoScalingGroup, statusMessage: string, instance?: Instance): void {
  group.activities.unshift({
    activityId: nextUuid(world),
    description: `Launching a new EC2 instance${instance ? `: ${instance.instanceId}` : ''}.  Status Reason: ${statusMessage}`,
    cause: 'an instance was started in response to a difference between desired and actual capacity',
    startTime: world.startedAt,
    endTime: world.startedAt,
    statusCode: 'Failed',
    statusMessage,
    subnetId: group.subnetIds[0],
    progress: 100,
  });
}

/** Where EKS has no instance to name, it makes up a resource. */
function issue(world: World, code: string, message: string): void {
  for (const { health } of world.nodegroups) health.issues.push({ code, message, resourceIds: ['DUMMY_1a2b3c4d'] });
}

function encrypt(world: World): void {
  const { partition, region, id } = world.account;
  const key = `arn:${partition}:kms:${region}:${id}:key/11111111-2222-3333-4444-555555555555`;
  for (const { launchTemplateData } of world.launchTemplates.flatMap(({ versions }) => versions)) {
    launchTemplateData.kmsKeyId = key;
  }
}
