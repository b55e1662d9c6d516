/** Faults of the image and the instance type that a node was launched with. */
import type { Image, World } from '../types.ts';
import { type Faults, theCluster, theImage, when } from './fault.ts';

const al2 = when.image('al2');
const al2023 = when.image('al2023');
const bottlerocket = when.image('bottlerocket');

export const imageFaults: Faults = {
  'kubelet-crash-swap': {
    cause: 'kubelet-crash-swap',
    title: 'The nodes are of a type that EC2 gives a swap volume',
    prevents: 'registration',
    needsNewNode: true,
    inject: (world) => {
      const swapping = { hypervisor: 'xen', maximumNetworkInterfaces: 2, ipv4AddressesPerInterface: 4 } as const;
      world.instanceTypes.push({ instanceType: 'm1.small', supportedArchitectures: ['x86_64'], ...swapping });
      useType(world, 'm1.small');
    },
    appliesTo: (world) => al2(world) || al2023(world),
  },
  'kubelet-crash-cgroup-v1': {
    cause: 'kubelet-crash-cgroup-v1',
    title: 'Somebody built an Amazon Linux 2 image with kubelet 1.35',
    prevents: 'registration',
    needsNewNode: true,
    inject: (world) => {
      const image = ownImage(world, 'amazon-eks-node-1.35-v20260105');
      image.software = { ...image.software, kubeletVersion: '1.35.1' };
      theCluster(world).version = '1.35';
    },
    appliesTo: al2,
  },
  'gpu-image-instance-mismatch': {
    cause: 'gpu-image-instance-mismatch',
    title: 'The image brings NVIDIA drivers, and the instance has no GPU',
    prevents: 'registration',
    needsNewNode: true,
    inject: (world) => {
      const image = theImage(world);
      image.name = image.name.replace('-x86_64-', '-nvidia-x86_64-');
      for (const group of world.nodegroups) group.amiType = 'BOTTLEROCKET_x86_64_NVIDIA';
    },
    appliesTo: bottlerocket,
  },
  'ami-version-skew': {
    cause: 'ami-version-skew',
    title: 'The control plane went back one version, the nodes stayed',
    prevents: 'nothing',
    inject: (world) => {
      const minor = Number(theImage(world).software.kubeletVersion.split('.')[1]);
      theCluster(world).version = `1.${minor - 1}`;
    },
  },
  'al2-end-of-life': {
    cause: 'al2-end-of-life',
    title: 'The cluster went on to a version without Amazon Linux 2',
    prevents: 'nothing',
    inject: (world) => {
      theCluster(world).version = '1.33';
    },
    appliesTo: al2,
  },
  'ami-not-eks': {
    cause: 'ami-not-eks',
    title: 'The image is of the account itself, and its name tells nothing',
    prevents: 'nothing',
    inject: (world) => {
      ownImage(world, 'company-linux-7');
    },
  },
};

function useType(world: World, instanceType: string): void {
  for (const instance of world.instances) instance.instanceType = instanceType;
  for (const { launchTemplateData } of world.launchTemplates.flatMap(({ versions }) => versions)) {
    launchTemplateData.instanceType = instanceType;
  }
  for (const group of world.nodegroups) group.instanceTypes = [instanceType];
}

/** The image becomes one that the account built itself. */
function ownImage(world: World, name: string): Image {
  const image = theImage(world);
  Object.assign(image, { name, ownerId: world.account.id, public: false });
  delete image.imageOwnerAlias;
  for (const group of world.nodegroups) group.amiType = 'CUSTOM';
  return image;
}
