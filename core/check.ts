import type { CauseId } from './causes.ts';
import type { Evidence, Topic, Topics } from './evidence.ts';
import type { Certainty, Facts, Heals, Proof, Subject } from './finding.ts';
import type { Unknown } from './observed.ts';
import type { Stage } from './stages.ts';

/** What stays the same for a cause wherever it is found. */
export interface CauseMeta {
  /** Why it stops a node, in plain words, one sentence. */
  readonly why: string;
  readonly heals: Heals;
  /** Pages of the AWS or Kubernetes documentation. */
  readonly docs: readonly string[];
  /** Id of the remediation that can fix it. */
  readonly remediation?: string;
  /** True for a cause that only groups others. */
  readonly umbrella?: boolean;
  /** The most that this check ever says of it; whatever is surer is brought down to it. */
  readonly atMost: Certainty;
  /** What a person does about it: an AWS CLI line with capitals where ids go, or a short sentence. */
  readonly manual: string;
  /** True where nodes join all the same and the harm shows later: a warning, never the cause. */
  readonly afterJoining?: true;
}

/** What a check found, before the engine adds what the cause's metadata say. */
export interface Accusation<Cause extends CauseId = CauseId> {
  readonly cause: Cause;
  readonly certainty: Certainty;
  readonly subject: Subject;
  readonly says: string;
  readonly facts: Facts;
  readonly evidence: readonly Proof[];
  /** AWS CLI lines for a person. */
  readonly commands: readonly string[];
  /** Where it blocks another rung than the check's own. */
  readonly stage?: Stage;
  /** Where it heals otherwise than the cause's metadata say. */
  readonly heals?: Heals;
}

/** The check met something that it cannot judge: it becomes a line of "not checked, because …". */
export interface NotJudged {
  readonly notChecked: string;
  readonly call: string;
}

/** What a check says: nothing at all means that its healthy truth holds. */
export type Judgement<Cause extends CauseId = CauseId> = Accusation<Cause> | NotJudged;

/** The topics in `Needs` as values: `undefined` means that AWS answered that there is none. */
export type Needed<Needs extends Topic> = { readonly [T in Needs]: Topics[T] | undefined };

/**
 * A check: a pure, synchronous and total function of evidence that states one healthy truth.
 *
 * - `needs`: topics without which nothing can be said. The engine does not call `judge` while one of them is unknown;
 *   it reports *not checked, because …* instead, so that no check can mistake denied for empty.
 * - `uses`: topics that `judge` reads as {@link Observed}, because it can say something without them.
 *
 * Reading any other topic is a type error.
 */
export interface Check<Needs extends Topic = Topic, Uses extends Topic = Topic, Cause extends CauseId = CauseId> {
  /** The healthy truth as a slug, equal to the file name. */
  readonly id: string;
  /** The healthy truth as a sentence. */
  readonly title: string;
  /** The rung that it guards, equal to the folder name. */
  readonly stage: Stage;
  readonly causes: { readonly [C in Cause]: CauseMeta };
  readonly needs: readonly Needs[];
  readonly uses: readonly Uses[];
  judge(seen: Needed<Needs> & Pick<Evidence, Uses>): readonly Judgement<Cause>[];
}

/** A check of any topics and causes, as the engine handles it. */
export interface AnyCheck {
  readonly id: string;
  readonly title: string;
  readonly stage: Stage;
  readonly causes: Readonly<Partial<Record<CauseId, CauseMeta>>>;
  readonly needs: readonly Topic[];
  readonly uses: readonly Topic[];
  judge(seen: never): readonly Judgement[];
}

/** Gives the check its exact types: causes from the keys of `causes`, topics from `needs` and `uses`. */
export const defineCheck = <const Needs extends Topic, const Cause extends CauseId, const Uses extends Topic = never>(
  check: Omit<Check<Needs, Uses, Cause>, 'uses'> & { readonly uses?: readonly Uses[] },
): Check<Needs, Uses, Cause> => ({ ...check, uses: check.uses ?? [] });

/** Says that something could not be judged because `seen` is unknown. */
export const notJudged = (seen: Unknown, what: string): NotJudged => ({
  notChecked: `${what}: ${seen.says ?? seen.because}`,
  call: seen.call,
});
