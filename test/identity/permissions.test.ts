import { describe, expect, it } from 'vitest';
import type { Decision, RolePolicies } from '../../core/evidence.ts';
import { deniedOf, isFenced, isPlainAbsence, namesSuffice, permissionFacts } from '../../identity/permissions.ts';

const roleArn = 'arn:aws-cn:iam::111122223333:role/nodes';
const no: Decision = { allowed: false, explicitDeny: false };
const judge = (decision: Decision, action = 'ec2:DescribeInstances', policies?: RolePolicies) =>
  deniedOf({ roleArn, actions: { [action]: decision } }, [action], policies).denied;

describe('deniedOf', () => {
  it('says why', () => {
    expect(judge({ allowed: true, explicitDeny: false })).toEqual([]);
    expect(judge(no)).toMatchObject([{ why: 'absence', proven: true }]);
    expect(judge({ ...no, explicitDeny: true })).toMatchObject([{ why: 'explicit-deny' }]);
    expect(judge({ ...no, allowedByBoundary: false })).toMatchObject([{ why: 'boundary' }]);
    expect(judge({ ...no, explicitDeny: true, allowedByOrganizations: false })).toMatchObject([
      { why: 'organization' },
    ]);
  });

  it('does not take a denial under unknown conditions for proven', () => {
    expect(judge({ ...no, missingContext: ['aws:RequestedRegion'] })).toMatchObject([{ proven: false }]);
    expect(judge({ ...no, missingContext: [] })).toMatchObject([{ proven: true }]);
  });

  it('does not take a denial on all resources for one on some, unless plain policies alone are attached', () => {
    const policies = { roleArn, attached: ['AmazonEKSWorkerNodePolicy'], inline: [] };
    expect(judge(no, 'ecr:BatchGetImage')).toMatchObject([{ proven: false }]);
    expect(judge(no, 'ecr:BatchGetImage', policies)).toMatchObject([{ proven: true }]);
    expect(judge(no, 'ecr:BatchGetImage', { ...policies, inline: ['own'] })).toMatchObject([{ proven: false }]);
    expect(judge(no, 'ecr:BatchGetImage', { ...policies, attached: ['own'] })).toMatchObject([{ proven: false }]);
    expect(judge(no, 'ecr:BatchGetImage', { ...policies, roleArn: 'other' })).toMatchObject([{ proven: false }]);
  });

  it('names what was not simulated', () => {
    expect(deniedOf({ roleArn, actions: {} }, ['ec2:DescribeInstances'])).toEqual({
      denied: [],
      unsimulated: ['ec2:DescribeInstances'],
    });
    expect(deniedOf({ roleArn, actions: {} }, ['constructor']).unsimulated).toEqual(['constructor']);
  });
});

it('offers a policy, in the right partition, only where attaching it would help', () => {
  const absence = judge(no);
  const explicit = judge({ ...no, explicitDeny: true });
  expect(permissionFacts(roleArn, 'P', absence)).toMatchObject({
    policyArn: 'arn:aws-cn:iam::aws:policy/P',
    plainAbsence: true,
  });
  expect(permissionFacts(roleArn, 'P', explicit)).not.toHaveProperty('policyArn');
  expect(permissionFacts(roleArn, null, absence)).not.toHaveProperty('policyArn');
  expect([isPlainAbsence(absence), isPlainAbsence(explicit), isPlainAbsence([])]).toEqual([true, false, false]);
  expect([isFenced(absence), isFenced(judge({ ...no, allowedByBoundary: false }))]).toEqual([false, true]);
});

it('names of policies leave things open, and no more', () => {
  const having = (attached: string[]) => namesSuffice({ roleArn, attached, inline: [] }, ['AmazonEKSWorkerNodePolicy']);
  expect(having(['AmazonEKSWorkerNodePolicy'])).toBe(true);
  expect(having(['AdministratorAccess'])).toBe(true);
  expect(having(['AmazonEKS_CNI_Policy'])).toBe(false);
});
