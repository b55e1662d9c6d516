import { expect, it } from 'vitest';
import check from '../../../checks/configured/instance-profile-holds-role.ts';
import { healthyTopics, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';

const empty = { ...healthyTopics.instanceProfile, roleArn: undefined };

it('passes a profile with a role', () => {
  expect(judged(check)).toMatchObject({ said: [], notChecked: [] });
});

it('an empty profile names the role of the node group as the one to add', () => {
  const { said, findings } = judged(check, { instanceProfile: empty });
  expect(said).toEqual(['instance-profile-no-role certain configured']);
  expect(findings[0]?.fix.commands).toEqual([
    'aws iam add-role-to-instance-profile --instance-profile-name prod-eu-node --role-name prod-eu-node',
  ]);
  expect(judged(check, { instanceProfile: empty, nodeGroup: null }).findings[0]?.fix.commands).toEqual([]);
});

it('a profile that is gone is told apart', () => {
  expect(judged(check, { instanceProfile: null }).said).toEqual(['node-role-or-profile-deleted certain configured']);
});

it('an instance without a profile is told by its own check', () => {
  const instance = { ...healthyTopics.instance, instanceProfileArn: undefined };
  expect(judged(check, { instance, instanceProfile: null }).said).toEqual([]);
});

it('a denied look is no empty profile', () => {
  expect(judged(check, { instanceProfile: unread('iam:GetInstanceProfile') })).toMatchObject({
    said: [],
    calls: ['iam:GetInstanceProfile'],
  });
});
