import { askedBy, NO_INSTANCE, notCollected, nothingCollected } from '../../core/asked-by.ts';
import type { Cluster, Evidence, Image, InstanceProfile, InstanceType, NodeGroup } from '../../core/evidence.ts';
import { absent, type Observed } from '../../core/observed.ts';
import { readNodeGroup } from '../readers/cluster.ts';
import { readInstanceProfile } from '../readers/identity.ts';
import type { ScalingGroup } from '../readers/scaling-group.ts';
import { type Ask, because } from './ask.ts';
import { clusterRound } from './cluster.ts';
import { askRegion } from './first.ts';
import { askActivitiesOf, askImageOf, askTemplateOf, askTypeOf } from './launch.ts';
import type { SecondRound } from './second.ts';
import { thirdRound } from './third.ts';
import { noVpc, vpcRound } from './vpc.ts';

/** What is known of a group before its launches are looked at. */
export interface GroupSeen {
  readonly clusterName: string;
  readonly scalingGroup: Observed<ScalingGroup>;
  /** Left out where nobody has asked for them yet. */
  readonly cluster?: Observed<Cluster>;
  readonly nodeGroup?: Observed<NodeGroup>;
}

const NOTHING = nothingCollected(NO_INSTANCE);
const DESCRIBED_BY = 'autoscaling:DescribeAutoScalingGroups';

/** Round two of a group: what it tried, what it launches from, and its cluster. Never throws. */
export const groupRound = async (ask: Ask, seen: GroupSeen): Promise<SecondRound & Pick<Evidence, 'region'>> => {
  const { clusterName, scalingGroup } = seen;
  const cluster = clusterRound(ask, clusterName, seen.cluster);
  const nodeGroup = seen.nodeGroup ?? askNodeGroupOf(ask, seen);
  const activities =
    scalingGroup.state === 'known'
      ? askActivitiesOf(ask, scalingGroup.value.name)
      : notCollected('scalingActivities', because('Auto Scaling group', scalingGroup));
  const launchTemplate = askTemplateOfGroup(ask, scalingGroup);
  const region = askRegion(ask);
  return {
    ...noVpc('it is read with the cluster'),
    ...(await cluster),
    image: NOTHING.image,
    instanceType: NOTHING.instanceType,
    instanceProfile: NOTHING.instanceProfile,
    scalingActivities: await activities,
    launchTemplate: await launchTemplate,
    nodeGroup: await nodeGroup,
    region: await region,
  };
};

/** Round three: image, type and profile of the template, the network of the cluster, roles and mapping. */
export const launchRound = async (
  ask: Ask,
  { scalingGroup }: GroupSeen,
  second: Awaited<ReturnType<typeof groupRound>>,
): Promise<Evidence> => {
  const instance = absent(askedBy.instance);
  const others = thirdRound(ask, { ...NOTHING, instance }, second);
  const image = askImage(ask, second);
  const instanceType = askType(ask, scalingGroup, second);
  const instanceProfile = askProfile(ask, second);
  const network =
    second.cluster.state === 'known'
      ? vpcRound(ask, second.cluster.value.vpcId)
      : noVpc(because('cluster', second.cluster));
  const { cniAddon: _addon, cniAssociation: _association, ...topics } = second;
  return {
    ...NOTHING,
    ...topics,
    ...(await others),
    ...(await network),
    dhcpOptions: NOTHING.dhcpOptions,
    prefixLists: NOTHING.prefixLists,
    instance,
    image: await image,
    instanceType: await instanceType,
    instanceProfile: await instanceProfile,
  };
};

/** A group that EKS manages says so in its tags. */
const askNodeGroupOf = async (
  { clients, observe }: Ask,
  { clusterName, scalingGroup }: GroupSeen,
): Promise<Observed<NodeGroup>> => {
  if (scalingGroup.state !== 'known') return notCollected('nodeGroup', because('Auto Scaling group', scalingGroup));
  const name = scalingGroup.value.tags['eks:nodegroup-name'];
  if (!name) return absent(DESCRIBED_BY);
  return observe(askedBy.nodeGroup, async (signal) => readNodeGroup(await clients.eks(), clusterName, name, signal));
};

const askTemplateOfGroup = async (
  ask: Ask,
  scalingGroup: Observed<ScalingGroup>,
): Promise<SecondRound['launchTemplate']> => {
  if (scalingGroup.state !== 'known')
    return notCollected('launchTemplate', because('Auto Scaling group', scalingGroup));
  const { template } = scalingGroup.value;
  return template ? askTemplateOf(ask, template) : absent(DESCRIBED_BY);
};

type Template = Pick<SecondRound, 'launchTemplate'>;

/** Names by SSM parameter are resolved at each launch: there is no one image to ask for. */
const askImage = async (ask: Ask, { launchTemplate }: Template): Promise<Observed<Image>> => {
  if (launchTemplate.state !== 'known') return notCollected('image', because('launch template', launchTemplate));
  const { imageId } = launchTemplate.value;
  return imageId?.startsWith('ami-') ? askImageOf(ask, imageId) : notCollected('image', 'the template names no image');
};

const askType = async (
  ask: Ask,
  scalingGroup: Observed<ScalingGroup>,
  { launchTemplate }: Template,
): Promise<Observed<InstanceType>> => {
  if (scalingGroup.state !== 'known' || launchTemplate.state !== 'known')
    return notCollected('instanceType', 'it needs the group and its launch template');
  const [override, ...more] = scalingGroup.value.instanceTypes;
  if (more.length > 0) return notCollected('instanceType', 'the group launches several types');
  const name = override ?? launchTemplate.value.instanceType;
  return name ? askTypeOf(ask, name) : notCollected('instanceType', 'the template names no instance type');
};

const askProfile = async (
  { clients, observe }: Ask,
  { launchTemplate }: Template,
): Promise<Observed<InstanceProfile>> => {
  if (launchTemplate.state !== 'known')
    return notCollected('instanceProfile', because('launch template', launchTemplate));
  const { instanceProfile } = launchTemplate.value;
  if (!instanceProfile) return absent(askedBy.launchTemplate);
  return observe(askedBy.instanceProfile, async (signal) =>
    readInstanceProfile(await clients.iam(), instanceProfile, signal),
  );
};
