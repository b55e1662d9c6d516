import { startGroupWatches } from '../../aws/start-group-watches.ts';
import { startWatches } from '../../aws/start-watches.ts';
import { watchActs } from '../../aws/watch-acts.ts';
import { runFix } from '../../core/fix.ts';
import { type FailedLaunch, readLaunchEvent } from '../../core/launch-event.ts';
import { type WatchInput, type WatchResult, watch } from '../../core/watch.ts';
import { watchLaunches } from '../../core/watch-launches.ts';
import { fixParts } from '../../handlers/parts/fix.ts';
import { startParts } from '../../handlers/parts/start.ts';
import { watchParts } from '../../handlers/parts/watch.ts';
import { type Account, startAccount } from '../../simulator/account.ts';
import { startLedgerTable } from '../../simulator/ledger-table.ts';
import { virtualPort } from '../../simulator/virtual-port.ts';
import type { World } from '../../simulator/world/types.ts';
import { type Moment, Story, toldActs, toldFix } from './story.ts';

/** An alert as SNS took it. */
export interface Sent {
  readonly at: number;
  readonly topic: 'people' | 'chat';
  readonly subject: string | null;
  readonly message: string;
}

/** What came of a rehearsal. */
export interface Rehearsal {
  readonly moments: readonly Moment[];
  readonly sent: readonly Sent[];
  readonly results: readonly WatchResult[];
  /** Calls to AWS and Kubernetes by service and operation. */
  readonly calls: Account['calls'];
  readonly world: World;
}

/** How it is rehearsed. */
export interface RehearsalOptions {
  /** What the deployment allows, as its parameter `fixes` says it. */
  readonly fixes: string;
  readonly rollcallAccess?: boolean;
  /** Called when the account runs and before the event: the place to make calls fail. */
  readonly before?: (account: Account) => void;
}

const WATCH = 'rollcall-watch';

/**
 * The whole way, from the event to the alerts, on an embedded account in virtual time: the handlers' own parts,
 * unmodified SDK clients over HTTP, a real DynamoDB API for the ledger. Only the durable runtime is left out.
 *
 * The SDK finds the account by environment variables, which are put back afterwards: one rehearsal at a time.
 */
export const rehearse = async (world: World, options: RehearsalOptions): Promise<Rehearsal> => {
  const topics = { people: topicOf(world, 'rollcall-people'), chat: topicOf(world, 'rollcall-chat') };
  const [account, ledger] = await Promise.all([
    startAccount(world, { rollcallAccess: options.rollcallAccess ?? true }),
    startLedgerTable(),
  ]);
  const restore = setEnvironment({
    ...account.environment,
    AWS_ENDPOINT_URL_DYNAMODB: ledger.endpoint,
    ROLLCALL_LEDGER_TABLE: ledger.table,
    ROLLCALL_WATCH_FUNCTION: `${WATCH}:durable`,
    ROLLCALL_FIXES: options.fixes,
    ROLLCALL_FIXES_PER_HOUR: '5',
    ROLLCALL_PEOPLE_TOPIC: topics.people,
    ROLLCALL_CHAT_TOPIC: topics.chat,
  });
  try {
    const now = (): Date => new Date(account.clock.now());
    const story = new Story(() => account.clock.now());
    const inputs: WatchInput[] = [];
    account.functions.set(`${WATCH}:durable`, (payload) => {
      inputs.push(payload as WatchInput);
    });
    options.before?.(account);
    const parts = startParts(now);
    const joining = await startWatches(launchedBy(world, story), parts);
    const failing = await startGroupWatches(failedBy(world, story), parts);
    await account.functions.idle();
    for (const id of [...joining.dropped, ...failing.dropped]) story.tell('end', `${id} is of no EKS cluster: dropped`);
    const results: WatchResult[] = [];
    for (const input of inputs) {
      const port = virtualPort(
        account,
        toldFix((order) => runFix(order, fixParts(now)), story),
      );
      const run = input.scalingGroup === undefined ? watch : watchLaunches;
      const result = await run(input, port, toldActs(watchActs(watchParts(now)), story));
      story.tell('end', `${result.outcome}: ${result.says}`);
      results.push(result);
    }
    return { moments: story.moments, sent: sentOf(world, topics), results, calls: [...account.calls], world };
  } finally {
    restore();
    await Promise.all([account.close(), ledger.close()]);
  }
};

/** The events of the world's launches, read as the queue's messages are read. */
const launchedBy = (world: World, story: Story): string[] =>
  world.instances
    .filter(({ state }) => state === 'running')
    .flatMap(({ instanceId }) => {
      const event = {
        'detail-type': 'EC2 Instance State-change Notification',
        source: 'aws.ec2',
        ...placeOf(world),
        detail: { 'instance-id': instanceId, state: 'running' },
      };
      const launch = readLaunchEvent(JSON.stringify(event));
      if (!('instanceId' in launch)) return [];
      story.tell('event', `${launch.instanceId} is running`);
      return [launch.instanceId];
    });

/** The events of its groups whose newest activity is a launch that failed. */
const failedBy = (world: World, story: Story): FailedLaunch[] =>
  world.autoScalingGroups
    .filter(({ activities }) => activities[0]?.statusCode === 'Failed')
    .flatMap(({ autoScalingGroupName, activities }) => {
      const event = {
        'detail-type': 'EC2 Instance Launch Unsuccessful',
        source: 'aws.autoscaling',
        ...placeOf(world),
        detail: { AutoScalingGroupName: autoScalingGroupName, StatusMessage: activities[0]?.statusMessage },
      };
      const failure = readLaunchEvent(JSON.stringify(event));
      if (!('scalingGroup' in failure)) return [];
      story.tell('event', `${failure.scalingGroup} could not launch an instance`);
      return [failure];
    });

const placeOf = ({ account, startedAt }: World) => ({
  account: account.id,
  region: account.region,
  time: new Date(startedAt).toISOString(),
});

const topicOf = (world: World, name: string): string => {
  const { partition, region, id } = world.account;
  const topicArn = `arn:${partition}:sns:${region}:${id}:${name}`;
  world.topics.push({ topicArn, tags: {}, messages: [] });
  return topicArn;
};

const sentOf = (world: World, topics: { people: string; chat: string }): Sent[] =>
  world.topics
    .flatMap(({ topicArn, messages }) =>
      messages.map(({ at, subject, message }) => ({
        at: Math.round((at - world.startedAt) / 1000),
        topic: topicArn === topics.people ? ('people' as const) : ('chat' as const),
        subject: subject ?? null,
        message,
      })),
    )
    .sort((a, b) => a.at - b.at);

const setEnvironment = (values: Readonly<Record<string, string>>): (() => void) => {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
};
