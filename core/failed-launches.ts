import type { Tags } from './evidence.ts';
import type { FailedLaunch } from './launch-event.ts';
import { nodeKindOf, type Tie } from './target.ts';
import { type WatchInput, watchName } from './watch.ts';

/** A scaling group that failed to launch, with the cluster that its instances should join. */
export interface TiedGroup {
  readonly failure: FailedLaunch;
  readonly tie: Tie;
  readonly tags: Tags;
}

/** A watch of launches lasts an hour, so a group gets one an hour, however often it fails. */
const HOUR_MS = 3_600_000;

/** The watch of a scaling group's launches. Its name is the same for all failures of an hour. */
export const watchOfGroup = ({ failure, tie, tags }: TiedGroup): WatchInput => {
  const { scalingGroup, region, account } = failure;
  return {
    version: 1,
    name: watchName(tie.cluster, [account, region, tie.cluster, scalingGroup, hourOf(failure)]),
    cluster: tie.cluster,
    region,
    account,
    nodeKind: nodeKindOf(tags, false),
    platform: 'unknown',
    instances: [],
    scalingGroup,
  };
};

/** The hour of a failure, as the ledger keeps it apart from others of the group. */
export const hourOf = ({ at }: FailedLaunch): string => String(Math.floor(Date.parse(at) / HOUR_MS));
