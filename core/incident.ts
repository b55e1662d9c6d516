import { createHash } from 'node:crypto';
import type { CauseId } from './causes.ts';
import type { Subject } from './finding.ts';
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
  readonly instances: readonly string[];
}

/** How a recorded change stands. */
export type ChangeStatus = 'recorded' | 'applied' | 'already' | 'verified' | 'refused' | 'failed' | 'undone';

/** A change as the ledger keeps it: recorded with its undo before it is made. */
export interface RecordedChange {
  readonly change: Change;
  readonly status: ChangeStatus;
  readonly recordedAt: string;
  readonly says?: string;
}

/** The ledger's promises. `aws/ledger.ts` keeps them with DynamoDB's conditional writes. */
export interface Ledger {
  /**
   * Claims an incident before it is alerted. `alert` is true for the one watch that must publish; asking again with the
   * same owner answers true until {@link Ledger.alerted} was called, so that a crash in between loses no alert.
   * Another owner's instances are added to the open incident.
   */
  claim(key: IncidentKey, owner: string, instances: readonly string[]): Promise<{ alert: boolean; incident: Incident }>;
  /** The alert went out. */
  alerted(incidentId: string, owner: string): Promise<void>;
  /** Closes the incident, if it is open. @returns false when it was closed already or never opened: nothing to tell */
  close(incidentId: string): Promise<boolean>;
  /**
   * Records a change before it is made. `proceed` is false when the same change stands in the ledger as made, undone or
   * failed: a change that did not help is not tried again.
   */
  record(change: Change): Promise<{ proceed: boolean; known?: RecordedChange }>;
  /** Notes how a change went. */
  note(changeId: string, status: ChangeStatus, says?: string): Promise<void>;
  /** Takes one from the cluster's budget of fixes for this hour. @returns false when nothing is left */
  spend(cluster: { account: string; region: string; name: string }, limit: number): Promise<boolean>;
  /**
   * Takes launches (instance id and launch time) for a watch. @returns those that no other watch has
   */
  takeLaunches(
    launches: readonly { instanceId: string; launchTime: string }[],
    watch: string,
  ): Promise<readonly string[]>;
}

/** First 16 hex digits of the SHA-256 over the parts. */
export const fingerprint = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
