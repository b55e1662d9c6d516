/** Who launches the nodes, and from which images. */
import { addAccessEntry } from '../access.ts';
import { healthyWorld, type Site } from '../healthy.ts';
import { kubernetesOf, newMetadata } from '../kubernetes.ts';
import { awsPolicyArn } from '../partition.ts';
import type { Instance, InstanceType, World } from '../types.ts';
import { detach, editLaunch, type HealthyWorld, launched } from './variety.ts';

/** Somebody's own pipeline copied an EKS image: another name, the user's own account as its owner, a custom managed group. */
export function goldenImage({ world, image, launch }: Site): void {
  const copy = {
    ...structuredClone(image),
    imageId: 'ami-0fedcba9876543210',
    name: 'acme-golden-2026.11',
    description: 'hardened',
    ownerId: world.account.id,
    imageOwnerAlias: undefined,
    public: false,
    sourceImageId: image.imageId,
  };
  world.images.push(copy);
  launch.imageId = copy.imageId;
  for (const nodegroup of world.nodegroups) {
    Object.assign(nodegroup, { amiType: 'CUSTOM', releaseVersion: copy.imageId, launchTemplate: templateOf(world) });
  }
}

function templateOf({ launchTemplates: [template] }: World) {
  return template && { id: template.launchTemplateId, name: template.launchTemplateName, version: '1' };
}

/** A node started by `aws ec2 run-instances`: no template, no group, only these tags. */
const byHand =
  (tags: Record<string, string>) =>
  (node: Instance, world: World): void => {
    node.tags = tags;
    world.launchTemplates = [];
    world.autoScalingGroups = [];
  };

const otherType =
  (type: InstanceType, family: string, amiType: string) =>
  ({ world, image, launch }: Site): void => {
    world.instanceTypes.push(type);
    launch.instanceType = type.instanceType;
    image.name = image.name.replace('x86_64-standard', family);
    for (const nodegroup of world.nodegroups) {
      nodegroup.instanceTypes = [type.instanceType];
      nodegroup.amiType = amiType;
    }
  };

const g5: InstanceType = {
  instanceType: 'g5.xlarge',
  supportedArchitectures: ['x86_64'],
  hypervisor: 'nitro',
  maximumNetworkInterfaces: 4,
  ipv4AddressesPerInterface: 15,
};

const m7g: InstanceType = {
  instanceType: 'm7g.large',
  supportedArchitectures: ['arm64'],
  hypervisor: 'nitro',
  maximumNetworkInterfaces: 3,
  ipv4AddressesPerInterface: 10,
};

/** Windows support is on (EKS user guide, windows-support): the controller of the cluster gives pods their addresses. */
export function windowsSupport({ world, cluster }: Site): void {
  const clusterRole = world.roles.find(({ arn }) => arn === cluster.roleArn);
  clusterRole?.attachedManagedPolicies.push(awsPolicyArn(world, 'AmazonEKSVPCResourceController'));
  const named = { name: 'amazon-vpc-cni', namespace: 'kube-system' };
  kubernetesOf(world, cluster.name).configMaps.push({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: newMetadata(world, cluster.name, named, cluster.createdAt),
    data: { 'enable-windows-ipam': 'true' },
  });
}

/** A cluster of Auto Mode: EKS launches the nodes, names them by their id and brings their network (EKS user guide, automode). */
function autoMode(site: Site): void {
  const { world, cluster, role, image, launch } = site;
  role.attachedManagedPolicies = [
    awsPolicyArn(world, 'AmazonEKSWorkerNodeMinimalPolicy'),
    awsPolicyArn(world, 'AmazonEC2ContainerRegistryPullOnly'),
  ];
  world.accessEntries = [];
  addAccessEntry(world, cluster, role, 'EC2').associatedPolicies.push({
    policyArn: `arn:${world.account.partition}:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy`,
    accessScope: { type: 'cluster', namespaces: [] },
  });
  cluster.computeConfig = { enabled: true, nodePools: ['general-purpose', 'system'], nodeRoleArn: role.arn };
  world.addons = [];
  kubernetesOf(world, cluster.name).daemonSets = [];
  Object.assign(image, { name: 'eks-auto-standard-1.33-x86_64-20261112', public: false });
  editLaunch(site, (text) => text.replace('[settings.kubernetes]', '$&\nhostname-override-source = "instance-id"'));
  launch.instanceTags = {
    'eks:eks-cluster-name': cluster.name,
    'eks:kubernetes-node-pool-name': 'general-purpose',
    'eks:kubernetes-node-class-name': 'default',
  };
}

export const nodeWorlds: readonly HealthyWorld[] = [
  { name: 'managed group: AL2023 in a private subnet', world: () => healthyWorld() },
  { name: 'eksctl group of its own: AL2023', world: () => healthyWorld({ nodeKind: 'self-managed' }) },
  { name: 'Karpenter: AL2023', world: () => healthyWorld({ nodeKind: 'karpenter' }) },
  {
    name: 'by hand: user data and a cluster tag, no template and no group',
    world: launched({ nodeKind: 'self-managed' }, byHand({ 'kubernetes.io/cluster/prod-eu': 'owned' })),
  },
  { name: 'by hand: user data and no tag at all', world: launched({ nodeKind: 'self-managed' }, byHand({})) },
  {
    name: 'Auto Mode: managed by EKS, entry of type EC2, no add-ons, user data out of sight',
    world: launched(
      { nodeKind: 'karpenter', image: 'bottlerocket', authentication: 'API', prepare: autoMode },
      (node) => {
        node.operator = { managed: true, principal: 'eks.amazonaws.com' };
      },
    ),
  },
  { name: 'Amazon Linux 2 in a managed group', world: () => healthyWorld({ image: 'al2' }) },
  { name: 'Bottlerocket in a managed group', world: () => healthyWorld({ image: 'bottlerocket' }) },
  {
    name: 'Ubuntu EKS image with bootstrap.sh',
    world: () => healthyWorld({ nodeKind: 'self-managed', image: 'ubuntu' }),
  },
  {
    name: 'Windows Server: minutes to boot, entry of type EC2_WINDOWS, Windows IPAM on',
    world: () => healthyWorld({ nodeKind: 'self-managed', image: 'windows', prepare: windowsSupport }),
    readyBy: 480,
  },
  {
    name: 'Windows Server in a cluster that asks aws-auth: the group eks:kube-proxy-windows beside the usual ones',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        image: 'windows',
        authentication: 'CONFIG_MAP',
        prepare: windowsSupport,
      }),
    readyBy: 480,
  },
  {
    name: 'golden image: a copy of an EKS image, own name, own account',
    world: () => healthyWorld({ prepare: goldenImage }),
  },
  {
    name: 'golden image of Amazon Linux 2, launched by eksctl',
    world: () => healthyWorld({ nodeKind: 'self-managed', image: 'al2', prepare: goldenImage }),
  },
  {
    name: 'GPU: the NVIDIA variant on a g5',
    world: () => healthyWorld({ prepare: otherType(g5, 'x86_64-nvidia', 'AL2023_x86_64_NVIDIA') }),
  },
  {
    name: 'Graviton: the arm64 image on an m7g',
    world: () =>
      healthyWorld({
        prepare: (site) => {
          otherType(m7g, 'arm64-standard', 'AL2023_ARM_64_STANDARD')(site);
          site.image.architecture = 'arm64';
        },
      }),
  },
  {
    name: 'spot instance of a managed group',
    world: launched({}, (node, { nodegroups }) => {
      node.instanceLifecycle = 'spot';
      for (const nodegroup of nodegroups) nodegroup.capacityType = 'SPOT';
    }),
  },
  {
    name: 'no Systems Manager: the agent has no permission and never comes online',
    world: () => healthyWorld({ prepare: (site) => detach(site, 'AmazonSSMManagedInstanceCore') }),
  },
  {
    name: 'us-east-1: names end in ec2.internal',
    world: () => healthyWorld({ region: 'us-east-1', nodeKind: 'self-managed' }),
  },
  {
    name: 'a Name tag of the user on a Karpenter node',
    world: launched({ nodeKind: 'karpenter' }, (node) => {
      node.tags['Name'] = 'web';
    }),
  },
];
