/** What came of reading a node's settings. */
import type { NodeSettings } from '../world/types.ts';

/** One go at configuring the node. */
export type Attempt = { ok: true; settings: NodeSettings } | FailedAttempt;

export interface FailedAttempt {
  ok: false;
  reason: string;
  /** How long after its start the software gives up on this. */
  givesUpAfterMs: number;
  /** What it prints on the console when it gives up. */
  lastWords: string[];
}

/** A failure that no second try changes. */
export const hopeless = (reason: string, ...lastWords: string[]): FailedAttempt => ({
  ok: false,
  reason,
  givesUpAfterMs: 1000,
  lastWords,
});

/** A failure that is tried again until a limit. */
export const retried = (reason: string, givesUpAfterMs: number, ...lastWords: string[]): FailedAttempt => ({
  ok: false,
  reason,
  givesUpAfterMs,
  lastWords,
});

/** The name that flags for kubelet give the node; of several the last counts, as everywhere in kubelet. */
export const nameOfFlags = (flags: readonly string[]): string | undefined =>
  flags.findLast((flag) => flag.startsWith('--hostname-override='))?.slice('--hostname-override='.length);

/** Labels as kubelet's `--node-labels` takes them. */
export function parseLabels(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.split('='));
  return Object.fromEntries(pairs.flatMap(([key, value = '']) => (key ? [[key, value]] : [])));
}
