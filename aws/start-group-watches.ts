import { hourOf, type TiedGroup, watchOfGroup } from '../core/failed-launches.ts';
import type { FailedLaunch } from '../core/launch-event.ts';
import { resolveTie } from '../core/target.ts';
import { observeWithin } from './observe.ts';
import { invokeWatch, type Started, type StartParts } from './start-watches.ts';

/**
 * From launches that failed to durable watches: one DescribeAutoScalingGroups, tie by the groups' tags, take in the
 * ledger, invoke by name. A group that fails again within the hour starts nothing.
 *
 * @returns `dropped` names groups that belong to no cluster, are gone, or are watched already
 * @throws when the groups cannot be described, the ledger cannot be written or a watch not be invoked
 */
export const startGroupWatches = async (failures: readonly FailedLaunch[], parts: StartParts): Promise<Started> => {
  const byGroup = new Map(failures.map((failure) => [failure.scalingGroup, failure]));
  const watches: string[] = [];
  const watched = new Set<string>();
  for (const group of await tieGroups([...byGroup.values()], parts)) {
    const input = watchOfGroup(group);
    const { scalingGroup } = group.failure;
    const launch = { instanceId: scalingGroup, launchTime: hourOf(group.failure) };
    if ((await parts.ledger.takeLaunches([launch], input.name)).length === 0) continue;
    await invokeWatch(parts, input);
    watches.push(input.name);
    watched.add(scalingGroup);
  }
  return { watches, dropped: [...byGroup.keys()].filter((name) => !watched.has(name)) };
};

/** EKS, eksctl and others tag the group as they tag its instances; a tag that anybody may set is not enough. */
const tieGroups = async (failures: readonly FailedLaunch[], { clients }: StartParts): Promise<TiedGroup[]> => {
  if (failures.length === 0) return [];
  const { readScalingGroups } = await import('./readers/scaling-group.ts');
  const names = failures.map(({ scalingGroup }) => scalingGroup);
  const described = await observeWithin()('autoscaling:DescribeAutoScalingGroups', async (signal) =>
    readScalingGroups(await clients.autoScaling(), names, signal),
  );
  if (described.state !== 'known') throw new Error('the Auto Scaling groups could not be described');
  return failures.flatMap((failure) => {
    const group = described.value.find(({ name }) => name === failure.scalingGroup);
    const tie = group && resolveTie(group.tags);
    return tie && tie.strength !== 'weak' ? [{ failure, tie, tags: group.tags }] : [];
  });
};
