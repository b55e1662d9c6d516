import { NO_INSTANCE } from './asked-by.ts';
import type { CauseId } from './causes.ts';
import type { AnyCheck } from './check.ts';
import type { Evidence } from './evidence.ts';
import { CERTAINTIES, type Finding } from './finding.ts';
import { type NotChecked, runCheck } from './judge.ts';
import { valueOf } from './observed.ts';
import { type Progress, progressOf, proofOf } from './progress.ts';
import { hasPassed, heightOf, nextStage, STAGES, type Stage } from './stages.ts';
import type { Target } from './target.ts';

/**
 * - `joined`: the Node is registered and nothing keeps it from being used
 * - `cause-found`: a certain cause
 * - `suspects`: likely causes or suspects only
 * - `unknown`: it did not join and nothing that could be read says why
 * - `not-a-node`: nothing ties the instance to a cluster
 */
export type Verdict = 'joined' | 'cause-found' | 'suspects' | 'unknown' | 'not-a-node';

/** A cause or a check that the evidence clears, and what clears it. */
export interface RuledOut {
  readonly cause: CauseId;
  readonly because: string;
}

/** What the evidence adds up to. */
export interface Assessment {
  readonly verdict: Verdict;
  readonly reached: Stage;
  readonly blockedAt: Stage | null;
  /** Ranked, best first. */
  readonly causes: readonly Finding[];
  /** What harms the node though it joins all the same, surest first. */
  readonly warnings: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
  readonly notChecked: readonly NotChecked[];
  /** Ids of the checks whose healthy truth holds. */
  readonly passed: readonly string[];
}

/**
 * Judges one piece of evidence by all checks.
 *
 * Progress bounds blame: a cause that would have stopped the node at a rung that it has passed is ruled out, whatever
 * its check says. Among the rest certain beats likely beats suspect, then the earliest blocked rung comes first, then a
 * specific cause before one that only groups others, then what the node's own words name.
 */
export const assess = (evidence: Evidence, target: Target, checks: readonly AnyCheck[]): Assessment => {
  const progress = progressOf(evidence);
  const passed = (stage: Stage): boolean => progress.reached !== null && hasPassed(progress.reached, stage);
  const reached = progress.reached ?? STAGES[0];
  if (isNoNode(target, evidence) && !passed('registered')) {
    const nothing = { causes: [], warnings: [], ruledOut: [], notChecked: [], passed: [] };
    return { verdict: 'not-a-node', reached, blockedAt: null, ...nothing };
  }
  const results = checks.map((check) => runCheck(check, evidence));
  const all = results.flatMap((result) => result.findings);
  const found = all.filter(({ afterJoining }) => !afterJoining);
  const open = found.filter(({ stage }) => !passed(stage));
  const causes = withoutEchoes(rank(open, evidence));
  const verdict = verdictOf(reached, causes, evidence);
  const stuckAt = progress.reached === null ? STAGES[0] : nextStage(reached);
  return {
    verdict,
    reached,
    blockedAt: verdict === 'joined' ? null : (causes[0]?.stage ?? stuckAt),
    causes,
    warnings: withoutEchoes(
      rank(
        all.filter(({ afterJoining }) => afterJoining),
        evidence,
      ),
    ),
    ruledOut: found.filter(({ stage }) => passed(stage)).map((finding) => ruledOutBy(finding, progress)),
    notChecked: results
      .flatMap((result) => result.notChecked)
      // What only an instance could tell is no gap where there is none.
      .filter(({ stage, because }) => !passed(stage) && !because.endsWith(NO_INSTANCE)),
    passed: results
      .filter(({ findings, notChecked }) => findings.length + notChecked.length === 0)
      .map(({ check }) => check),
  };
};

/** Nothing but a tag that anybody may set ties it to a cluster: bastions and other Kubernetes carry such tags too. */
const isNoNode = ({ tie }: Target, evidence: Evidence): boolean =>
  evidence.instance.state === 'known' && (tie === null || tie.strength === 'weak');

/** A Node that exists and is not Ready has not joined; where only its traces are seen, they are the best there is. */
const verdictOf = (reached: Stage, causes: readonly Finding[], { node }: Evidence): Verdict => {
  if (reached === 'ready') return 'joined';
  if (causes.some(({ certainty }) => certainty === 'certain')) return 'cause-found';
  if (causes.length > 0) return 'suspects';
  return reached === 'registered' && node.state !== 'known' ? 'joined' : 'unknown';
};

const rank = (findings: readonly Finding[], evidence: Evidence): Finding[] => {
  const named = new Set((valueOf(evidence.console)?.signs ?? []).flatMap(({ causes }) => causes));
  const weight = (finding: Finding): number[] => [
    CERTAINTIES.indexOf(finding.certainty),
    heightOf(finding.stage),
    finding.umbrella ? 1 : 0,
    named.has(finding.cause) ? 0 : 1,
  ];
  return [...findings].sort((a, b) => {
    const [left, right] = [weight(a), weight(b)];
    const first = left.findIndex((value, index) => value !== right[index]);
    return first < 0 ? 0 : (left[first] ?? 0) - (right[first] ?? 0);
  });
};

/** The same cause at the same subject counts once; an umbrella goes when a specific finding of its rung is as sure. */
const withoutEchoes = (ranked: readonly Finding[]): Finding[] =>
  ranked.filter((finding, index) => {
    const earlier = ranked.slice(0, index);
    const twin = earlier.some(({ cause, subject }) => cause === finding.cause && subject.id === finding.subject.id);
    const child = finding.umbrella && earlier.some(({ umbrella, stage }) => !umbrella && stage === finding.stage);
    return !twin && !child;
  });

const ruledOutBy = (finding: Finding, progress: Progress): RuledOut => {
  const proof = proofOf(progress, finding.stage);
  return {
    cause: finding.cause,
    because: `the node is past ${finding.stage}: ${proof?.source ?? ''} says ${proof?.says ?? ''}`,
  };
};
