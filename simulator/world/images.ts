/** The images and instance types of the world. Names follow the EKS user guide (eks-optimized-ami-versions). */
import { hexadecimal } from './ids.ts';
import type { Image, ImageSoftware, InstanceType, World } from './types.ts';

/** What an image of a node holds. */
export type ImageFamily = Exclude<ImageSoftware['family'], 'other'>;

/** The newest Kubernetes minor that each family has images for here; Amazon Linux 2 ended with 1.32. */
export const minorOf: Record<ImageFamily, string> = {
  al2023: '1.33',
  bottlerocket: '1.33',
  al2: '1.32',
  ubuntu: '1.33',
  windows: '1.33',
};

const describe: Record<ImageFamily, (minor: string) => Pick<Image, 'name' | 'description'> & { release: string }> = {
  al2023: (minor) => ({
    name: `amazon-eks-node-al2023-x86_64-standard-${minor}-v20261112`,
    description: `EKS-optimized Kubernetes node based on Amazon Linux 2023, (k8s: ${minor}.5, containerd: 2.1.*)`,
    release: 'v20261112',
  }),
  al2: (minor) => ({
    name: `amazon-eks-node-${minor}-v20251120`,
    description: `EKS Kubernetes Worker AMI with AmazonLinux2 image, (k8s: ${minor}.9, containerd: 1.7.*)`,
    release: 'v20251120',
  }),
  bottlerocket: (minor) => ({
    name: `bottlerocket-aws-k8s-${minor}-x86_64-v1.52.0-2d1e3f4a`,
    description: 'Bottlerocket is a Linux-based operating system meant for hosting containers',
    release: '1.52.0',
  }),
  ubuntu: (minor) => ({
    name: `ubuntu-eks/k8s_${minor}/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20261103`,
    description: `Canonical, Ubuntu EKS Node OS (k8s_${minor}), 24.04, amd64 image`,
    release: '20261103',
  }),
  windows: (minor) => ({
    name: `Windows_Server-2022-English-Core-EKS_Optimized-${minor}-2026.11.12`,
    description: 'Microsoft Windows Server 2022 Core with EKS components',
    release: '2026.11.12',
  }),
};

/** Who publishes each family: Amazon EKS, Bottlerocket, Canonical, Amazon's Windows images. */
const owners: Record<ImageFamily, string> = {
  al2023: '602401143452',
  al2: '602401143452',
  bottlerocket: '092701018921',
  ubuntu: '099720109477',
  windows: '801119661308',
};

/** Adds the EKS image of a family. */
export function addImage(world: World, family: ImageFamily): Image {
  const minor = minorOf[family];
  const { name, description, release } = describe[family](minor);
  const image: Image = {
    imageId: `ami-${hexadecimal(world, 'ami', 17)}`,
    name,
    description,
    ownerId: owners[family],
    imageOwnerAlias: family === 'ubuntu' ? undefined : 'amazon',
    architecture: 'x86_64',
    platformDetails: family === 'windows' ? 'Windows' : 'Linux/UNIX',
    state: 'available',
    creationDate: new Date(world.startedAt - 10 * 86_400_000).toISOString(),
    rootDeviceType: 'ebs',
    public: true,
    software: { family, kubeletVersion: `${minor}.5`, release },
    tags: {},
  };
  world.images.push(image);
  return image;
}

/** The instance type of the built worlds, unless they say another. */
export const m5Large: InstanceType = {
  instanceType: 'm5.large',
  supportedArchitectures: ['x86_64'],
  hypervisor: 'nitro',
  maximumNetworkInterfaces: 3,
  ipv4AddressesPerInterface: 10,
};
