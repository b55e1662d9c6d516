import { expect, it } from 'vitest';
import check from '../../../checks/ready/windows-addresses-on.ts';
import { on } from '../../support/configured.ts';
import { type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';

const likely = ['windows-ipam-disabled likely ready'];

it.each<[string, Seen, string[]]>([
  ['Linux', {}, []],
  ['Windows, on', { ...on.windows, windowsNetworking: { enableWindowsIpam: 'true' } }, []],
  ['Windows, off', { ...on.windows, windowsNetworking: { enableWindowsIpam: 'false' } }, likely],
  ['Windows, no such key', { ...on.windows, windowsNetworking: {} }, likely],
  ['Windows, no such ConfigMap', { ...on.windows, windowsNetworking: null }, likely],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it('only warns: the node joins all the same', () => {
  expect(judged(check, { ...on.windows, windowsNetworking: {} }).findings[0]?.afterJoining).toBe(true);
});

it('unread: not checked', () => {
  const seen = { ...on.windows, windowsNetworking: unread('some:Call') };
  expect(judged(check, seen)).toMatchObject({ said: [], calls: ['some:Call'] });
});
