import type { Cluster, Evidence, Role } from '../core/evidence.ts';
import type { Change, Declined, Remediation } from '../core/remediation.ts';
import type { WantedMapping } from '../identity/node-identity.ts';

/** What a plan for mapping a role rests on. */
export interface MappingPlan {
  readonly cluster: Cluster;
  readonly role: Role;
  readonly wanted: WantedMapping;
  readonly evidence: Evidence;
}

/** The part of a change that depends on the way. */
export type Draft = Pick<Change, 'object' | 'says' | 'before' | 'after' | 'undo' | 'owner'>;

/** One of the two ways to let a role into a cluster. */
export interface Way extends Pick<Remediation, 'objection' | 'apply' | 'verify' | 'undo'> {
  /** The kind of object that it writes. */
  readonly kind: string;
  draft(plan: MappingPlan): Draft | Declined;
}
