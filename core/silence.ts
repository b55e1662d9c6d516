import type { Evidence } from './evidence.ts';
import { valueOf } from './observed.ts';
import type { Policy } from './policy.ts';
import type { Report } from './report.ts';

/**
 * Why nobody must be alerted about this instance, or `null` (field guide 1.6).
 *
 * A warm pool's instance boots and stops without ever joining; one that is on its way out says nothing about joining;
 * a tag that anybody may set does not make a node.
 */
export const silenceOf = (evidence: Evidence, report: Report, policy: Policy): string | null => {
  const instance = valueOf(evidence.instance);
  const isGroup = report.target.instanceId === '';
  if (evidence.instance.state === 'absent' && !isGroup) return 'the instance is gone';
  if (instance && instance.state !== 'running' && instance.state !== 'pending')
    return `the instance is ${instance.state}`;
  if (report.verdict === 'not-a-node') return 'nothing but a weak tag ties the instance to a cluster';
  if (evidence.cluster.state === 'absent') return `there is no EKS cluster ${report.target.cluster ?? ''}`.trim();
  if (policy.mode === 'ignore') return 'the cluster is tagged rollcall/mode=ignore';
  if (valueOf(evidence.scaling)?.lifecycleState.startsWith('Warmed:')) return 'the instance is in a warm pool';
  if (instance?.serviceManaged && report.causes.length === 0) return 'EKS Auto Mode looks after the instance';
  if (valueOf(evidence.userData)?.standalone) return 'Bottlerocket runs in standalone mode on purpose';
  return null;
};
