import type { NodeGroup, ScalingActivity } from '../../core/evidence.ts';
import { healthyTopics, type Seen } from './evidence.ts';

/** A group that has launched no instance. */
export const noInstance = { instance: null } as const;

/** A launch of the healthy group with changes. */
export const activity = (change: Partial<ScalingActivity> = {}): ScalingActivity => ({
  id: 'activity-2',
  group: 'eks-workers-1',
  startedAt: '2026-11-24T08:01:00.000Z',
  status: 'Successful',
  description: 'Launching a new EC2 instance',
  subnetId: 'subnet-0a',
  ...change,
});

/** A group whose last launch failed with these words. */
export const failedLaunch = (message: string): Seen => ({
  ...noInstance,
  scalingActivities: [activity({ status: 'Failed', message })],
});

/** The healthy node group with one health issue. */
export const withIssue = (code: string, message = 'says EKS'): { nodeGroup: NodeGroup } => ({
  nodeGroup: {
    ...healthyTopics.nodeGroup,
    healthIssues: [{ code, message, resourceIds: ['DUMMY_1', 'eks-workers-1'] }],
  },
});
