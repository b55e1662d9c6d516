import { expect, it } from 'vitest';
import check from '../../../checks/configured/instance-has-profile.ts';
import { healthyTopics, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';

const bare = { ...healthyTopics.instance, instanceProfileArn: undefined };

it('passes with a profile, and SSM online does not stand in for one', () => {
  expect(judged(check)).toMatchObject({ said: [], notChecked: [] });
  expect(judged(check, { instance: bare, ssmAgent: { pingStatus: 'Online' } }).said).toEqual([
    'instance-profile-absent certain configured',
  ]);
});

it('says nothing of an instance that was not read', () => {
  expect(judged(check, { instance: unread('ec2:DescribeInstances') })).toMatchObject({
    said: [],
    calls: ['ec2:DescribeInstances'],
  });
  expect(judged(check, { instance: null }).said).toEqual([]);
});

it('a node that takes its instance id as its name is configured without credentials, and cannot sign in', () => {
  const userData = { ...healthyTopics.userData, instanceIdNodeName: true };
  expect(judged(check, { instance: bare, userData }).said).toEqual(['instance-profile-absent certain authenticated']);
  expect(judged(check, { instance: bare, userData: unread('ec2:DescribeInstanceAttribute') }).said).toEqual([
    'instance-profile-absent certain configured',
  ]);
});
