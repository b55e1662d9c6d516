import { type Accusation, defineCheck } from '../../core/check.ts';
import type { Instance, InstanceStatus, Moment } from '../../core/evidence.ts';
import type { Certainty } from '../../core/finding.ts';

/** How long a machine may fail its check while it starts. */
const GRACE_MS = 5 * 60_000;

/** EC2 user guide, "Status checks for your instances". `initializing` is what every start looks like. */
export default defineCheck({
  id: 'status-checks-pass',
  title: 'EC2 finds the machine healthy',
  stage: 'booted',
  needs: ['moment', 'instance', 'instanceStatus'],
  causes: {
    'instance-status-check-failed': {
      why: 'The host, the machine or one of its volumes does not answer EC2, so nothing on it can run as it should.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html'],
      atMost: 'certain',
      manual: 'aws ec2 get-console-output --instance-id INSTANCE --latest --output text',
    },
  },
  judge({ moment, instance, instanceStatus }) {
    if (!moment || !instance || !instanceStatus) return [];
    const { id, region } = instance;
    return failuresOf(instanceStatus, instance, moment).map(([check, certainty]) =>
      accuse(id, region, check, certainty),
    );
  },
});

type Failed = 'SystemStatus' | 'InstanceStatus' | 'AttachedEbsStatus';

/** The worst alone: a host that fails takes its machine and its volumes with it. */
const failuresOf = (status: InstanceStatus, { launchTime }: Instance, { at }: Moment): [Failed, Certainty][] => {
  if (status.system === 'impaired') return [['SystemStatus', 'certain']];
  if (status.instance === 'impaired') {
    const since = Date.parse(status.impairedSince ?? launchTime);
    return [['InstanceStatus', Date.parse(at) - since > GRACE_MS ? 'certain' : 'suspect']];
  }
  return status.ebs === 'impaired' ? [['AttachedEbsStatus', 'likely']] : [];
};

const WHAT: Record<Failed, string> = {
  SystemStatus: 'the host of',
  InstanceStatus: 'the machine of',
  AttachedEbsStatus: 'a volume of',
};

const accuse = (
  id: string,
  region: string,
  check: Failed,
  certainty: Certainty,
): Accusation<'instance-status-check-failed'> => ({
  cause: 'instance-status-check-failed',
  certainty,
  subject: { kind: 'instance', id },
  says: `EC2 finds ${WHAT[check]} ${id} impaired.`,
  facts: { instanceId: id, check },
  evidence: [{ source: 'ec2:DescribeInstanceStatus', says: `${check}=impaired` }],
  commands: [`aws ec2 get-console-output --region ${region} --instance-id ${id} --latest --output text`],
});
