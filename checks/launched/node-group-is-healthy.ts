import { type Accusation, defineCheck } from '../../core/check.ts';
import type { Evidence, HealthIssue, NodeGroup } from '../../core/evidence.ts';
import type { Certainty } from '../../core/finding.ts';
import { valueOf } from '../../core/observed.ts';
import type { Stage } from '../../core/stages.ts';
import { LAUNCH_CAUSES, type LaunchCause } from '../../launches/causes.ts';
import { meaningsOf } from '../../launches/failure-texts.ts';
import { ISSUE_CODES, realResources } from '../../launches/issue-codes.ts';
import { causesTold } from '../../launches/last-failure.ts';
import { OTHER_ISSUE_CAUSES, type OtherIssueCause } from '../../launches/other-causes.ts';

type Cause = LaunchCause | OtherIssueCause;
type Meaning = readonly [cause: Cause, certainty: Certainty, stage: Stage];

/** EKS API reference, Issue, and user guide, "Managed node group error codes". */
export default defineCheck({
  id: 'node-group-is-healthy',
  title: 'EKS reports no health issue of the node group',
  stage: 'launched',
  needs: ['nodeGroup'],
  uses: ['instance', 'scalingActivities', 'cluster'],
  causes: { ...LAUNCH_CAUSES, ...OTHER_ISSUE_CAUSES },
  judge({ nodeGroup, instance, scalingActivities, cluster }) {
    if (!nodeGroup) return [];
    const told: ReadonlySet<string> = causesTold({ scalingActivities, instance });
    return nodeGroup.healthIssues.flatMap((issue) =>
      meaningsOfIssue(issue, scalingActivities)
        .filter(([cause, , stage]) => !told.has(cause) && !(stage === 'launched' && runs(instance)))
        .map(([cause, certainty, stage]) => {
          const weight = instance.state === 'absent' ? certainty : 'suspect';
          return accuse(nodeGroup, issue, [cause, weight, stage], valueOf(cluster)?.name);
        }),
    );
  },
});

const runs = (instance: Evidence['instance']): boolean =>
  instance.state === 'known' && (instance.value.state === 'running' || instance.value.state === 'pending');

const meaningsOfIssue = (issue: HealthIssue, activities: Evidence['scalingActivities']): Meaning[] => {
  const words = meaningsOf(issue.message);
  // EKS wraps what EC2 said of an image into this code (user guide, troubleshooting, "Not authorized for images").
  if (issue.code === 'AccessDenied' && words.some(({ cause }) => cause === 'ami-unavailable')) {
    return [['ami-unavailable', 'certain', 'launched']];
  }
  const meaning = ISSUE_CODES[issue.code];
  if (!meaning) return [];
  if (issue.code === 'AsgInstanceLaunchFailures') {
    // The issue stands for a while after launches succeed again; the activities know better.
    if (activities.state === 'known') return [];
    if (words.length > 0) {
      return words.map(({ cause, certainty }) => [cause, certainty === 'suspect' ? 'suspect' : 'likely', 'launched']);
    }
  }
  return [[meaning.cause as Cause, meaning.certainty, meaning.stage]];
};

const accuse = (
  { name }: NodeGroup,
  { code, message, resourceIds }: HealthIssue,
  [cause, certainty, stage]: Meaning,
  cluster: string | undefined,
): Accusation<Cause> => ({
  cause,
  certainty,
  stage,
  subject: { kind: 'node-group', id: name },
  says: `EKS reports ${code} of node group ${name}.`,
  facts: { nodeGroup: name, code, message: message.slice(0, 240), resources: realResources(resourceIds) },
  evidence: [{ source: 'eks:DescribeNodegroup', says: `health.issues: ${code}` }],
  commands: cluster
    ? [`aws eks describe-nodegroup --cluster-name ${cluster} --nodegroup-name ${name} --query nodegroup.health`]
    : [],
});
