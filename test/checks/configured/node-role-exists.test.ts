import { expect, it } from 'vitest';
import check from '../../../checks/configured/node-role-exists.ts';
import { healthyTopics, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';

const issue = { code: 'IamNodeRoleNotFound', message: '', resourceIds: [] };
const nodeGroup = { ...healthyTopics.nodeGroup, healthIssues: [issue] };

it('passes a role that is there, whatever an older health issue says', () => {
  expect(judged(check)).toMatchObject({ said: [], notChecked: [] });
  expect(judged(check, { nodeGroup }).said).toEqual([]);
});

it('a role that IAM does not know is certain', () => {
  const { said, findings } = judged(check, { nodeRole: null });
  expect(said).toEqual(['node-role-or-profile-deleted certain configured']);
  expect(findings[0]).toMatchObject({ facts: { roleName: 'prod-eu-node' }, evidence: [{ says: 'NoSuchEntity' }] });
});

it('a health issue alone is likely', () => {
  expect(judged(check, { nodeRole: unread('iam:GetRole'), nodeGroup }).said).toEqual([
    'node-role-or-profile-deleted likely configured',
  ]);
});

it('an empty profile has no role to miss', () => {
  const instanceProfile = { ...healthyTopics.instanceProfile, roleArn: undefined };
  expect(judged(check, { nodeRole: null, instanceProfile }).said).toEqual([]);
  const instance = { ...healthyTopics.instance, instanceProfileArn: undefined };
  expect(judged(check, { nodeRole: null, instance }).said).toEqual([]);
});

it('a denied look is no missing role', () => {
  expect(judged(check, { nodeRole: unread('iam:GetRole') })).toMatchObject({ said: [], calls: ['iam:GetRole'] });
});
