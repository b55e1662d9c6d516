import * as v from 'valibot';

/** An instance that reached `running`, as the event tells it. */
export interface LaunchEvent {
  readonly instanceId: string;
  readonly region: string;
  readonly account: string;
}

/** Auto Scaling could not launch an instance, as the event tells it. */
export interface FailedLaunch {
  readonly scalingGroup: string;
  readonly region: string;
  readonly account: string;
  /** When it was tried, ISO 8601 in UTC. */
  readonly at: string;
}

/** The event is not one of a launch: why, one sentence. Trying it again cannot help. */
export interface NoLaunch {
  readonly noLaunch: string;
}

const ENVELOPE = {
  account: v.pipe(v.string(), v.regex(/^\d{12}$/)),
  region: v.pipe(v.string(), v.regex(/^[a-z]{2,4}(-[a-z]+)+-\d+$/)),
};

/** "EC2 Instance State-change Notification" (EventBridge reference, Amazon EC2 events). Unknown fields are let through. */
const STATE_CHANGE = v.object({
  ...ENVELOPE,
  'detail-type': v.literal('EC2 Instance State-change Notification'),
  source: v.literal('aws.ec2'),
  detail: v.object({ 'instance-id': v.pipe(v.string(), v.regex(/^i-[0-9a-f]{8,17}$/)), state: v.string() }),
});

/** "EC2 Instance Launch Unsuccessful" (EventBridge reference, Amazon EC2 Auto Scaling events). */
const LAUNCH_UNSUCCESSFUL = v.object({
  ...ENVELOPE,
  'detail-type': v.literal('EC2 Instance Launch Unsuccessful'),
  source: v.literal('aws.autoscaling'),
  time: v.pipe(v.string(), v.isoTimestamp()),
  detail: v.object({ AutoScalingGroupName: v.pipe(v.string(), v.minLength(1), v.maxLength(255)) }),
});

const EVENT = v.variant('detail-type', [STATE_CHANGE, LAUNCH_UNSUCCESSFUL]);

/**
 * Reads one queue message: the JSON text of an EventBridge event.
 *
 * @returns the launch, the launch that failed, or why the message is neither; never throws
 */
export const readLaunchEvent = (body: string): LaunchEvent | FailedLaunch | NoLaunch => {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    return { noLaunch: 'the message is not JSON' };
  }
  const read = v.safeParse(EVENT, event);
  if (!read.success) {
    const [issue] = read.issues;
    return { noLaunch: `the event is not one of a launch: ${v.getDotPath(issue) ?? 'event'} is not as documented` };
  }
  const { account, region } = read.output;
  if (read.output.source === 'aws.autoscaling') {
    const { detail, time } = read.output;
    return { scalingGroup: detail.AutoScalingGroupName, region, account, at: time };
  }
  const { detail } = read.output;
  if (detail.state !== 'running') return { noLaunch: `the instance is ${detail.state.slice(0, 20)}, not running` };
  return { instanceId: detail['instance-id'], region, account };
};
