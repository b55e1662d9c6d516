import type { CauseId } from './causes.ts';
import type { Certainty, Facts, Finding, Heals, Proof, Subject } from './finding.ts';
import type { Stage } from './stages.ts';
import type { NodeKind, Platform, Target } from './target.ts';
import type { Assessment, Verdict } from './verdict.ts';

/** The report, version 1: what `--json` prints and what alerts and the ledger carry. Fields are added, never changed. */
export interface Report {
  readonly version: 1;
  readonly target: {
    readonly instanceId: string;
    readonly region: string;
    readonly account: string;
    readonly cluster: string | null;
    readonly nodeGroup: string | null;
    readonly nodeKind: NodeKind;
    readonly platform: Platform;
  };
  readonly verdict: Verdict;
  readonly stage: { readonly reached: Stage; readonly blockedAt: Stage | null };
  /** Ranked, best first. */
  readonly causes: readonly ReportedCause[];
  /** What harms the node though it joins all the same. Never a reason for an alert. */
  readonly warnings: readonly ReportedCause[];
  readonly ruledOut: readonly { readonly cause: CauseId; readonly because: string }[];
  readonly notChecked: readonly { readonly check: string; readonly because: string; readonly call: string }[];
  /** The ways that the node must have, hop by hop; empty where nothing of the network was read. */
  readonly paths: readonly ReportedPath[];
  readonly cost: Cost;
}

/** One way through the network: to whom, and what each hop does with the connection there and back. */
export interface ReportedPath {
  /** Such as `API server` or `ec2 API`. */
  readonly to: string;
  readonly port: number;
  readonly verdict: 'yes' | 'no' | 'unproven';
  readonly hops: readonly ReportedHop[];
}

/** One hop: `no` where it lets nothing through, `unproven` where that cannot be proven from outside. */
export interface ReportedHop {
  /** Such as `route` or `node-groups`. */
  readonly kind: string;
  readonly id: string;
  readonly verdict: 'yes' | 'no' | 'unproven';
  readonly says: string;
}

/** One cause of a report. */
export interface ReportedCause {
  readonly id: CauseId;
  readonly certainty: Certainty;
  readonly stage: Stage;
  readonly check: string;
  readonly subject: Subject;
  readonly says: string;
  readonly why: string;
  readonly facts: Facts;
  readonly evidence: readonly Proof[];
  readonly fix: {
    readonly remediation: string | null;
    readonly heals: Heals;
    readonly commands: readonly string[];
    /** What a person does about it in general, for where there is no command. */
    readonly manual: string;
  };
}

/** What the diagnosis cost: calls to AWS and Kubernetes, dependent rounds of them, and its duration. */
export interface Cost {
  readonly apiCalls: number;
  readonly rounds: number;
  readonly milliseconds: number;
}

/** The report of an assessment. */
export const reportOf = (
  target: Target,
  assessment: Assessment,
  cost: Cost,
  paths: readonly ReportedPath[] = [],
): Report => ({
  version: 1,
  target: {
    instanceId: target.instanceId,
    region: target.region,
    account: target.account,
    cluster: target.tie?.cluster ?? null,
    nodeGroup: target.nodeGroup,
    nodeKind: target.nodeKind,
    platform: target.platform,
  },
  verdict: assessment.verdict,
  stage: { reached: assessment.reached, blockedAt: assessment.blockedAt },
  causes: assessment.causes.map(reportedCause),
  warnings: assessment.warnings.map(reportedCause),
  ruledOut: assessment.ruledOut,
  notChecked: assessment.notChecked.map(({ check, because, call }) => ({ check, because, call })),
  paths: assessment.verdict === 'not-a-node' ? [] : paths,
  cost,
});

const reportedCause = ({
  cause,
  certainty,
  stage,
  check,
  subject,
  says,
  why,
  facts,
  evidence,
  fix,
}: Finding): ReportedCause => ({
  id: cause,
  certainty,
  stage,
  check,
  subject,
  says,
  why,
  facts,
  evidence,
  fix,
});
