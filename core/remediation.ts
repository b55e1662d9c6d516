import type { CauseId } from './causes.ts';
import type { Evidence, Tags } from './evidence.ts';
import type { Finding, Heals, Subject } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import type { FixApi, FixCluster } from './fix-api.ts';

/** Plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * One planned write, as plain data: it travels from the watch to the fixing function, into the ledger and into the
 * alert. `before` is the live state that the plan rests on; `apply` refuses when it no longer holds.
 */
export interface Change {
  /** The same plan has the same id: remediation, cluster, object and `after`. Key of the ledger. */
  readonly id: string;
  readonly remediation: string;
  readonly cause: CauseId;
  readonly cluster: string;
  readonly region: string;
  readonly account: string;
  /** The exact object that is written. */
  readonly object: Subject;
  /** What it does, one sentence with real names. */
  readonly says: string;
  readonly before: Json;
  readonly after: Json;
  readonly undo: {
    /** What undoing means, one sentence. */
    readonly says: string;
    /** AWS CLI lines that undo it by hand. */
    readonly commands: readonly string[];
    /** False where the former state cannot be restored exactly. */
    readonly clean: boolean;
  };
  readonly heals: Heals;
  /** Who owns the object and will revert a change made behind its back. */
  readonly owner?: { readonly tool: 'CloudFormation' | 'Terraform'; readonly says: string };
}

/** The id that a change must have: equal for equal writes, whoever plans them and whatever was there before. */
export const changeIdOf = (change: Omit<Change, 'id'>): string => {
  const { remediation, account, region, cluster, object, after } = change;
  return fingerprint([remediation, account, region, cluster, object.kind, object.id, JSON.stringify(after)]);
};

/** A change with its id. */
export const changeOf = (parts: Omit<Change, 'id'>): Change => ({ id: changeIdOf(parts), ...parts });

/** The fix does not apply here: why, one sentence. */
export interface Declined {
  readonly declined: string;
}

/**
 * A fix as data and five small functions. All are safe to call twice.
 *
 * `plan` and `objection` are pure. `apply` re-reads the live state first and refuses, by throwing {@link FixRefused},
 * when it is neither `change.before` nor already `change.after`.
 */
export interface Remediation {
  readonly id: string;
  readonly title: string;
  readonly causes: readonly CauseId[];
  /** IAM actions that the fixing function needs for it: reads and writes, those of the undo too. */
  readonly permissions: readonly string[];
  plan(finding: Finding, evidence: Evidence): Change | Declined;
  /**
   * Why the change must not be made in this cluster as it stands now: its object is not the cluster's, or it writes
   * what this fix never writes. `undefined`: nothing against it.
   */
  objection(change: Change, cluster: FixCluster): string | undefined;
  /** @returns `applied` after a write, `already` when the state was there before */
  apply(change: Change, api: FixApi): Promise<'applied' | 'already'>;
  /** Whether the live state is what the change made it. */
  verify(change: Change, api: FixApi): Promise<boolean>;
  /** Takes back exactly what `apply` did. @returns `undone`, or `already` when nothing was left to undo */
  undo(change: Change, api: FixApi): Promise<'undone' | 'already'>;
}

/** The live state is not what the plan rests on, or a guard said no. Nothing was written. */
export class FixRefused extends Error {
  override readonly name = 'FixRefused';
}

/** Who owns an object by its tags: CloudFormation's are reserved, Terraform's are habits. */
export const ownerOf = (tags: Tags): Change['owner'] => {
  const stack = tags['aws:cloudformation:stack-name'];
  if (stack)
    return {
      tool: 'CloudFormation',
      says: `stack ${stack} owns it and may take the change back: change it there as well`,
    };
  const terraform = Object.entries(tags).some(
    ([key, value]) => /^(managed[-_]?by|provisioner|created[-_]?by)$/i.test(key) && /terraform|tofu/i.test(value),
  );
  if (terraform || 'terraform' in tags || 'Terraform' in tags) {
    return {
      tool: 'Terraform',
      says: 'Terraform owns it by its tags and may take the change back: change it there as well',
    };
  }
  return undefined;
};
