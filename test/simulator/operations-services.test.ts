/** Auto Scaling, Systems Manager, SNS, SQS, CloudWatch Logs and Lambda of the embedded account. */
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  paginateDescribeScalingActivities,
} from '@aws-sdk/client-auto-scaling';
import { CloudWatchLogsClient, FilterLogEventsCommand, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { type InvocationType, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DescribeInstanceInformationCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, describe, expect, test } from 'vitest';
import { type Account, startAccount } from '../../simulator/account.ts';
import { healthyWorld } from '../../simulator/world/healthy.ts';
import { configOf, first } from '../support/account.ts';

let account: Account;
afterEach(() => account.close());

async function start(pageSize?: number) {
  account = await startAccount(healthyWorld(), { pageSize });
  return configOf(account);
}

describe('Auto Scaling', () => {
  test('groups, their instances and their activities are described', async () => {
    const client = new AutoScalingClient(await start(1));
    const group = first(account.world.autoScalingGroups);
    const activity = {
      description: 'Launching',
      cause: 'more',
      startTime: 1000,
      statusCode: 'Failed',
      progress: 100,
    } as const;
    group.activities = [
      { ...activity, activityId: '1', statusMessage: 'no capacity' },
      { ...activity, activityId: '2', endTime: 2000 },
    ];
    const InstanceIds = [first(group.instances).instanceId, 'i-00000000000000000'];
    const found = await client.send(new DescribeAutoScalingInstancesCommand({ InstanceIds }));
    expect(found.AutoScalingInstances).toMatchObject([
      { InstanceId: InstanceIds[0], AutoScalingGroupName: group.autoScalingGroupName, LifecycleState: 'InService' },
    ]);
    const named = await client.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group.autoScalingGroupName] }),
    );
    expect(first(named.AutoScalingGroups)).toMatchObject({ VPCZoneIdentifier: group.subnetIds.join(',') });
    const seen: unknown[] = [];
    const query = { AutoScalingGroupName: group.autoScalingGroupName };
    for await (const { Activities = [] } of paginateDescribeScalingActivities({ client }, query))
      seen.push(...Activities);
    expect(seen).toMatchObject([
      { ActivityId: '1', StatusMessage: 'no capacity', StartTime: new Date(1000) },
      { ActivityId: '2', EndTime: new Date(2000) },
    ]);
  });

  test('groups are found by tag; another filter is refused', async () => {
    const client = new AutoScalingClient(await start());
    const { tags, autoScalingGroupName } = first(account.world.autoScalingGroups);
    const { key, value } = first(tags);
    const find = (Name: string, Values: string[]) =>
      client.send(new DescribeAutoScalingGroupsCommand({ Filters: [{ Name, Values }] }));
    const found = await find(`tag:${key}`, [value]);
    expect(found.AutoScalingGroups?.map((group) => group.AutoScalingGroupName)).toEqual([autoScalingGroupName]);
    expect((await find(`tag:${key}`, ['other'])).AutoScalingGroups).toEqual([]);
    await expect(find('name', ['x'])).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

test('Systems Manager lists who reports to it', async () => {
  const client = new SSMClient(await start());
  account.world.managedInstances.push({
    instanceId: 'i-0123456789abcdef0',
    pingStatus: 'Online',
    lastPingDateTime: 1_700_000_000_000,
    agentVersion: '3.3.0.0',
    platformType: 'Linux',
    platformName: 'Amazon Linux',
    platformVersion: '2023',
    ipAddress: '10.0.0.1',
    computerName: 'node',
  });
  const find = (Key: string, Values: string[]) =>
    client.send(new DescribeInstanceInformationCommand({ Filters: [{ Key, Values }] }));
  const found = await find('InstanceIds', ['i-0123456789abcdef0']);
  expect(first(found.InstanceInformationList)).toMatchObject({
    PingStatus: 'Online',
    LastPingDateTime: new Date(1_700_000_000_000),
  });
  expect((await find('InstanceIds', ['i-00000000000000000'])).InstanceInformationList).toEqual([]);
  await expect(find('Nonsense', ['x'])).rejects.toMatchObject({ name: 'InvalidFilterKey' });
});

describe('SNS', () => {
  const topicArn = 'arn:aws:sns:eu-central-1:111122223333:alerts';
  const publisher = async () => {
    const client = new SNSClient(await start());
    account.world.topics.push({ topicArn, tags: {}, messages: [] });
    return (input: object) => client.send(new PublishCommand({ TopicArn: topicArn, Message: 'text', ...input }));
  };

  test('what is published is kept', async () => {
    const publish = await publisher();
    const severity = { DataType: 'String', StringValue: 'high' };
    const { MessageId } = await publish({ Subject: 'Nodes – 37', Message: 'a\nb', MessageAttributes: { severity } });
    expect(first(account.world.topics).messages).toEqual([
      {
        messageId: MessageId,
        at: account.clock.now(),
        subject: 'Nodes – 37',
        message: 'a\nb',
        attributes: { severity: { dataType: 'String', stringValue: 'high' } },
      },
    ]);
  });

  test.each([
    ['a subject of 100 characters', { Subject: 'x'.repeat(100) }],
    ['a subject with a line break', { Subject: 'a\nb' }],
    ['an empty message', { Message: '' }],
    ['a message above 256 KiB', { Message: 'ü'.repeat(131_073) }],
    ['a JSON message without default', { MessageStructure: 'json', Message: '{"email":"x"}' }],
    ['a JSON message that is none', { MessageStructure: 'json', Message: 'x' }],
  ])('%s is refused', async (_what, input) => {
    const publish = await publisher();
    await expect(publish(input)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(first(account.world.topics).messages).toEqual([]);
  });

  test('the longest subject and message are taken, an unknown topic is not', async () => {
    const publish = await publisher();
    await publish({ Subject: 'x'.repeat(99), Message: 'x'.repeat(262_144) });
    expect(first(account.world.topics).messages).toHaveLength(1);
    const other = publish({ TopicArn: `${topicArn}-other` });
    await expect(other).rejects.toMatchObject({ name: 'NotFoundException', $metadata: { httpStatusCode: 404 } });
  });
});

test('SQS gives a message until it is deleted, hidden while somebody has it', async () => {
  const client = new SQSClient(await start());
  const QueueUrl = `${account.endpoint}/111122223333/launches`;
  const queueArn = 'arn:aws:sqs:eu-central-1:111122223333:launches';
  const attributes = { VisibilityTimeout: '60' };
  account.world.queues.push({ queueName: 'launches', queueUrl: QueueUrl, queueArn, attributes, messages: [] });
  const receive = async () =>
    (await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))).Messages;
  const count = async () => {
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
    return (await client.send(asked)).Attributes;
  };
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"detail":"ü"}' }));
  expect(await count()).toEqual({ ApproximateNumberOfMessages: '1' });
  expect(await receive()).toMatchObject([{ Body: '{"detail":"ü"}', Attributes: { ApproximateReceiveCount: '1' } }]);
  expect(await receive()).toBeUndefined();
  account.advance(60);
  const { ReceiptHandle } = first(await receive());
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  account.advance(60);
  expect(await receive()).toBeUndefined();
  const elsewhere = client.send(new SendMessageCommand({ QueueUrl: `${QueueUrl}-other`, MessageBody: 'x' }));
  await expect(elsewhere).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
});

describe('CloudWatch Logs', () => {
  const logGroupName = '/aws/eks/prod-eu/cluster';
  const searcher = async (pageSize?: number) => {
    const client = new CloudWatchLogsClient(await start(pageSize));
    const events = ['access granted to i-1', 'access denied for i-1', 'access denied for i-2'];
    account.world.logGroups.push({
      logGroupName,
      logGroupArn: `arn:aws:logs:eu-central-1:111122223333:log-group:${logGroupName}`,
      createdAt: 0,
      streams: [
        {
          logStreamName: 'authenticator-1',
          events: events.map((message, index) => ({ timestamp: index * 10, message })),
        },
        { logStreamName: 'kube-apiserver-1', events: [{ timestamp: 5, message: 'access denied elsewhere' }] },
      ],
    });
    return client;
  };

  test.each([
    [{ filterPattern: '"access denied" -elsewhere' }, 2],
    [{ filterPattern: 'access i-1' }, 2],
    [{ filterPattern: '?granted ?elsewhere' }, 2],
    [{ logStreamNamePrefix: 'authenticator', startTime: 10, endTime: 15 }, 1],
    [{}, 4],
  ])('%j finds %i events', async (query, count) => {
    const client = await searcher();
    const { events } = await client.send(new FilterLogEventsCommand({ logGroupName, ...query }));
    expect(events).toHaveLength(count);
  });

  test('events come in pages, in the order of time', async () => {
    const client = await searcher(1);
    const times: (number | undefined)[] = [];
    for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) {
      times.push(...events.map(({ timestamp }) => timestamp));
    }
    expect(times).toEqual([0, 5, 10, 20]);
  });

  test('a group that is not there and a pattern that is not offered are errors', async () => {
    const client = await searcher();
    const missing = client.send(new FilterLogEventsCommand({ logGroupName: 'other' }));
    await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const json = client.send(new FilterLogEventsCommand({ logGroupName, filterPattern: '{ $.a = 1 }' }));
    await expect(json).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
  });
});

describe('Lambda', () => {
  const invoker = async () => {
    const client = new LambdaClient(await start());
    return async (
      input: { Payload?: unknown; [member: string]: unknown },
      InvocationType: InvocationType = 'RequestResponse',
    ) => {
      const Payload = Buffer.from(JSON.stringify(input.Payload ?? {}));
      const answer = await client.send(new InvokeCommand({ FunctionName: 'watch', InvocationType, ...input, Payload }));
      const text = answer.Payload?.transformToString();
      return { ...answer, result: text ? JSON.parse(text) : undefined };
    };
  };

  test('a function is given its payload and answers with its result', async () => {
    const invoke = await invoker();
    account.functions.set('watch', async (payload) => ({ got: payload }));
    account.functions.set('watch:live', (_payload, { qualifier }) => qualifier);
    expect(await invoke({ Payload: { a: 'ü' } })).toMatchObject({ StatusCode: 200, result: { got: { a: 'ü' } } });
    expect((await invoke({ Qualifier: 'live' })).result).toBe('live');
    const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:watch:live';
    expect((await invoke({ FunctionName: arn })).result).toBe('live');
  });

  test('a function that throws is told by FunctionError, not by an exception', async () => {
    const invoke = await invoker();
    account.functions.set('watch', () => {
      throw new RangeError('too far');
    });
    expect(await invoke({})).toMatchObject({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      result: { errorType: 'RangeError', errorMessage: 'too far' },
    });
  });

  test('an event is accepted at once and done afterwards', async () => {
    const invoke = await invoker();
    let resolve = (): void => undefined;
    const promise = new Promise<void>((resolved) => (resolve = resolved));
    let done = false;
    account.functions.set('watch', async () => {
      await promise;
      done = true;
    });
    expect(await invoke({}, 'Event')).toMatchObject({ StatusCode: 202, result: undefined });
    expect(done).toBe(false);
    resolve();
    await account.functions.idle();
    expect(done).toBe(true);
  });

  test('a durable execution starts once by its name; another payload is refused', async () => {
    const invoke = await invoker();
    const names: unknown[] = [];
    account.functions.set('watch', (_payload, { durableExecutionName }) => names.push(durableExecutionName));
    const launch = { DurableExecutionName: 'i-1', Payload: { instance: 'i-1' } };
    const [one, two] = [await invoke(launch, 'Event'), await invoke(launch, 'Event')];
    expect(one.DurableExecutionArn).toContain('i-1');
    expect(two.DurableExecutionArn).toBe(one.DurableExecutionArn);
    expect(names).toEqual(['i-1']);
    expect((await invoke(launch)).result).toBe(1);
    await expect(invoke({ ...launch, Payload: { instance: 'i-2' } }, 'Event')).rejects.toMatchObject({
      name: 'DurableExecutionAlreadyStartedException',
    });
    await invoke({ ...launch, DurableExecutionName: 'i-2' });
    expect(names).toEqual(['i-1', 'i-2']);
  });

  test('a function that is not there is ResourceNotFoundException', async () => {
    const invoke = await invoker();
    await expect(invoke({})).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });
});
