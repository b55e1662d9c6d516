import { expect, it } from 'vitest';
import check from '../../../checks/configured/bootstrap-called-once.ts';
import { bootstrap, customGroup, findings, instance, on, said, userData } from '../../support/configured.ts';
import { healthyTopics, unread } from '../../support/evidence.ts';

const CAUSE = 'userdata-double-bootstrap';
const twice = bootstrap({ bootstrapCalls: 2 });

it('one call is right, and none is told elsewhere', () => {
  expect(said(check, { ...on.al2, userData: bootstrap() })).toEqual([]);
  expect(said(check, { ...on.al2, userData: userData({ flavour: 'shell' }) })).toEqual([]);
  expect(said(check, { ...on.al2, userData: null })).toEqual([]);
});

it('two calls are suspicious: which of them a script reaches is not known', () => {
  for (const seen of [on.al2, on.ubuntu, on.foreign]) {
    expect(said(check, { ...seen, userData: twice })).toEqual([`${CAUSE} suspect`]);
  }
});

it('tells the call that EKS adds', () => {
  const nodeGroup = { ...healthyTopics.nodeGroup, amiType: 'AL2_x86_64' };
  expect(findings(check, { ...on.al2, nodeGroup, userData: twice })).toMatchObject([
    { stage: 'configured', facts: { bootstrapCalls: 2, appendedByEks: true } },
  ]);
  expect(findings(check, { ...on.al2, nodeGroup: customGroup, userData: twice })).toMatchObject([
    { facts: { appendedByEks: false } },
  ]);
});

it('says nothing where no bootstrap.sh is, and on Auto Mode', () => {
  expect(said(check, { ...on.al2023, userData: twice })).toEqual([]);
  expect(said(check, { userData: userData({ bootstrapCalls: 2 }) })).toEqual([]);
  expect(said(check, { ...on.al2, userData: twice, instance: instance({ serviceManaged: true }) })).toEqual([]);
  expect(said(check, { userData: unread('ec2:DescribeInstanceAttribute') })).toEqual(['not checked']);
});
