import * as v from 'valibot';

/** An instance that reached `running`, as the event tells it. */
export interface LaunchEvent {
  readonly instanceId: string;
  readonly region: string;
  readonly account: string;
}

/** The event is not one of a launch: why, one sentence. Trying it again cannot help. */
export interface NoLaunch {
  readonly noLaunch: string;
}

/** "EC2 Instance State-change Notification" (EventBridge reference, Amazon EC2 events). Unknown fields are let through. */
const STATE_CHANGE = v.object({
  'detail-type': v.literal('EC2 Instance State-change Notification'),
  source: v.literal('aws.ec2'),
  account: v.pipe(v.string(), v.regex(/^\d{12}$/)),
  region: v.pipe(v.string(), v.regex(/^[a-z]{2}(-[a-z]+)+-\d+$/)),
  detail: v.object({ 'instance-id': v.pipe(v.string(), v.regex(/^i-[0-9a-f]{8,17}$/)), state: v.string() }),
});

/**
 * Reads one queue message: the JSON text of an EventBridge event.
 *
 * @returns the launch, or why the message is none; never throws
 */
export const readLaunchEvent = (body: string): LaunchEvent | NoLaunch => {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    return { noLaunch: 'the message is not JSON' };
  }
  const read = v.safeParse(STATE_CHANGE, event);
  if (!read.success) {
    const [issue] = read.issues;
    return { noLaunch: `the event is not an EC2 state change: ${v.getDotPath(issue) ?? 'event'} is not as documented` };
  }
  const { account, region, detail } = read.output;
  if (detail.state !== 'running') return { noLaunch: `the instance is ${detail.state.slice(0, 20)}, not running` };
  return { instanceId: detail['instance-id'], region, account };
};
