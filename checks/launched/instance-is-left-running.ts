import { type Accusation, defineCheck, notJudged } from '../../core/check.ts';
import type { Instance } from '../../core/evidence.ts';
import type { Certainty } from '../../core/finding.ts';
import { valueOf } from '../../core/observed.ts';
import type { Stage } from '../../core/stages.ts';
import { LAUNCH_CAUSES } from '../../launches/causes.ts';

type Cause = 'spot-or-external-termination' | 'ec2-insufficient-capacity' | 'ec2-quota-exceeded' | 'kms-ebs-key-denied';

/** EC2 API reference, StateReason: why an instance left its last state. */
export default defineCheck({
  id: 'instance-is-left-running',
  title: 'Nothing has ended the instance',
  stage: 'launched',
  needs: ['instance'],
  uses: ['launchTemplate', 'scaling'],
  causes: {
    'spot-or-external-termination': {
      why: 'An instance that EC2 took back or somebody shut down cannot become a node; that is no failure to join.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-interruptions.html'],
      atMost: 'certain',
      manual:
        'Nothing, unless it repeats: then find who ends them: aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=INSTANCE',
    },
    'ec2-insufficient-capacity': LAUNCH_CAUSES['ec2-insufficient-capacity'],
    'ec2-quota-exceeded': LAUNCH_CAUSES['ec2-quota-exceeded'],
    'kms-ebs-key-denied': { ...LAUNCH_CAUSES['kms-ebs-key-denied'], atMost: 'certain' },
  },
  judge({ instance, launchTemplate, scaling }) {
    if (!instance?.stateReason || instance.state === 'running' || instance.state === 'pending') return [];
    if (instance.state.startsWith('stop')) {
      // An instance of a warm pool boots and stops on purpose.
      if (scaling.state === 'unknown') return [notJudged(scaling, `whether ${instance.id} is in a warm pool`)];
      if (valueOf(scaling)?.lifecycleState.startsWith('Warmed:')) return [];
    }
    const keys = valueOf(launchTemplate)?.kmsKeys ?? [];
    const meaning = meaningOf(instance.stateReason, keys.length > 0);
    return meaning ? [accuse(instance, ...meaning)] : [];
  },
});

/**
 * What ended an instance early is no rung of the ladder: it blocks the last one, so that every cause that would have
 * kept the node from joining comes first. Whoever shut it down may have done so because it did not join: Karpenter and
 * EKS do that after 15 minutes.
 */
const meaningOf = (code: string, encrypted: boolean): [Cause, Certainty, Stage] | undefined => {
  if (/^Server\.SpotInstance(Termination|Shutdown)$/.test(code)) {
    return ['spot-or-external-termination', 'certain', 'ready'];
  }
  if (/^Client\.(UserInitiated|InstanceInitiated)Shutdown$/.test(code)) {
    return ['spot-or-external-termination', 'likely', 'ready'];
  }
  if (code === 'Server.InsufficientInstanceCapacity') return ['ec2-insufficient-capacity', 'certain', 'launched'];
  if (code === 'Client.VolumeLimitExceeded') return ['ec2-quota-exceeded', 'certain', 'launched'];
  if (code.startsWith('Client.InvalidKMSKey')) return ['kms-ebs-key-denied', 'certain', 'launched'];
  if (code === 'Client.InternalError') return ['kms-ebs-key-denied', encrypted ? 'likely' : 'suspect', 'launched'];
  return undefined;
};

const accuse = (
  { id, state, stateReason = '', region }: Instance,
  cause: Cause,
  certainty: Certainty,
  stage: Stage,
): Accusation<Cause> => ({
  cause,
  certainty,
  stage,
  subject: { kind: 'instance', id },
  says: `${id} is ${state}, because of ${stateReason}.`,
  facts: { instanceId: id, state, stateReason },
  evidence: [{ source: 'ec2:DescribeInstances', says: `StateReason.Code=${stateReason}` }],
  commands: [
    `aws cloudtrail lookup-events --region ${region} --lookup-attributes AttributeKey=ResourceName,AttributeValue=${id}`,
  ],
});
