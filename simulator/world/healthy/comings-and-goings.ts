/** Nodes that come back, instances that wait, and instances that only look like nodes. */
import { rebootInstance, settle } from '../../boot/index.ts';
import type { Site } from '../healthy.ts';
import type { Instance, World } from '../types.ts';
import { encodeUserData } from '../user-data.ts';
import { type HealthyWorld, launched } from './variety.ts';

const hour = 3_600_000;

/** It has been a node for an hour, and starts again as the world begins. */
function rebooted(node: Instance, world: World): void {
  node.launchTime -= hour;
  node.bootedAt -= hour;
  settle(world, world.startedAt - hour / 2);
  rebootInstance(world, node.instanceId, world.startedAt);
}

/** The same after a stop: EC2 gives it a new launch time, and the interface of the CNI is older than that. */
function startedAgain(node: Instance, world: World): void {
  rebooted(node, world);
  node.launchTime = world.startedAt;
}

/** The group keeps instances ready that have booted and wait (EKS user guide, warm-pools-managed-node-groups). */
function inWarmPool({ instanceId }: Instance, { autoScalingGroups, nodegroups }: World): void {
  for (const one of autoScalingGroups.flatMap(({ instances }) => instances)) {
    if (one.instanceId === instanceId) one.lifecycleState = 'Warmed:Running';
  }
  for (const nodegroup of nodegroups) nodegroup.warmPoolEnabled = true;
}

/** A lifecycle hook holds the instance in `Pending:Wait` while its node joins (Auto Scaling user guide, lifecycle hooks). */
function waitingForHook({ instanceId }: Instance, { autoScalingGroups }: World): void {
  for (const group of autoScalingGroups) {
    const lifecycleTransition = 'autoscaling:EC2_INSTANCE_LAUNCHING';
    group.lifecycleHooks.push({ lifecycleHookName: 'tag-volumes', lifecycleTransition, heartbeatTimeout: 300 });
    for (const one of group.instances) if (one.instanceId === instanceId) one.lifecycleState = 'Pending:Wait';
  }
}

/** The group could not launch an hour ago, and could since. */
function failedBefore(_node: Instance, { autoScalingGroups, startedAt }: World): void {
  for (const { activities } of autoScalingGroups) {
    activities.push({
      activityId: '0b1c2d3e-0000-4000-8000-000000000000',
      description:
        'Launching a new EC2 instance.  Status Reason: We currently do not have sufficient m5.large capacity.',
      cause: 'a user request changed the desired capacity',
      startTime: startedAt - hour,
      endTime: startedAt - hour,
      statusCode: 'Failed',
      statusMessage:
        'We currently do not have sufficient m5.large capacity in the Availability Zone you requested (eu-central-1a).',
      progress: 100,
    });
  }
}

/** The template has gone on: its default version would not join, but this instance is from the one before. */
function olderVersion(_node: Instance, { launchTemplates, startedAt }: World): void {
  for (const template of launchTemplates) {
    const [first] = template.versions;
    if (!first) continue;
    const launchTemplateData = { ...first.launchTemplateData, userData: encodeUserData('#!/bin/bash\ntrue\n') };
    template.versions.push({ versionNumber: 2, createTime: startedAt, launchTemplateData });
    Object.assign(template, { defaultVersionNumber: 2, latestVersionNumber: 2 });
  }
}

/** An image without the software of an EKS node. */
const plainImage =
  (name: string, ownerId: string) =>
  ({ image }: Site): void => {
    Object.assign(image, { name, description: name, ownerId });
    image.software = { family: 'other', kubeletVersion: '', release: name };
  };

/** Not launched by any group of nodes. */
const alone =
  (tags: Record<string, string>, userData?: string) =>
  (node: Instance, world: World): void => {
    Object.assign(node, { tags, userData: userData && encodeUserData(userData), iamInstanceProfile: undefined });
    Object.assign(world, { launchTemplates: [], autoScalingGroups: [], nodegroups: [] });
  };

const amazonLinux = plainImage('al2023-ami-2023.9.20261110.0-kernel-6.12-x86_64', '137112412989');
const ubuntu = plainImage('ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20261103', '099720109477');

export const comingsAndGoings: readonly HealthyWorld[] = [
  { name: 'back from a reboot, with its Node and the interface of the CNI', world: launched({}, rebooted) },
  {
    name: 'started again after a stop, with an interface of the CNI from before',
    world: launched({ nodeKind: 'self-managed' }, startedAgain),
  },
  {
    name: 'a lifecycle hook waits while the node joins',
    world: launched({ nodeKind: 'self-managed' }, waitingForHook),
  },
  { name: 'the group failed to launch an hour ago, and not since', world: launched({}, failedBefore) },
  {
    name: 'the launch template has a newer version, which would not join',
    world: launched({ nodeKind: 'self-managed' }, olderVersion),
  },
  {
    name: 'warm pool: booted, waiting, never registered',
    world: launched({ image: 'bottlerocket' }, inWarmPool),
    neverJoins: 'it waits in a warm pool',
  },
  {
    name: 'bastion with the tag of the cluster',
    world: launched(
      { nodeKind: 'self-managed', prepare: amazonLinux },
      alone({ Name: 'bastion', 'kubernetes.io/cluster/prod-eu': 'shared' }, '#!/bin/bash\ndnf install -y kubectl\n'),
    ),
    neverJoins: 'it is a bastion',
  },
  {
    name: 'node of a kOps cluster: the same key of a tag, no cluster of EKS',
    world: launched(
      { nodeKind: 'self-managed', prepare: ubuntu },
      alone(
        {
          Name: 'nodes-eu-central-1a.k8s.example.com',
          'kubernetes.io/cluster/k8s.example.com': 'owned',
          KubernetesCluster: 'k8s.example.com',
          'k8s.io/role/node': '1',
        },
        '#!/bin/bash\nset -o errexit\nexport NODEUP_URL=https://artifacts.example.com/nodeup\ndownload-release\n',
      ),
    ),
    neverJoins: 'it is a node of another Kubernetes',
  },
  {
    name: 'Packer builder from an EKS image',
    world: launched({ nodeKind: 'self-managed' }, alone({ Name: 'Packer Builder' })),
    neverJoins: 'it builds an image',
  },
];
