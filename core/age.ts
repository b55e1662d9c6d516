import type { KubernetesNode, Moment } from './evidence.ts';
import { type Observed, valueOf } from './observed.ts';

/** Seconds from a time to when the evidence was taken; 0 where either is not known. */
export const secondsSince = (since: string | undefined, moment: Moment | undefined): number => {
  const seconds = (Date.parse(moment?.at ?? '') - Date.parse(since ?? '')) / 1000;
  return Number.isFinite(seconds) ? seconds : 0;
};

/** A healthy node has its network within half a minute of its registration; whoever needs longer is stuck. */
const READY_WITHIN = 60;

/** Whether the Node exists and has not been Ready for so long that the facts of its cluster are to blame. */
export const isStuck = (node: Observed<KubernetesNode>, moment: Observed<Moment>): boolean => {
  const seen = valueOf(node);
  if (!seen || seen.ready.status === 'True') return false;
  return secondsSince(seen.ready.since ?? seen.createdAt, valueOf(moment)) >= READY_WITHIN;
};
