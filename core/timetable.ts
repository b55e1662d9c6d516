import type { Platform } from './target.ts';

/** When a watch does what: seconds after its start. A fixed plan, so that a replay sees the same values. */
export interface Timetable {
  /** Looks at the registration, ascending. */
  readonly looks: readonly number[];
  /** From here on a certain cause is alerted. */
  readonly verdictAt: number;
  /** By here it speaks, whatever it knows. */
  readonly speakAt: number;
  /** By here a change that did not help is taken back: managed groups and Karpenter give up at 900 s. */
  readonly capAt: number;
}

const LINUX = { verdictAt: 120, speakAt: 360, capAt: 720 };

/** Windows may take more than ten minutes without Fast Launch (EKS user guide, eks-optimized-windows-ami). */
const WINDOWS = { verdictAt: 720, speakAt: 840, capAt: 1200 };

/** How long a cluster that is being updated may hold its nodes back. */
const UPDATING_EXTRA = 600;

/** The plan for one watch. A cluster in update gets ten minutes more before anybody is accused. */
export const timetable = (seen: { platform: Platform; clusterUpdating: boolean }): Timetable => {
  const base = seen.platform === 'windows' ? WINDOWS : LINUX;
  const extra = seen.clusterUpdating ? UPDATING_EXTRA : 0;
  const marks = { verdictAt: base.verdictAt + extra, speakAt: base.speakAt + extra, capAt: base.capAt + extra };
  const rhythm = [45, 60, 75, 90, 105, 120, 150, 180, 240, 300, 360, 480, 600, 720, 840, 1020, 1200, 1500, 1800, 2400, 3000, 3600];
  return { ...marks, looks: [...new Set([...rhythm, ...Object.values(marks)])].sort((a, b) => a - b) };
};
