import { expect, it } from 'vitest';
import check from '../../../checks/booted/status-checks-pass.ts';
import type { InstanceStatus } from '../../../core/evidence.ts';
import { unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';

const LATER = { moment: { at: '2026-11-24T08:05:01.000Z' } };
const status = (change: Partial<InstanceStatus>) => ({
  instanceStatus: { system: 'ok', instance: 'ok', ...change } as const,
});
const found = (certainty: string) => [`instance-status-check-failed ${certainty} booted`];

it.each<[string, Partial<InstanceStatus>, string[]]>([
  ['all is well', {}, []],
  ['a start', { system: 'initializing', instance: 'initializing', ebs: 'initializing' }, []],
  ['too little to tell', { system: 'insufficient-data', instance: 'insufficient-data' }, []],
  ['the host', { system: 'impaired' }, found('certain')],
  ['the host and with it the rest', { system: 'impaired', instance: 'impaired', ebs: 'impaired' }, found('certain')],
  ['the machine, at its start', { instance: 'impaired' }, found('suspect')],
  ['the machine, for long', { instance: 'impaired', impairedSince: '2026-11-24T07:50:00.000Z' }, found('certain')],
  ['the machine, just now', { instance: 'impaired', impairedSince: '2026-11-24T08:01:00.000Z' }, found('suspect')],
  ['a volume', { ebs: 'impaired' }, found('likely')],
  ['no volumes', { ebs: 'not-applicable' }, []],
])('%s', (_name, change, expected) => expect(judged(check, status(change)).said).toEqual(expected));

it('gives a machine five minutes from its launch', () => {
  expect(judged(check, { ...LATER, ...status({ instance: 'impaired' }) }).said).toEqual(found('certain'));
});

it('is silent where EC2 has no status, and says what it could not read', () => {
  expect(judged(check, { instanceStatus: null })).toMatchObject({ said: [], notChecked: [] });
  expect(judged(check, { instanceStatus: unread('x:Y') })).toMatchObject({ said: [], calls: ['x:Y'] });
});
