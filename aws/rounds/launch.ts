import { askedBy, notCollected } from '../../core/asked-by.ts';
import type { Image, Instance, InstanceType, LaunchTemplate, ScalingActivity, Tags } from '../../core/evidence.ts';
import { absent, type Observed } from '../../core/observed.ts';
import { readImage } from '../readers/image.ts';
import { readInstanceType, readLaunchTemplate, readScalingActivities } from '../readers/launch.ts';
import { type Ask, because } from './ask.ts';

/** The tags that EC2 and Auto Scaling themselves set (EC2 and Auto Scaling user guides; the prefix `aws:` is reserved). */
const GROUP_TAG = 'aws:autoscaling:groupName';
const TEMPLATE_TAGS = { id: 'aws:ec2launchtemplate:id', version: 'aws:ec2launchtemplate:version' } as const;

/** What the Auto Scaling group of an instance tried lately; an instance of no group says so itself. */
export const askActivities = async (
  ask: Ask,
  instance: Observed<Instance>,
): Promise<Observed<readonly ScalingActivity[]>> => {
  if (instance.state !== 'known') return notCollected('scalingActivities', because('instance', instance));
  const group = instance.value.tags[GROUP_TAG];
  return group ? askActivitiesOf(ask, group) : absent(askedBy.instance);
};

/** What one Auto Scaling group tried lately. */
export const askActivitiesOf = async (
  { clients, observe }: Ask,
  group: string,
): Promise<Observed<readonly ScalingActivity[]>> =>
  observe(askedBy.scalingActivities, async (signal) =>
    readScalingActivities(await clients.autoScaling(), group, signal),
  );

/** The template that an instance was made from; an instance of no template says so itself. */
export const askTemplate = async (ask: Ask, instance: Observed<Instance>): Promise<Observed<LaunchTemplate>> => {
  if (instance.state !== 'known') return notCollected('launchTemplate', because('instance', instance));
  const named = templateOf(instance.value.tags);
  return named ? askTemplateOf(ask, named) : absent(askedBy.instance);
};

const templateOf = (tags: Tags): { id: string; version: string } | undefined => {
  const [id, version] = [tags[TEMPLATE_TAGS.id], tags[TEMPLATE_TAGS.version]];
  return id && version ? { id, version } : undefined;
};

/** One version of a launch template. */
export const askTemplateOf = async (
  { clients, observe }: Ask,
  named: { id: string; version: string },
): Promise<Observed<LaunchTemplate>> =>
  observe(askedBy.launchTemplate, async (signal) => readLaunchTemplate(await clients.ec2(), named, signal));

/** The image of that id. */
export const askImageOf = async ({ clients, observe }: Ask, id: string): Promise<Observed<Image>> =>
  observe(askedBy.image, async (signal) => readImage(await clients.ec2(), id, signal));

/** The instance type of that name. */
export const askTypeOf = async ({ clients, observe }: Ask, name: string): Promise<Observed<InstanceType>> =>
  observe(askedBy.instanceType, async (signal) => readInstanceType(await clients.ec2(), name, signal));
