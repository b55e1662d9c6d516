import type { Instance } from './evidence.ts';
import { nodeGroupOf, nodeKindOf, platformOf, type Tie } from './target.ts';
import { type WatchInput, watchName } from './watch.ts';

/** A launch with the cluster that it should join. */
export interface TiedLaunch {
  readonly instance: Instance;
  readonly tie: Tie;
}

/** What launches must share to live or die together. The launch template's version stands for image and user data. */
const groupKey = ({ instance, tie }: TiedLaunch): string[] => {
  const primary = instance.interfaces.find(({ deviceIndex }) => deviceIndex === 0) ?? instance.interfaces[0];
  return [
    instance.account,
    instance.region,
    tie.cluster,
    instance.subnetId,
    instance.instanceProfileArn ?? '',
    instance.imageId,
    [...(primary?.groups ?? [])].sort().join(','),
    instance.tags['aws:ec2launchtemplate:id'] ?? '',
    instance.tags['aws:ec2launchtemplate:version'] ?? '',
    nodeGroupOf(instance.tags) ?? '',
  ];
};

/** One watch names at most this many instances: its input stays far below the 256 KB of an asynchronous invocation. */
const MOST_INSTANCES = 500;

/**
 * Launches put into launch groups, one watch each. The name of a watch is the same whenever the same launches are
 * grouped again, so that a message that comes twice starts nothing twice.
 */
export const groupLaunches = (launches: readonly TiedLaunch[]): WatchInput[] => {
  const groups = new Map<string, TiedLaunch[]>();
  for (const launch of launches) {
    const key = JSON.stringify(groupKey(launch));
    groups.set(key, [...(groups.get(key) ?? []), launch]);
  }
  return [...groups.values()].flatMap((group) => chunks(group, MOST_INSTANCES).map(watchOf));
};

const watchOf = (group: readonly TiedLaunch[]): WatchInput => {
  const sorted = [...group].sort((a, b) => a.instance.id.localeCompare(b.instance.id));
  const [first] = sorted;
  if (!first) throw new RangeError('a launch group has at least one launch');
  const { instance, tie } = first;
  const launches = sorted.map(({ instance: { id, launchTime } }) => `${id}@${launchTime}`);
  return {
    version: 1,
    name: watchName(tie.cluster, [...groupKey(first), ...launches]),
    cluster: tie.cluster,
    region: instance.region,
    account: instance.account,
    nodeKind: nodeKindOf(instance.tags, instance.serviceManaged),
    platform: platformOf({ windows: instance.windows }),
    instances: sorted.map(({ instance: { id, privateDnsName, launchTime } }) => ({ id, privateDnsName, launchTime })),
  };
};

const chunks = <T>(list: readonly T[], size: number): T[][] => {
  const parts: T[][] = [];
  for (let start = 0; start < list.length; start += size) parts.push(list.slice(start, start + size));
  return parts;
};
