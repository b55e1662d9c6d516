import type { CauseId } from './causes.ts';
import type { Stage } from './stages.ts';

/**
 * How sure a finding is, best first.
 *
 * - `certain`: the named facts alone prove that this node cannot pass the stage
 * - `likely`: one observation is missing
 * - `suspect`: it only goes together with failures of this kind
 */
export const CERTAINTIES = ['certain', 'likely', 'suspect'] as const;

/** One of {@link CERTAINTIES}. */
export type Certainty = (typeof CERTAINTIES)[number];

/** What must happen after the fix: nothing (kubelet retries), a reboot, or a new instance. */
export type Heals = 'running' | 'after-reboot' | 'new-node';

/** The shared resource at fault: incidents are counted by it. `kind` is an AWS noun such as `vpc`, `role` or `security-group`. */
export interface Subject {
  readonly kind: string;
  readonly id: string;
}

/** One API field or line that proves something: `{ source: 'ec2:DescribeVpcAttribute', says: 'enableDnsSupport=false' }`. */
export interface Proof {
  readonly source: string;
  readonly says: string;
}

/** Plain values that a finding rests on. */
export type Facts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** A cause with its certainty, its subject and its proof. */
export interface Finding {
  readonly cause: CauseId;
  readonly certainty: Certainty;
  /** The rung that the node cannot climb because of it. */
  readonly stage: Stage;
  /** Id of the check that found it. */
  readonly check: string;
  readonly subject: Subject;
  /** What is wrong here, one sentence with the real names. */
  readonly says: string;
  /** Why that stops a node, one sentence. */
  readonly why: string;
  readonly facts: Facts;
  readonly evidence: readonly Proof[];
  /** True for a cause that only groups others: it gives way to any of its children. */
  readonly umbrella: boolean;
  /** True where the node joins all the same: a warning, never the cause. */
  readonly afterJoining: boolean;
  readonly fix: {
    /** Id of the remediation that can do it, or `null`. */
    readonly remediation: string | null;
    readonly heals: Heals;
    /** AWS CLI lines for a person, with real ids. */
    readonly commands: readonly string[];
    /** What a person does about it in general, where there is no line with real ids. */
    readonly manual: string;
  };
  readonly docs: readonly string[];
}
