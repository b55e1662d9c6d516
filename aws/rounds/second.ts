import { askedBy, notCollected } from '../../core/asked-by.ts';
import type { Image, Instance, InstanceProfile, InstanceType, NodeGroup } from '../../core/evidence.ts';
import { absent, type Observed } from '../../core/observed.ts';
import { readNodeGroup } from '../readers/cluster.ts';
import { readInstanceProfile } from '../readers/identity.ts';
import { type Ask, because, type Round } from './ask.ts';
import { type ClusterRound, clusterRound } from './cluster.ts';
import { askActivities, askImageOf, askTemplate, askTypeOf } from './launch.ts';
import { noVpc, type VpcRound, vpcRound } from './vpc.ts';

/** What the instance and the name of the cluster ask for. */
export type SecondRound = VpcRound &
  ClusterRound &
  Round<'scalingActivities' | 'launchTemplate' | 'image' | 'instanceType' | 'instanceProfile' | 'nodeGroup'>;

/** Round two: everything that round one named. Never throws. */
export const secondRound = async (
  ask: Ask,
  instance: Observed<Instance>,
  clusterName: string,
): Promise<SecondRound> => {
  const network = askVpc(ask, instance);
  const scalingActivities = askActivities(ask, instance);
  const launchTemplate = askTemplate(ask, instance);
  const image = askImage(ask, instance);
  const instanceType = askInstanceType(ask, instance);
  const instanceProfile = askInstanceProfile(ask, instance);
  const nodeGroup = askNodeGroup(ask, instance, clusterName);
  const cluster = clusterRound(ask, clusterName);
  return {
    ...(await network),
    ...(await cluster),
    scalingActivities: await scalingActivities,
    launchTemplate: await launchTemplate,
    image: await image,
    instanceType: await instanceType,
    instanceProfile: await instanceProfile,
    nodeGroup: await nodeGroup,
  };
};

const askVpc = async (ask: Ask, instance: Observed<Instance>): Promise<VpcRound> => {
  if (instance.state !== 'known') return noVpc(because('instance', instance));
  return instance.value.vpcId ? vpcRound(ask, instance.value.vpcId) : noVpc('EC2 names no VPC of the instance');
};

const askImage = async (ask: Ask, instance: Observed<Instance>): Promise<Observed<Image>> => {
  if (instance.state !== 'known') return notCollected('image', because('instance', instance));
  const { imageId } = instance.value;
  return imageId ? askImageOf(ask, imageId) : notCollected('image', 'EC2 names no image of the instance');
};

const askInstanceType = async (ask: Ask, instance: Observed<Instance>): Promise<Observed<InstanceType>> => {
  if (instance.state !== 'known') return notCollected('instanceType', because('instance', instance));
  const { instanceType } = instance.value;
  return instanceType
    ? askTypeOf(ask, instanceType)
    : notCollected('instanceType', 'EC2 names no type of the instance');
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
