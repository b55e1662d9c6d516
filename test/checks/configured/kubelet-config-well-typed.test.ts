import { expect, it } from 'vitest';
import check from '../../../checks/configured/kubelet-config-well-typed.ts';
import type { UserData } from '../../../core/evidence.ts';
import { bootstrap, customGroup, findings, instance, on, said, userData } from '../../support/configured.ts';
import { unread } from '../../support/evidence.ts';

const CAUSE = 'kubelet-bad-flag-or-config';
const wrongType = { kind: 'kubelet-config-wrong-type', at: 'spec.kubelet.config.maxPods', says: 'x' } as const;
const wrong = (change: Partial<UserData> = {}): UserData => userData({ problems: [wrongType], ...change });

it('a NodeConfig without faults of type is right', () => {
  expect(said(check, {})).toEqual([]);
  expect(said(check, { userData: userData({ problems: [{ kind: 'nodeconfig-missing-field', says: 'x' }] }) })).toEqual(
    [],
  );
  expect(said(check, { userData: null })).toEqual([]);
});

it('a wrong type is certain on images that AWS publishes', () => {
  for (const seen of [{}, on.al2023]) expect(said(check, { ...seen, userData: wrong() })).toEqual([`${CAUSE} certain`]);
  expect(findings(check, { userData: wrong() })).toMatchObject([
    { stage: 'connected', facts: { at: ['spec.kubelet.config.maxPods'] } },
  ]);
});

it('is likely where drop-in files, a script or another fault may come first', () => {
  for (const seen of [
    { ...on.golden, userData: wrong() },
    { ...on.foreign, userData: wrong() },
    { ...on.golden, nodeGroup: customGroup, userData: wrong() },
    { userData: wrong({ configuresElsewhere: true }) },
    { userData: wrong({ problems: [wrongType, { kind: 'mime-malformed', says: 'x' }] }) },
  ]) {
    expect(said(check, seen)).toEqual([`${CAUSE} likely`]);
  }
});

it('means nothing where no NodeConfig is read, and on Auto Mode', () => {
  expect(said(check, { ...on.al2, userData: wrong() })).toEqual([]);
  expect(said(check, { ...on.al2, userData: bootstrap() })).toEqual([]);
  expect(said(check, { userData: wrong(), instance: instance({ serviceManaged: true }) })).toEqual([]);
  expect(said(check, { userData: unread('ec2:DescribeInstanceAttribute') })).toEqual(['not checked']);
});
