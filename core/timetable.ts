import type { Platform } from './target.ts';

/** When a watch does what: seconds after its start. A fixed plan, so that a replay sees the same values. */
export interface Timetable {
  /** Looks at the registration, ascending. */
  readonly looks: readonly number[];
  /** The looks at which nodes that still wait are diagnosed. A certain cause is alerted at the first of them. */
  readonly verdicts: readonly number[];
  /** By here it speaks, whatever it knows. */
  readonly speakAt: number;
  /** By here a change that did not help is taken back: managed groups and Karpenter give up at 900 s. */
  readonly capAt: number;
}

const LINUX = { verdicts: [120, 240, 360, 720], speakAt: 360, capAt: 720 };

/** Windows may take more than ten minutes without Fast Launch (EKS user guide, eks-optimized-windows-ami). */
const WINDOWS = { verdicts: [720, 840, 1200], speakAt: 840, capAt: 1200 };

/** How long a cluster that is being updated may hold its nodes back. */
const UPDATING_EXTRA = 600;

/** Closer at first; the last look is an hour after the launch. */
const RHYTHM = [
  45, 60, 75, 90, 105, 120, 150, 180, 240, 300, 360, 480, 600, 720, 840, 1020, 1200, 1500, 1800, 2400, 3000, 3600,
];

/** The plan for one watch. A cluster in update gets ten minutes more before anybody is accused. */
export const timetable = (seen: { platform: Platform; clusterUpdating: boolean }): Timetable => {
  const base = seen.platform === 'windows' ? WINDOWS : LINUX;
  const extra = seen.clusterUpdating ? UPDATING_EXTRA : 0;
  const verdicts = base.verdicts.map((second) => second + extra);
  const looks = [...new Set([...RHYTHM, ...verdicts])].sort((a, b) => a - b);
  return { looks, verdicts, speakAt: base.speakAt + extra, capAt: base.capAt + extra };
};
