import { expect, it } from 'vitest';
import check from '../../../checks/authenticated/region-takes-global-tokens.ts';
import type { Region } from '../../../core/evidence.ts';
import { type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';

const region = (change: Partial<Region>): Seen => ({
  region: { name: 'eu-south-1', optInStatus: 'opted-in', globalTokenVersion: 1, ...change },
});

it('suspects tokens of version 1 where the region had to be opted in', () => {
  expect(judged(check, region({})).said).toEqual(['sts-global-endpoint-token-version suspect authenticated']);
});

it.each<[string, Seen]>([
  ['version 2', region({ globalTokenVersion: 2 })],
  ['a region that is always on', region({ optInStatus: 'opt-in-not-required' })],
  ['a role that nobody maps', { ...region({}), accessEntry: null }],
])('%s: nothing', (_name, seen) => expect(judged(check, seen)).toMatchObject({ said: [], notChecked: [] }));

it('says what it could not read', () => {
  expect(judged(check, region({ globalTokenVersion: undefined })).calls).toEqual(['iam:GetAccountSummary']);
  expect(judged(check, { region: unread('ec2:DescribeRegions') }).calls).toEqual(['ec2:DescribeRegions']);
});
