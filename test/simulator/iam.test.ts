import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, isAllowed, UnknownPolicySourceError } from '../../simulator/iam/evaluate.ts';
import { trustAllows } from '../../simulator/iam/trust.ts';
import { emptyWorld } from '../../simulator/world/empty.ts';
import { addRole, trustOf } from '../../simulator/world/roles.ts';
import type { PolicyDocument, PolicyStatement, World } from '../../simulator/world/types.ts';

const policy = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });
const allow = (rest: Partial<PolicyStatement>): PolicyStatement => ({ Effect: 'Allow', Resource: '*', ...rest });
const deny = (rest: Partial<PolicyStatement>): PolicyStatement => ({ Effect: 'Deny', Resource: '*', ...rest });

function worldWith(...statements: PolicyStatement[]): { world: World; arn: string } {
  const world = emptyWorld();
  const role = addRole(world, { name: 'node', service: 'ec2.amazonaws.com', policies: [] });
  role.inlinePolicies['inline'] = policy(...statements);
  return { world, arn: role.arn };
}

function addBoundary(world: World, document: PolicyDocument): void {
  const [template] = world.managedPolicies;
  const [role] = world.roles;
  if (!template || !role) throw new Error('the world lacks a policy or a role');
  const arn = 'arn:aws:iam::111122223333:policy/boundary';
  world.managedPolicies.push({ ...template, arn, policyName: 'boundary', document });
  role.permissionsBoundary = arn;
}

const decide = (statement: PolicyStatement, action: string, resource?: string, context = {}) => {
  const { world, arn } = worldWith(statement);
  return evaluate(world, arn, action, resource, context).decision;
};

describe('identity policies', () => {
  test('the policies EKS documents for nodes allow what a node needs, and no more', () => {
    const world = emptyWorld();
    const policies = ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly'];
    const { arn } = addRole(world, { name: 'node', service: 'ec2.amazonaws.com', policies });
    expect(evaluate(world, arn, 'ec2:DescribeInstances')).toMatchObject({
      decision: 'allowed',
      matchedStatements: [{ sourcePolicyId: 'AmazonEKSWorkerNodePolicy', sourcePolicyType: 'aws-managed' }],
    });
    expect(isAllowed(world, arn, 'ecr:BatchGetImage')).toBe(true);
    expect(evaluate(world, arn, 'ec2:AssignPrivateIpAddresses').decision).toBe('implicitDeny');
  });

  test.each([
    ['ec2:*', 'allowed'],
    ['EC2:describe*', 'allowed'],
    ['ec2:DescribeInstance?', 'allowed'],
    ['*', 'allowed'],
    ['ec2:DescribeInstance', 'implicitDeny'],
    ['eks:*', 'implicitDeny'],
    ['ec2.DescribeInstances', 'implicitDeny'],
  ])('Action %s: %s', (Action, decision) => {
    expect(decide(allow({ Action }), 'ec2:DescribeInstances')).toBe(decision);
  });

  test('NotAction names everything else', () => {
    expect(decide(allow({ NotAction: ['iam:*', 'ec2:Run*'] }), 'ec2:DescribeInstances')).toBe('allowed');
    expect(decide(allow({ NotAction: 'ec2:Describe*' }), 'ec2:DescribeInstances')).toBe('implicitDeny');
  });

  test('Resource and NotResource are case-sensitive patterns; a request without a resource is for all', () => {
    const cluster = 'arn:aws:eks:eu-central-1:111122223333:cluster/prod-eu';
    const scoped = allow({ Action: 'eks:*', Resource: 'arn:aws:eks:*:111122223333:cluster/prod-*' });
    expect(decide(scoped, 'eks:DescribeCluster', cluster)).toBe('allowed');
    expect(decide(scoped, 'eks:DescribeCluster', cluster.replace('prod', 'PROD'))).toBe('implicitDeny');
    expect(decide(scoped, 'eks:DescribeCluster')).toBe('implicitDeny');
    const other = allow({ Action: 'eks:*', Resource: undefined, NotResource: '*/dev-*' });
    expect(decide(other, 'eks:DescribeCluster', cluster)).toBe('allowed');
    const own = allow({ Action: 'eks:*', Resource: 'arn:aws:eks:*:${aws:PrincipalAccount}:cluster/*' });
    expect(decide(own, 'eks:DescribeCluster', cluster)).toBe('allowed');
  });

  test('a deny wins over any number of allows, in whatever order', () => {
    const action = 'ec2:DescribeInstances';
    const statements = fc.array(fc.constantFrom(allow({ Action: '*' }), allow({ Action: 'ec2:*' })), { minLength: 1 });
    fc.assert(
      fc.property(statements, fc.nat(), (allows, at) => {
        const all = [...allows];
        all.splice(at % (allows.length + 1), 0, deny({ Action: action }));
        const { world, arn } = worldWith(...all);
        const { decision, matchedStatements } = evaluate(world, arn, action);
        expect(decision).toBe('explicitDeny');
        expect(matchedStatements.every(({ statement }) => statement.Effect === 'Deny')).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test('a role that is not there is an error, and may do nothing', () => {
    expect(() => evaluate(emptyWorld(), 'arn:aws:iam::111122223333:role/none', 'ec2:RunInstances')).toThrow(
      UnknownPolicySourceError,
    );
    expect(isAllowed(emptyWorld(), 'arn:aws:iam::111122223333:role/none', 'ec2:RunInstances')).toBe(false);
  });
});

describe('boundary and organization', () => {
  test('a boundary that does not allow turns an allow into an implicit deny', () => {
    const { world, arn } = worldWith(allow({ Action: '*' }));
    expect(evaluate(world, arn, 'ec2:DescribeInstances')).not.toHaveProperty('allowedByPermissionsBoundary');
    addBoundary(world, policy(allow({ Action: 'eks:*' })));
    expect(evaluate(world, arn, 'ec2:DescribeInstances')).toMatchObject({
      decision: 'implicitDeny',
      allowedByPermissionsBoundary: false,
    });
    expect(evaluate(world, arn, 'eks:DescribeCluster')).toMatchObject({
      decision: 'allowed',
      allowedByPermissionsBoundary: true,
    });
  });

  test('a boundary grants nothing by itself', () => {
    const { world, arn } = worldWith(allow({ Action: 'eks:*' }));
    addBoundary(world, policy(allow({ Action: '*' })));
    expect(evaluate(world, arn, 'ec2:DescribeInstances').decision).toBe('implicitDeny');
  });

  test('a service control policy denies, but not to service-linked roles', () => {
    const { world, arn } = worldWith(allow({ Action: '*' }));
    const region = { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } };
    world.serviceControlPolicies.push({
      id: 'p-1',
      name: 'regions',
      document: policy(deny({ NotAction: 'iam:*', Condition: region })),
    });
    expect(evaluate(world, arn, 'ec2:DescribeInstances')).toMatchObject({
      decision: 'explicitDeny',
      allowedByOrganizations: false,
    });
    expect(evaluate(world, arn, 'iam:GetRole')).toMatchObject({ decision: 'allowed', allowedByOrganizations: true });
    const [role] = world.roles;
    if (role) role.path = '/aws-service-role/eks.amazonaws.com/';
    expect(evaluate(world, arn, 'ec2:DescribeInstances').decision).toBe('allowed');
  });
});

describe('conditions', () => {
  test.each([
    [{ StringEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-central-1'] } }, {}, 'allowed'],
    [{ StringEquals: { 'AWS:requestedregion': 'eu-west-1' } }, {}, 'implicitDeny'],
    [{ StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/no?e' } }, {}, 'allowed'],
    [
      { ArnLike: { 'aws:SourceArn': 'arn:aws:eks:*:*:cluster/*' } },
      { 'aws:SourceArn': 'arn:aws:eks:r:1:cluster/a' },
      'allowed',
    ],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:*' } }, { 'aws:SourceArn': 'arn:aws:eks:r:1:cluster/a' }, 'implicitDeny'],
    [{ StringEquals: { 'aws:SourceVpce': 'vpce-1' } }, {}, 'implicitDeny'],
    [{ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }, {}, 'allowed'],
    [{ StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } }, {}, 'allowed'],
    [{ StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } }, { 'aws:SourceVpce': 'vpce-2' }, 'implicitDeny'],
    [{ Null: { 'aws:SourceVpce': 'true' } }, {}, 'allowed'],
    [{ Null: { 'aws:SourceVpce': 'false' } }, {}, 'implicitDeny'],
    [{ Bool: { 'aws:SecureTransport': 'true' } }, {}, 'allowed'],
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, { 'aws:SourceIp': '10.1.2.3' }, 'allowed'],
    [
      { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '2001:db8::/32'] } },
      { 'aws:SourceIp': '10.1.2.3' },
      'implicitDeny',
    ],
    [{ NumericLessThan: { 's3:max-keys': '10' } }, { 's3:max-keys': '9' }, 'allowed'],
    [
      { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
      { 'aws:CurrentTime': '2026-11-24T00:00:00Z' },
      'allowed',
    ],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:TagKeys': ['a', 'c'] }, 'implicitDeny'],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, {}, 'allowed'],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:TagKeys': ['a', 'c'] }, 'allowed'],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } }, {}, 'implicitDeny'],
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-central-1', 'aws:SourceVpc': 'vpc-1' } }, {}, 'implicitDeny'],
    [{ SomethingNew: { 'aws:RequestedRegion': 'eu-central-1' } }, {}, 'implicitDeny'],
  ])('%j with %j: %s', (Condition, context, decision) => {
    expect(decide(allow({ Action: '*', Condition }), 'ec2:DescribeInstances', '*', context)).toBe(decision);
  });

  test('an operator that is not known still denies', () => {
    const { world, arn } = worldWith(
      allow({ Action: '*' }),
      deny({ Action: '*', Condition: { SomethingNew: { 'aws:SourceVpc': 'x' } } }),
    );
    expect(evaluate(world, arn, 'ec2:DescribeInstances')).toMatchObject({
      decision: 'explicitDeny',
      missingContextValues: ['aws:SourceVpc'],
    });
  });
});

describe('trust policies', () => {
  const ec2 = { service: 'ec2.amazonaws.com' };

  test('a service may stand alone or in a list', () => {
    expect(trustAllows(trustOf('ec2.amazonaws.com'), ec2, 'sts:AssumeRole')).toBe(true);
    const both = policy(
      allow({ Principal: { Service: ['eks.amazonaws.com', 'ec2.amazonaws.com'] }, Action: ['sts:*'] }),
    );
    expect(trustAllows(both, ec2, 'sts:AssumeRole')).toBe(true);
    expect(trustAllows(trustOf('eks.amazonaws.com'), ec2, 'sts:AssumeRole')).toBe(false);
    expect(trustAllows(trustOf('ec2.amazonaws.com'), ec2, 'sts:TagSession')).toBe(false);
  });

  test('an open door for AWS principals is none for a service', () => {
    const open = policy(allow({ Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }));
    expect(trustAllows(open, ec2, 'sts:AssumeRole')).toBe(false);
    expect(trustAllows(open, { awsPrincipal: 'arn:aws:iam::444455556666:role/a' }, 'sts:AssumeRole')).toBe(true);
  });

  test('an account stands for its principals', () => {
    const trusted = policy(allow({ Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'sts:AssumeRole' }));
    expect(trustAllows(trusted, { awsPrincipal: 'arn:aws:iam::111122223333:role/a' }, 'sts:AssumeRole')).toBe(true);
    expect(trustAllows(trusted, { awsPrincipal: 'arn:aws:iam::444455556666:role/a' }, 'sts:AssumeRole')).toBe(false);
  });

  test('the confused-deputy conditions must hold', () => {
    const Condition = {
      StringEquals: { 'aws:SourceAccount': '111122223333' },
      ArnLike: { 'aws:SourceArn': 'arn:aws:eks:*:111122223333:cluster/prod-*' },
    };
    const guarded = policy(allow({ Principal: { Service: 'eks.amazonaws.com' }, Action: 'sts:AssumeRole', Condition }));
    const eks = { service: 'eks.amazonaws.com' };
    const context = {
      'aws:SourceAccount': '111122223333',
      'aws:SourceArn': 'arn:aws:eks:eu-central-1:111122223333:cluster/prod-eu',
    };
    expect(trustAllows(guarded, eks, 'sts:AssumeRole', context)).toBe(true);
    expect(trustAllows(guarded, eks, 'sts:AssumeRole', { ...context, 'aws:SourceAccount': '444455556666' })).toBe(
      false,
    );
    expect(trustAllows(guarded, eks, 'sts:AssumeRole')).toBe(false);
  });

  test('a deny wins', () => {
    const party = { Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
    expect(trustAllows(policy(allow(party), deny(party)), ec2, 'sts:AssumeRole')).toBe(false);
  });
});
