import { expect, it } from 'vitest';
import check from '../../../checks/configured/ec2-may-assume-node-role.ts';
import type { PolicyStatement } from '../../../core/evidence.ts';
import { healthyTopics, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';

const allow = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
const trusting = (statement: PolicyStatement, arn = healthyTopics.nodeRole.arn) => ({
  nodeRole: { ...healthyTopics.nodeRole, arn, trust: { Version: '2012-10-17', Statement: [statement] } },
});

it('passes EC2 alone, in a list and under a condition on its own account', () => {
  expect(judged(check)).toMatchObject({ said: [], notChecked: [] });
  expect(judged(check, trusting({ ...allow, Principal: { Service: ['x', 'ec2.amazonaws.com'] } })).said).toEqual([]);
  const Condition = { StringEquals: { 'aws:SourceAccount': '111122223333' } };
  expect(judged(check, trusting({ ...allow, Condition })).said).toEqual([]);
});

it.each<[string, PolicyStatement]>([
  ['a role for pods', { ...allow, Principal: { Service: 'pods.eks.amazonaws.com' } }],
  ['a role for people', { ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
  ['another account', { ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } } }],
])('%s does not let EC2 in', (_, statement) => {
  const { said, findings } = judged(check, trusting(statement));
  expect(said).toEqual(['node-role-trust-invalid certain configured']);
  expect(findings[0]?.facts).toMatchObject({ roleName: 'prod-eu-node', roleArn: healthyTopics.nodeRole.arn });
  expect(findings[0]?.fix.commands[0]).toContain('aws iam update-assume-role-policy --role-name prod-eu-node');
});

it('the old spelling for China counts in China', () => {
  const cn = { ...allow, Principal: { Service: 'ec2.amazonaws.com.cn' } };
  expect(judged(check, trusting(cn, 'arn:aws-cn:iam::111122223333:role/prod-eu-node')).said).toEqual([]);
  expect(judged(check, trusting(cn)).said).toEqual(['node-role-trust-invalid certain configured']);
});

it('does not guess about conditions, and says so', () => {
  const Condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } };
  expect(judged(check, trusting({ ...allow, Condition }))).toMatchObject({ said: [], calls: ['iam:GetRole'] });
  expect(judged(check, { nodeRole: unread('iam:GetRole') })).toMatchObject({ said: [], calls: ['iam:GetRole'] });
  expect(judged(check, { nodeRole: null }).said).toEqual([]);
});
