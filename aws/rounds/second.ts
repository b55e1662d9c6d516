import { askedBy, notCollected } from '../../core/asked-by.ts';
import type { Image, Instance, InstanceProfile, NodeGroup } from '../../core/evidence.ts';
import { absent, type Observed } from '../../core/observed.ts';
import { type CniAddon, readCluster, readCniAddon, readCniAssociation, readNodeGroup } from '../readers/cluster.ts';
import { readInstanceProfile } from '../readers/identity.ts';
import { readImage } from '../readers/image.ts';
import { readClusterInterfaces } from '../readers/interfaces.ts';
import { type Ask, because, type Round } from './ask.ts';
import { noVpc, type VpcRound, vpcRound } from './vpc.ts';

/** What the instance and the name of the cluster ask for. */
export type SecondRound = VpcRound &
  Round<'image' | 'instanceProfile' | 'nodeGroup' | 'cluster' | 'clusterInterfaces'> & {
    /** Two halves of whom the VPC CNI runs as. */
    readonly cniAddon: Observed<CniAddon>;
    readonly cniAssociation: Observed<string>;
  };

/** Round two: everything that round one named. Never throws. */
export const secondRound = async (
  ask: Ask,
  instance: Observed<Instance>,
  clusterName: string,
): Promise<SecondRound> => {
  const { clients, observe } = ask;
  const network = askVpc(ask, instance);
  const image = askImage(ask, instance);
  const instanceProfile = askInstanceProfile(ask, instance);
  const nodeGroup = askNodeGroup(ask, instance, clusterName);
  const cluster = observe(askedBy.cluster, async (signal) => readCluster(await clients.eks(), clusterName, signal));
  const clusterInterfaces = observe(askedBy.clusterInterfaces, async (signal) =>
    readClusterInterfaces(await clients.ec2(), clusterName, signal),
  );
  const cniAddon = observe(askedBy.cniIdentity, async (signal) =>
    readCniAddon(await clients.eks(), clusterName, signal),
  );
  const cniAssociation = observe('eks:ListPodIdentityAssociations', async (signal) =>
    readCniAssociation(await clients.eks(), clusterName, signal),
  );
  return {
    ...(await network),
    image: await image,
    instanceProfile: await instanceProfile,
    nodeGroup: await nodeGroup,
    cluster: await cluster,
    clusterInterfaces: await clusterInterfaces,
    cniAddon: await cniAddon,
    cniAssociation: await cniAssociation,
  };
};

const askVpc = async (ask: Ask, instance: Observed<Instance>): Promise<VpcRound> => {
  if (instance.state !== 'known') return noVpc(because('instance', instance));
  return instance.value.vpcId ? vpcRound(ask, instance.value.vpcId) : noVpc('EC2 names no VPC of the instance');
};

const askImage = async ({ clients, observe }: Ask, instance: Observed<Instance>): Promise<Observed<Image>> => {
  if (instance.state !== 'known') return notCollected('image', because('instance', instance));
  const { imageId } = instance.value;
  if (!imageId) return notCollected('image', 'EC2 names no image of the instance');
  return observe(askedBy.image, async (signal) => readImage(await clients.ec2(), imageId, signal));
};

/** An instance without a profile is an answer, given by the instance itself. */
const askInstanceProfile = async (
  { clients, observe }: Ask,
  instance: Observed<Instance>,
): Promise<Observed<InstanceProfile>> => {
  if (instance.state !== 'known') return notCollected('instanceProfile', because('instance', instance));
  const { instanceProfileArn } = instance.value;
  if (!instanceProfileArn) return absent(askedBy.instance);
  return observe(askedBy.instanceProfile, async (signal) =>
    readInstanceProfile(await clients.iam(), instanceProfileArn, signal),
  );
};

/** Only managed groups can be described, and they tag their instances `eks:nodegroup-name`. */
const askNodeGroup = async (
  { clients, observe }: Ask,
  instance: Observed<Instance>,
  clusterName: string,
): Promise<Observed<NodeGroup>> => {
  if (instance.state !== 'known') return notCollected('nodeGroup', because('instance', instance));
  const name = instance.value.tags['eks:nodegroup-name'];
  if (!name) return absent(askedBy.instance);
  return observe(askedBy.nodeGroup, async (signal) => readNodeGroup(await clients.eks(), clusterName, name, signal));
};
