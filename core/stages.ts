/**
 * The ladder that a node climbs, lowest rung first.
 *
 * - `launched`: EC2 runs the instance
 * - `booted`: the operating system is up
 * - `configured`: the node agent read its configuration and started kubelet
 * - `connected`: kubelet reaches the API server over TLS
 * - `authenticated`: the API server knows who kubelet is
 * - `registered`: the Node object exists
 * - `ready`: the Node's condition Ready is True
 */
export const STAGES = [
  'launched',
  'booted',
  'configured',
  'connected',
  'authenticated',
  'registered',
  'ready',
] as const;

/** One rung of {@link STAGES}. */
export type Stage = (typeof STAGES)[number];

/** The height of a rung: `launched` is 0. */
export const heightOf = (stage: Stage): number => STAGES.indexOf(stage);

/** Whether a node that stands on `reached` has `stage` behind it. */
export const hasPassed = (reached: Stage, stage: Stage): boolean => heightOf(reached) >= heightOf(stage);

/** The rung above, or `null` on top. */
export const nextStage = (stage: Stage): Stage | null => STAGES[heightOf(stage) + 1] ?? null;
