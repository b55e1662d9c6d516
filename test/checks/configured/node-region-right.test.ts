import { expect, it } from 'vitest';
import check from '../../../checks/configured/node-region-right.ts';
import type { UserData } from '../../../core/evidence.ts';
import { findings, instance, on, said, userData } from '../../support/configured.ts';
import { unread } from '../../support/evidence.ts';

const CAUSE = 'node-region-wrong';
const toml = (change: Partial<UserData>): UserData => userData({ flavour: 'bottlerocket', ...change });

it('the region of the instance, or none, is right', () => {
  expect(said(check, { ...on.bottlerocket, userData: toml({ region: 'eu-central-1' }) })).toEqual([]);
  expect(said(check, { ...on.bottlerocket, userData: toml({}) })).toEqual([]);
});

it.each(['us-east-1', 'eu-central-1a', 'eu-central-1-ham-1'])('%s is likely wrong', (region) => {
  expect(findings(check, { ...on.bottlerocket, userData: toml({ region }) })).toMatchObject([
    {
      cause: CAUSE,
      certainty: 'likely',
      stage: 'configured',
      facts: { userDataRegion: region, instanceRegion: 'eu-central-1' },
    },
  ]);
});

it('is less sure on an image of unknown kind, and nothing on others', () => {
  const other = toml({ region: 'us-east-1' });
  expect(said(check, { ...on.foreign, userData: other })).toEqual([`${CAUSE} suspect`]);
  expect(said(check, { ...on.al2023, userData: other })).toEqual([]);
  expect(said(check, { ...on.bottlerocket, userData: toml({ region: 'us-east-1', standalone: true }) })).toEqual([]);
  const serviceManaged = instance({ serviceManaged: true });
  expect(said(check, { ...on.bottlerocket, instance: serviceManaged, userData: other })).toEqual([]);
  expect(said(check, { userData: unread('ec2:DescribeInstanceAttribute') })).toEqual(['not checked']);
});
