import type { AnyCheck } from './check.ts';
import type { Evidence } from './evidence.ts';
import { allowsFix, type Policy, REPORT_ONLY, readPolicy } from './policy.ts';
import type { Change, Remediation } from './remediation.ts';
import { type Cost, type ReportedPath, reportOf } from './report.ts';
import { silenceOf } from './silence.ts';
import type { Target } from './target.ts';
import { type Assessment, assess } from './verdict.ts';
import type { Diagnosis } from './watch.ts';

/** Evidence of one instance with what collecting it cost. */
export interface Collected {
  readonly evidence: Evidence;
  readonly target: Target;
  readonly cost: Cost;
}

/** What Rollcall knows: checks, fixes, ids of the fixes that this deployment may make, and how to follow paths. */
export interface Knowledge {
  readonly checks: readonly AnyCheck[];
  readonly remediations: readonly Remediation[];
  readonly deployedFixes: readonly string[];
  readonly paths: (evidence: Evidence) => readonly ReportedPath[];
}

/** Evidence to diagnosis: report, allowed changes, and whether to stay silent. Pure. */
export const diagnose = ({ evidence, target, cost }: Collected, knowledge: Knowledge): Diagnosis => {
  const assessment = assess(evidence, target, knowledge.checks);
  const report = reportOf(target, assessment, cost, knowledge.paths(evidence));
  const policy = policyOf(evidence, knowledge);
  const plans = planChanges(assessment, evidence, target, policy, knowledge);
  return {
    report,
    changes: plans.changes,
    remarks: [...policy.remarks, ...plans.remarks],
    silent: silenceOf(evidence, report, policy),
    access: accessOf(evidence),
    clusterUpdating: evidence.cluster.state === 'known' && evidence.cluster.value.status === 'UPDATING',
  };
};

const accessOf = ({ cluster }: Evidence): Diagnosis['access'] => {
  if (cluster.state !== 'known') return null;
  const { name, region, endpoint, certificateAuthorityData } = cluster.value;
  return endpoint ? { name, region, endpoint, certificateAuthorityData } : null;
};

const policyOf = ({ cluster }: Evidence, { remediations }: Knowledge): Policy =>
  cluster.state === 'known'
    ? readPolicy(
        cluster.value.tags,
        remediations.map(({ id }) => id),
      )
    : REPORT_ONLY;

/** Only a certain cause, only with both keys, only where the instance surely is a node of the cluster. */
const planChanges = (
  { causes }: Assessment,
  evidence: Evidence,
  target: Target,
  policy: Policy,
  { remediations, deployedFixes }: Knowledge,
): { changes: Change[]; remarks: string[] } => {
  const changes = new Map<string, Change>();
  const remarks: string[] = [];
  for (const finding of causes) {
    const remediation = remediations.find(({ id }) => id === finding.fix.remediation);
    if (!remediation || finding.certainty !== 'certain' || !allowsFix(policy, remediation.id)) continue;
    if (target.tie?.strength !== 'strong') {
      remarks.push(`${finding.cause} is not fixed: the tie of the instance to the cluster is not strong enough`);
      continue;
    }
    if (!deployedFixes.includes(remediation.id)) {
      remarks.push(`${finding.cause} is not fixed: this deployment does not allow the fix ${remediation.id}`);
      continue;
    }
    const plan = remediation.plan(finding, evidence);
    if ('declined' in plan) remarks.push(`${finding.cause} is not fixed: ${plan.declined}`);
    else changes.set(plan.id, plan);
  }
  return { changes: [...changes.values()], remarks };
};
