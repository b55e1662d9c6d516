/** The wire itself, with unmodified SDK clients: every protocol both ways, with operations made for the test. */
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import {
  DescribeInstancesCommand,
  DescribeVpcsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2';
import {
  CreateAccessEntryCommand,
  DescribeClusterCommand,
  EKSClient,
  ListAccessEntriesCommand,
} from '@aws-sdk/client-eks';
import { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DescribeInstanceInformationCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import { afterEach, expect, test } from 'vitest';
import { VirtualClock } from '../../simulator/clock.ts';
import { AwsError } from '../../simulator/wire/errors.ts';
import { type Operation, operation } from '../../simulator/wire/operation.ts';
import { startServer } from '../../simulator/wire/server.ts';
import { Traffic } from '../../simulator/wire/traffic.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server with these operations, and the configuration with which any client reaches it. */
async function serve(...operations: Operation<unknown>[]) {
  const traffic = new Traffic(new VirtualClock(1000));
  const server = await startServer({
    operations,
    traffic,
    contextOf: (signer) => signer,
    principalOf: (key) => `arn:aws:iam::111122223333:user/${key}`,
  });
  closing.push(() => server.close());
  const config = {
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  };
  return { traffic, config, url: server.url };
}

const nothing = () => ({});

test('EC2 lists, structures, booleans, numbers and times go both ways', async () => {
  const at = new Date('2026-11-24T09:00:00.000Z');
  let seen: unknown;
  const { config } = await serve(
    operation(DescribeInstancesCommand, (input) => {
      seen = input;
      return {
        Reservations: [{ Instances: [{ InstanceId: 'i-1', LaunchTime: at, Tags: [{ Key: 'k', Value: 'ü <&> 漢' }] }] }],
      };
    }),
  );
  const input = {
    InstanceIds: ['i-1', 'i-2'],
    Filters: [{ Name: 'tag:näme', Values: ['a&b', '*'] }],
    DryRun: false,
    MaxResults: 7,
  };
  const output = await new EC2Client(config).send(new DescribeInstancesCommand(input));
  expect(seen).toEqual(input);
  expect(output.Reservations?.[0]?.Instances?.[0]).toMatchObject({
    LaunchTime: at,
    Tags: [{ Key: 'k', Value: 'ü <&> 漢' }],
  });
  expect(output.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test('an empty list is an empty list and an empty structure an empty structure', async () => {
  const { config } = await serve(
    operation(DescribeVpcsCommand, () => ({ Vpcs: [{ VpcId: 'vpc-1', Tags: [] }] })),
    operation(ModifyVpcAttributeCommand, nothing),
    operation(DescribeInstanceInformationCommand, () => ({ InstanceInformationList: [] })),
  );
  const ec2 = new EC2Client(config);
  expect((await ec2.send(new DescribeVpcsCommand())).Vpcs).toEqual([{ VpcId: 'vpc-1', Tags: [] }]);
  expect((await ec2.send(new ModifyVpcAttributeCommand({ VpcId: 'vpc-1' }))).$metadata.httpStatusCode).toBe(200);
  const ssm = await new SSMClient(config).send(new DescribeInstanceInformationCommand());
  expect(ssm.InstanceInformationList).toEqual([]);
});

test('AWS query member lists and maps are read', async () => {
  const seen: unknown[] = [];
  const { config } = await serve(
    operation(SimulatePrincipalPolicyCommand, (input) => {
      seen.push(input);
      return { EvaluationResults: [], IsTruncated: false };
    }),
    operation(PublishCommand, (input) => {
      seen.push(input);
      return { MessageId: 'm' };
    }),
  );
  const simulation = {
    PolicySourceArn: 'arn:aws:iam::111122223333:role/node',
    ActionNames: ['ec2:DescribeInstances', 'eks:DescribeCluster'],
    ContextEntries: [
      { ContextKeyName: 'aws:RequestedRegion', ContextKeyType: 'string' as const, ContextKeyValues: ['a', 'b'] },
    ],
  };
  const message = {
    TopicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
    Message: 'línea\nuna\tmás 🚨',
    MessageAttributes: {
      severity: { DataType: 'String', StringValue: 'high' },
      raw: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255, 1]) },
    },
  };
  await new IAMClient(config).send(new SimulatePrincipalPolicyCommand(simulation));
  await new SNSClient(config).send(new PublishCommand(message));
  expect(seen).toEqual([simulation, message]);
});

test('REST members travel in path, query, headers and body', async () => {
  const seen: unknown[] = [];
  const { config } = await serve(
    operation(ListAccessEntriesCommand, (input) => {
      seen.push(input);
      return { accessEntries: ['a'], nextToken: 'n' };
    }),
    operation(CreateAccessEntryCommand, (input) => {
      seen.push(input);
      return {
        accessEntry: { principalArn: input.principalArn, createdAt: new Date(1_700_000_000_123), tags: { a: 'ß' } },
      };
    }),
  );
  const eks = new EKSClient(config);
  const listed = await eks.send(
    new ListAccessEntriesCommand({ clusterName: 'prod/ü eu', maxResults: 3, nextToken: 't=&' }),
  );
  const principalArn = 'arn:aws:iam::111122223333:role/path/node';
  const created = await eks.send(
    new CreateAccessEntryCommand({
      clusterName: 'c',
      principalArn,
      kubernetesGroups: ['g'],
      clientRequestToken: 'once',
    }),
  );
  expect(seen).toEqual([
    { clusterName: 'prod/ü eu', maxResults: 3, nextToken: 't=&' },
    { clusterName: 'c', principalArn, kubernetesGroups: ['g'], clientRequestToken: 'once' },
  ]);
  expect(listed).toMatchObject({ accessEntries: ['a'], nextToken: 'n' });
  expect(created.accessEntry).toEqual({ principalArn, createdAt: new Date(1_700_000_000_123), tags: { a: 'ß' } });
});

test('a payload of bytes, status and headers come back as they were given', async () => {
  const bytes = Uint8ArrayBlobAdapter.fromString('{"says":"Grüße"}');
  const { config } = await serve(
    operation(InvokeCommand, (input) => ({
      StatusCode: 202,
      FunctionError: 'Unhandled',
      ExecutedVersion: input.Qualifier,
      Payload: input.Payload instanceof Uint8Array ? bytes : undefined,
    })),
  );
  const output = await new LambdaClient(config).send(
    new InvokeCommand({ FunctionName: 'f', Qualifier: 'live', Payload: new Uint8Array([123, 125]) }),
  );
  expect(output).toMatchObject({ StatusCode: 202, FunctionError: 'Unhandled', ExecutedVersion: 'live' });
  expect(output.Payload?.transformToString()).toBe('{"says":"Grüße"}');
});

test.each([
  ['ec2', 'InvalidVpcID.NotFound', 400, (config: object) => new EC2Client(config).send(new DescribeVpcsCommand())],
  [
    'iam',
    'NoSuchEntityException',
    404,
    (config: object) => new IAMClient(config).send(new GetRoleCommand({ RoleName: 'r' })),
  ],
  [
    'sns',
    'NotFoundException',
    404,
    (config: object) => new SNSClient(config).send(new PublishCommand({ Message: 'm' })),
  ],
  [
    'sqs',
    'QueueDoesNotExist',
    400,
    (config: object) => new SQSClient(config).send(new SendMessageCommand({ QueueUrl: 'http://q', MessageBody: 'm' })),
  ],
  [
    'ssm',
    'InvalidFilterKey',
    400,
    (config: object) => new SSMClient(config).send(new DescribeInstanceInformationCommand()),
  ],
  [
    'eks',
    'ResourceNotFoundException',
    404,
    (config: object) => new EKSClient(config).send(new DescribeClusterCommand({ name: 'c' })),
  ],
  [
    'lambda',
    'ResourceNotFoundException',
    404,
    (config: object) => new LambdaClient(config).send(new InvokeCommand({ FunctionName: 'f' })),
  ],
])('an error of %s reaches the client as %s', async (_service, name, status, send) => {
  const fail = () => {
    throw new AwsError(name, 'no <such> thing & more');
  };
  const { config, traffic } = await serve(
    operation(DescribeVpcsCommand, fail),
    operation(GetRoleCommand, fail),
    operation(PublishCommand, fail),
    operation(SendMessageCommand, fail),
    operation(DescribeInstanceInformationCommand, fail),
    operation(DescribeClusterCommand, fail),
    operation(InvokeCommand, fail),
  );
  await expect(send(config)).rejects.toMatchObject({
    name,
    message: 'no <such> thing & more',
    $metadata: { httpStatusCode: status },
  });
  expect(traffic.calls).toMatchObject([{ outcome: name }]);
});

test('an operation that is not there answers 501, in every protocol', async () => {
  const { config, traffic } = await serve();
  const calls: [string, () => Promise<unknown>][] = [
    ['InvalidAction', () => new EC2Client(config).send(new DescribeVpcsCommand())],
    ['InvalidAction', () => new IAMClient(config).send(new GetRoleCommand({ RoleName: 'r' }))],
    ['UnknownOperationException', () => new SSMClient(config).send(new DescribeInstanceInformationCommand())],
    ['UnknownOperationException', () => new EKSClient(config).send(new DescribeClusterCommand({ name: 'c' }))],
  ];
  for (const [name, call] of calls) {
    await expect(call()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 501 } });
  }
  const arrived = traffic.calls.map(({ operation }) => operation).sort();
  expect(arrived).toEqual(['DescribeInstanceInformation', 'DescribeVpcs', 'GET /clusters/c', 'GetRole']);
});

test('an output that the service could not send is a clear 500', async () => {
  const wrong = new Map<string, unknown>([['VpcId', 42]]);
  const missing = { AutoScalingGroups: JSON.parse('null') };
  const { config } = await serve(
    operation(DescribeVpcsCommand, () => ({ Vpcs: [Object.fromEntries(wrong)] })),
    operation(DescribeClusterCommand, () => ({ cluster: Object.fromEntries([['nmae', 'typo']]) })),
    operation(DescribeAutoScalingGroupsCommand, () => missing),
  );
  const ec2 = new EC2Client(config).send(new DescribeVpcsCommand());
  await expect(ec2).rejects.toMatchObject({
    message: expect.stringContaining('VpcId'),
    $metadata: { httpStatusCode: 500 },
  });
  const eks = new EKSClient(config).send(new DescribeClusterCommand({ name: 'c' }));
  await expect(eks).rejects.toMatchObject({
    message: expect.stringContaining('nmae'),
    $metadata: { httpStatusCode: 500 },
  });
  const groups = new AutoScalingClient(config).send(new DescribeAutoScalingGroupsCommand());
  await expect(groups).rejects.toMatchObject({
    message: expect.stringContaining('AutoScalingGroups'),
    $metadata: { httpStatusCode: 500 },
  });
});

test('the types refuse what the service could not send', () => {
  // @ts-expect-error a VPC id is a string
  operation(DescribeVpcsCommand, () => ({ Vpcs: [{ VpcId: 42 }] }));
  // @ts-expect-error the output has no such member
  operation(DescribeVpcsCommand, () => ({ Vpc: [] }));
  expect(operation(DescribeVpcsCommand, nothing)).toMatchObject({ name: 'DescribeVpcs', service: { name: 'ec2' } });
});

test('calls are recorded with input, principal, time and outcome', async () => {
  const { config, traffic } = await serve(
    operation(GetCallerIdentityCommand, () => ({ Account: '111122223333' })),
    operation(DescribeVpcsCommand, nothing),
  );
  await new STSClient(config).send(new GetCallerIdentityCommand());
  await new EC2Client(config).send(new DescribeVpcsCommand({ VpcIds: ['vpc-1'] }));
  const common = { at: 1000, outcome: 'ok', principal: 'arn:aws:iam::111122223333:user/AKIATEST' };
  expect(traffic.calls).toEqual([
    { service: 'sts', operation: 'GetCallerIdentity', input: {}, ...common },
    { service: 'ec2', operation: 'DescribeVpcs', input: { VpcIds: ['vpc-1'] }, ...common },
  ]);
});

test('clients retry what is throttled, with each service its own code', async () => {
  const { config, traffic } = await serve(
    operation(DescribeVpcsCommand, nothing),
    operation(DescribeClusterCommand, nothing),
    operation(DescribeInstanceInformationCommand, nothing),
  );
  traffic.interfere({ service: 'ec2', operation: 'DescribeVpcs', kind: 'throttle', times: 1 });
  traffic.interfere({ service: 'eks', kind: 'throttle', times: 1 });
  traffic.interfere({ service: 'ssm', kind: 'fail', times: 1 });
  const patient = { ...config, retryStrategy: new ConfiguredRetryStrategy(3, 0) };
  await new EC2Client(patient).send(new DescribeVpcsCommand());
  await new EKSClient(patient).send(new DescribeClusterCommand({ name: 'c' }));
  await new SSMClient(patient).send(new DescribeInstanceInformationCommand());
  const outcomes = traffic.calls.map(({ service, outcome }) => `${service} ${outcome}`);
  expect(outcomes).toEqual([
    'ec2 RequestLimitExceeded',
    'ec2 ok',
    'eks ThrottlingException',
    'eks ok',
    'ssm InternalServerError',
    'ssm ok',
  ]);
});

test('denied calls carry each service its own code, until the rule is taken back', async () => {
  const { config, traffic } = await serve(
    operation(DescribeVpcsCommand, nothing),
    operation(GetRoleCommand, () => ({ Role: undefined })),
    operation(DescribeClusterCommand, nothing),
    operation(PublishCommand, nothing),
  );
  const undo = traffic.interfere({ kind: 'deny' });
  const ec2 = new EC2Client(config);
  const denied: [string, () => Promise<unknown>][] = [
    ['UnauthorizedOperation', () => ec2.send(new DescribeVpcsCommand())],
    ['AccessDenied', () => new IAMClient(config).send(new GetRoleCommand({ RoleName: 'r' }))],
    ['AccessDeniedException', () => new EKSClient(config).send(new DescribeClusterCommand({ name: 'c' }))],
    ['AuthorizationErrorException', () => new SNSClient(config).send(new PublishCommand({ Message: 'm' }))],
  ];
  for (const [name, call] of denied) {
    await expect(call()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 403 } });
  }
  undo();
  await expect(ec2.send(new DescribeVpcsCommand())).resolves.toBeDefined();
});

test('a call that hangs goes on when the rule is taken back', async () => {
  const { config, traffic } = await serve(operation(DescribeVpcsCommand, () => ({ Vpcs: [] })));
  const undo = traffic.interfere({ kind: 'hang', operation: 'DescribeVpcs' });
  const ec2 = new EC2Client(config);
  const hanging = ec2.send(new DescribeVpcsCommand());
  await expect.poll(() => traffic.calls.map(({ outcome }) => outcome)).toEqual(['pending']);
  undo();
  await expect(hanging).resolves.toMatchObject({ Vpcs: [] });
});

test('rounds count what depends on answers, not what is sent together', async () => {
  const { config, traffic } = await serve(
    operation(DescribeVpcsCommand, nothing),
    operation(DescribeClusterCommand, nothing),
    operation(DescribeInstancesCommand, nothing),
  );
  const ec2 = new EC2Client(config);
  const eks = new EKSClient(config);
  const rounds = traffic.countRounds();
  await Promise.all([ec2.send(new DescribeVpcsCommand()), eks.send(new DescribeClusterCommand({ name: 'c' }))]);
  await ec2.send(new DescribeInstancesCommand());
  await Promise.all([
    ec2.send(new DescribeVpcsCommand()).then(() => eks.send(new DescribeClusterCommand({ name: 'c' }))),
    ec2.send(new DescribeInstancesCommand()),
  ]);
  rounds.stop();
  await ec2.send(new DescribeVpcsCommand());
  expect(rounds.rounds).toEqual([
    ['ec2:DescribeVpcs', 'eks:DescribeCluster'],
    ['ec2:DescribeInstances'],
    ['ec2:DescribeInstances', 'ec2:DescribeVpcs'],
    ['eks:DescribeCluster'],
  ]);
  expect(rounds.count).toBe(4);
});

test('a request without a signature is refused, and so is a service that nobody speaks', async () => {
  const { url } = await serve();
  expect((await fetch(url)).status).toBe(403);
  const authorization =
    'AWS4-HMAC-SHA256 Credential=A/20261124/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0';
  expect((await fetch(url, { headers: { authorization } })).status).toBe(501);
});

test('the paginators of the SDK walk all pages', async () => {
  const pages = [['vpc-1', 'vpc-2'], ['vpc-3']];
  const { config } = await serve(
    operation(DescribeVpcsCommand, ({ NextToken = '0' }) => ({
      Vpcs: pages[Number(NextToken)]?.map((VpcId) => ({ VpcId })),
      NextToken: Number(NextToken) + 1 < pages.length ? String(Number(NextToken) + 1) : undefined,
    })),
  );
  const ids: (string | undefined)[] = [];
  for await (const page of paginateDescribeVpcs({ client: new EC2Client(config) }, {})) {
    ids.push(...(page.Vpcs ?? []).map(({ VpcId }) => VpcId));
  }
  expect(ids).toEqual(['vpc-1', 'vpc-2', 'vpc-3']);
});
