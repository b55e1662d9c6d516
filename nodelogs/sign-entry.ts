import type { CauseId } from '../core/causes.ts';
import type { Stage } from '../core/stages.ts';

/** One entry of the log dictionary: which line it reads, and what that line proves. */
export interface SignEntry {
  readonly id: string;
  /** Who prints the line. */
  readonly program: string;
  /** Applied to one line. Without nested repetition, so that no line takes long. */
  readonly pattern: RegExp;
  /** The rung that the line proves to be behind the node. */
  readonly passed?: Stage;
  /** The rung at which the line shows it stuck. */
  readonly stuckAt?: Stage;
  readonly causes: readonly CauseId[];
  /** True only where the line alone proves its one cause. */
  readonly proves: boolean;
  /** Where the text comes from. */
  readonly source: string;
}
