/** Groups of nodes: the launch template every kind has, and the Auto Scaling and node groups some have. */
import { hexadecimal, nextId, nextUuid } from './ids.ts';
import { type ImageFamily, m5Large } from './images.ts';
import { arnOf } from './partition.ts';
import type {
  AutoScalingGroup,
  Cluster,
  Image,
  InstanceProfile,
  LaunchTemplate,
  Role,
  Subnet,
  World,
} from './types.ts';
import { type NodeKind, nodeLabels, renderUserData } from './user-data.ts';

/** The name each kind's group has in the built world. */
export const groupName: Record<NodeKind, string> = {
  managed: 'workers',
  'self-managed': 'batch',
  karpenter: 'default',
};

export interface NodeGroupParts {
  cluster: Cluster;
  kind: NodeKind;
  family: ImageFamily;
  image: Image;
  role: Role;
  profile: InstanceProfile;
  securityGroupId: string;
  subnets: Subnet[];
}

/** Adds what launches the nodes of one kind and gives its launch template. */
export function addNodeGroup(world: World, parts: NodeGroupParts): LaunchTemplate {
  const template = addLaunchTemplate(world, parts);
  if (parts.kind === 'karpenter') return template;
  const group = addAutoScalingGroup(world, parts, template);
  if (parts.kind === 'managed') addNodegroup(world, parts, group);
  return template;
}

const instanceTags: Record<NodeKind, (cluster: string) => Record<string, string>> = {
  managed: (cluster) => ({
    'eks:cluster-name': cluster,
    'eks:nodegroup-name': groupName.managed,
    'aws:eks:cluster-name': cluster,
    [`kubernetes.io/cluster/${cluster}`]: 'owned',
  }),
  'self-managed': (cluster) => ({
    Name: `${cluster}-${groupName['self-managed']}-Node`,
    'alpha.eksctl.io/cluster-name': cluster,
    'alpha.eksctl.io/nodegroup-name': groupName['self-managed'],
    'alpha.eksctl.io/nodegroup-type': 'unmanaged',
    'aws:cloudformation:stack-name': `eksctl-${cluster}-nodegroup-${groupName['self-managed']}`,
    [`kubernetes.io/cluster/${cluster}`]: 'owned',
  }),
  karpenter: (cluster) => ({
    'eks:eks-cluster-name': cluster,
    'karpenter.sh/nodepool': groupName.karpenter,
    'karpenter.k8s.aws/ec2nodeclass': 'default',
    [`kubernetes.io/cluster/${cluster}`]: 'owned',
  }),
};

function addLaunchTemplate(
  world: World,
  { cluster, kind, family, image, profile, securityGroupId }: NodeGroupParts,
): LaunchTemplate {
  const name: Record<NodeKind, string> = {
    managed: `eks-${nextUuid(world)}`,
    'self-managed': `eksctl-${cluster.name}-nodegroup-${groupName['self-managed']}`,
    karpenter: `karpenter.k8s.aws/${hexadecimal(world, 'karpenter', 19)}`,
  };
  const template: LaunchTemplate = {
    launchTemplateId: nextId(world, 'lt'),
    launchTemplateName: name[kind],
    createTime: world.startedAt - 20 * 86_400_000,
    createdBy: `arn:${world.account.partition}:sts::${world.account.id}:assumed-role/launcher/session`,
    defaultVersionNumber: 1,
    latestVersionNumber: 1,
    versions: [
      {
        versionNumber: 1,
        createTime: world.startedAt - 20 * 86_400_000,
        launchTemplateData: {
          imageId: image.imageId,
          instanceType: m5Large.instanceType,
          userData: renderUserData(cluster, family, kind, groupName[kind]),
          securityGroupIds: [securityGroupId],
          iamInstanceProfileArn: profile.arn,
          metadataOptions: {
            httpTokens: 'required',
            httpEndpoint: 'enabled',
            httpPutResponseHopLimit: kind === 'managed' && family !== 'al2023' ? 2 : 1,
            httpProtocolIpv6: 'disabled',
            instanceMetadataTags: 'disabled',
          },
          instanceTags: instanceTags[kind](cluster.name),
        },
      },
    ],
    tags: kind === 'managed' ? { 'eks:cluster-name': cluster.name, 'eks:nodegroup-name': groupName.managed } : {},
  };
  world.launchTemplates.push(template);
  return template;
}

function addAutoScalingGroup(
  world: World,
  { cluster, kind, subnets }: NodeGroupParts,
  template: LaunchTemplate,
): AutoScalingGroup {
  const name =
    kind === 'managed'
      ? `eks-${groupName.managed}-${nextUuid(world)}`
      : `eksctl-${cluster.name}-nodegroup-${groupName[kind]}-NodeGroup-${hexadecimal(world, 'asg', 12).toUpperCase()}`;
  const tags = Object.entries(instanceTags[kind](cluster.name)).filter(([key]) => !key.startsWith('aws:'));
  const group: AutoScalingGroup = {
    autoScalingGroupName: name,
    autoScalingGroupArn: arnOf(
      world,
      'autoscaling',
      `autoScalingGroup:${nextUuid(world)}:autoScalingGroupName/${name}`,
    ),
    launchTemplate: {
      launchTemplateId: template.launchTemplateId,
      launchTemplateName: template.launchTemplateName,
      version: '1',
    },
    minSize: 0,
    maxSize: 20,
    desiredCapacity: 0,
    healthCheckType: 'EC2',
    healthCheckGracePeriod: 15,
    subnetIds: subnets.map(({ subnetId }) => subnetId),
    createdTime: template.createTime,
    instances: [],
    activities: [],
    lifecycleHooks: [],
    tags: tags.map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
  };
  world.autoScalingGroups.push(group);
  return group;
}

const amiType: Record<ImageFamily, string> = {
  al2023: 'AL2023_x86_64_STANDARD',
  bottlerocket: 'BOTTLEROCKET_x86_64',
  al2: 'AL2_x86_64',
  ubuntu: 'CUSTOM',
  windows: 'WINDOWS_CORE_2022_x86_64',
};

function addNodegroup(world: World, { cluster, family, image, role }: NodeGroupParts, group: AutoScalingGroup): void {
  const { release } = image.software;
  world.nodegroups.push({
    nodegroupName: groupName.managed,
    nodegroupArn: arnOf(world, 'eks', `nodegroup/${cluster.name}/${groupName.managed}/${nextUuid(world)}`),
    clusterName: cluster.name,
    version: cluster.version,
    releaseVersion:
      family === 'bottlerocket' ? `${release}-2d1e3f4a` : `${image.software.kubeletVersion}-${release.slice(1)}`,
    createdAt: group.createdTime,
    modifiedAt: group.createdTime,
    status: 'ACTIVE',
    capacityType: 'ON_DEMAND',
    scalingConfig: { minSize: group.minSize, maxSize: group.maxSize, desiredSize: group.desiredCapacity },
    instanceTypes: [m5Large.instanceType],
    subnets: group.subnetIds,
    amiType: amiType[family],
    nodeRole: role.arn,
    labels: nodeLabels('managed', groupName.managed),
    autoScalingGroups: [group.autoScalingGroupName],
    health: { issues: [] },
    tags: {},
  });
}
