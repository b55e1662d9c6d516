import type { CauseId } from './causes.ts';
import type { Subject } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import type { Change } from './remediation.ts';

/** What an incident is: one cause at one subject in one cluster. `unknown` stands for "did not join, cause not found". */
export interface IncidentKey {
  readonly account: string;
  readonly region: string;
  readonly cluster: string;
  readonly cause: CauseId | 'unknown';
  readonly subject: Subject;
}

/** The key as one short text, the same for the same incident: partition key of the ledger and thread id in chat. */
export const incidentId = (key: IncidentKey): string =>
  `${key.cluster}/${key.cause}/${fingerprint([key.account, key.region, key.cluster, key.cause, key.subject.kind, key.subject.id])}`;

/** An incident as the ledger keeps it. */
export interface Incident extends IncidentKey {
  readonly id: string;
  readonly status: 'open' | 'closed';
  /** The watch that claimed it: the only one that alerts. */
  readonly owner: string;
  readonly alerted: boolean;
  readonly openedAt: string;
  readonly closedAt?: string;
  /** Those that it hit, each once, sorted; the ledger stops adding when there are {@link MOST_INSTANCES}. */
  readonly instances: readonly string[];
}

/** An incident names no more instances than about this many. */
export const MOST_INSTANCES = 1000;

/**
 * How a recorded change stands. Each status follows from some others only:
 *
 * ```
 * (new) · recorded · already · refused → recorded
 * recorded                             → applied · already · refused · failed
 * applied                              → verified · failed · undone
 * verified                             → failed · undone
 * failed                               → undone
 * ```
 *
 * - `already`: the state was there before; not Rollcall's doing, so nothing to undo
 * - `refused`: nothing was written
 * - `failed`: AWS refused a write, maybe after a first one, or the change did not help
 */
export type ChangeStatus = 'recorded' | 'applied' | 'already' | 'verified' | 'refused' | 'failed' | 'undone';

/** A change as the ledger keeps it: recorded with its undo before it is made. */
export interface RecordedChange {
  readonly change: Change;
  readonly status: ChangeStatus;
  readonly recordedAt: string;
  /** When the status was noted last. */
  readonly notedAt: string;
  readonly says?: string;
}

/** A cluster as the budget of fixes counts it. */
export interface BudgetKey {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** The ledger's promises. `aws/ledger.ts` keeps them with DynamoDB's conditional writes. */
export interface Ledger {
  /**
   * Claims an incident before it is alerted. `alert` is true for the one watch that must publish; asking again with the
   * same owner answers true until {@link Ledger.alerted} was called, so that a crash in between loses no alert.
   * Another owner's instances are added to the open incident. An incident that was closed opens anew.
   */
  claim(key: IncidentKey, owner: string, instances: readonly string[]): Promise<{ alert: boolean; incident: Incident }>;
  /** The alert went out. Of another owner than the incident's it says nothing. */
  alerted(incidentId: string, owner: string): Promise<void>;
  /** Closes the incident, if it is open. @returns false when it was closed already or never opened: nothing to tell */
  close(incidentId: string): Promise<boolean>;
  /**
   * Records a change before it is made. `proceed` is false when the same change stands in the ledger as applied,
   * verified, failed or undone: a change that did not help is not tried again. `known` is how it stood before.
   */
  record(change: Change): Promise<{ proceed: boolean; known?: RecordedChange }>;
  /** Notes how a change went. A status that cannot follow the present one is not written. */
  note(changeId: string, status: ChangeStatus, says?: string): Promise<void>;
  /** One change, or `undefined` when it was never recorded. */
  findChange(changeId: string): Promise<RecordedChange | undefined>;
  /** The changes of one cluster or of all, newest first. */
  listChanges(cluster?: string): Promise<readonly RecordedChange[]>;
  /** Takes one from the cluster's budget of fixes for this hour. @returns false when nothing is left */
  spend(cluster: BudgetKey, limit: number): Promise<boolean>;
  /**
   * Takes launches (instance id and launch time) for a watch, which may take the same ones again.
   * @returns the ids of those that no other watch has
   */
  takeLaunches(
    launches: readonly { instanceId: string; launchTime: string }[],
    watch: string,
  ): Promise<readonly string[]>;
}
