import { defineCheck } from '../../core/check.ts';

/**
 * Auto Scaling user guide, lifecycle hooks. A hook does not stop kubelet; what waits for `InService` does, such as
 * Bottlerocket's warm-pool-wait (bottlerocket-core-kit packages/os/warm-pool-wait.service).
 */
export default defineCheck({
  id: 'lifecycle-hook-passed',
  title: 'No lifecycle hook holds the instance back',
  stage: 'launched',
  needs: ['instance', 'scaling'],
  causes: {
    'asg-lifecycle-hook-pending': {
      why: 'The instance is not in service until the hook is completed, and some node programs wait for that.',
      heals: 'running',
      docs: ['https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html'],
      atMost: 'suspect',
      manual:
        'aws autoscaling complete-lifecycle-action --lifecycle-hook-name HOOK --auto-scaling-group-name ASG --instance-id INSTANCE --lifecycle-action-result CONTINUE',
    },
  },
  judge({ instance, scaling }) {
    if (!instance || scaling?.lifecycleState !== 'Pending:Wait') return [];
    const { id, region } = instance;
    const { group } = scaling;
    return [
      {
        cause: 'asg-lifecycle-hook-pending',
        certainty: 'suspect',
        // The instance runs: what may wait is its node agent.
        stage: 'configured',
        subject: { kind: 'auto-scaling-group', id: group },
        says: `A lifecycle hook of ${group} holds ${id} back.`,
        facts: { group, lifecycleState: scaling.lifecycleState },
        evidence: [{ source: 'autoscaling:DescribeAutoScalingInstances', says: 'LifecycleState=Pending:Wait' }],
        commands: [`aws autoscaling describe-lifecycle-hooks --region ${region} --auto-scaling-group-name '${group}'`],
      },
    ];
  },
});
