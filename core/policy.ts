import type { Tags } from './evidence.ts';

/** What Rollcall may do for a cluster. */
export type Mode = 'ignore' | 'report' | 'fix';

/** The policy of one cluster, read from its EKS tags. */
export interface Policy {
  readonly mode: Mode;
  /** Remediation ids, or `all` that the deployment allows. */
  readonly fixes: 'all' | readonly string[];
  /** What was odd about the tags, for the alert. */
  readonly remarks: readonly string[];
}

/** Tag on the cluster: `ignore`, `report` or `fix`. */
export const MODE_TAG = 'rollcall/mode';

/** Tag on the cluster: remediation ids joined by `+`, or `all`. */
export const FIXES_TAG = 'rollcall/fixes';

/** The policy while a cluster's tags are unknown. */
export const REPORT_ONLY: Policy = {
  mode: 'report',
  fixes: [],
  remarks: ['the tags of the cluster could not be read'],
};

/**
 * Reads the policy from the cluster's tags. Fails closed: an unknown or unreadable value means report, never fix.
 *
 * @param tags the tags of the EKS cluster
 * @param remediations the ids of all fixes there are
 */
export const readPolicy = (tags: Tags, remediations: readonly string[]): Policy => {
  const remarks: string[] = [];
  const mode = tags[MODE_TAG]?.trim() ?? 'report';
  if (mode !== 'ignore' && mode !== 'report' && mode !== 'fix') {
    return { mode: 'report', fixes: [], remarks: [`tag ${MODE_TAG} has an unknown value, so nothing is fixed`] };
  }
  const text = tags[FIXES_TAG]?.trim() ?? 'all';
  if (text === 'all') return { mode, fixes: 'all', remarks };
  const wanted = text.split('+').map((id) => id.trim());
  const strange = wanted.filter((id) => !remediations.includes(id));
  if (strange.length > 0) {
    return {
      mode: mode === 'fix' ? 'report' : mode,
      fixes: [],
      remarks: [`tag ${FIXES_TAG} names no fix that exists, so nothing is fixed`],
    };
  }
  return { mode, fixes: wanted, remarks };
};

/** Whether the cluster asks for this fix. The deployment's own permission is the second key. */
export const allowsFix = (policy: Policy, remediation: string): boolean =>
  policy.mode === 'fix' && (policy.fixes === 'all' || policy.fixes.includes(remediation));
