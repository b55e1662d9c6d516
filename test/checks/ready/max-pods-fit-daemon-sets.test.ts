import { expect, it } from 'vitest';
import check from '../../../checks/ready/max-pods-fit-daemon-sets.ts';
import { on, userData } from '../../support/configured.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { other } from '../../support/nodes.ts';

const most = (maxPods: number | undefined): Seen => ({ userData: userData({ maxPods }) });
const also = (...others: ReturnType<typeof other>[]): Seen => ({
  daemonSets: [...healthyTopics.daemonSets, ...others],
});
const suspect = ['max-pods-too-low suspect ready'];

it.each<[string, Seen, string[]]>([
  ['not said', most(undefined), []],
  ['plenty', most(29), []],
  ['one more than the DaemonSets', most(3), []],
  ['none left for anybody else', most(2), suspect],
  ['not even for the network', most(1), ['max-pods-too-low likely ready']],
  ['t3.nano with two more DaemonSets', { ...most(4), ...also(other('csi'), other('logs')) }, suspect],
  ['DaemonSets that run nowhere do not count', { ...most(3), ...also(other('gpu', { desired: 0 })) }, []],
  ['a network of another make', { ...most(1), daemonSets: [other('cilium', { mountsCni: true })] }, suspect],
  ['no user data', { userData: null }, []],
  ['Windows', { ...most(1), ...on.windows }, []],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it.each(['instance', 'userData', 'daemonSets'] as const)('%s unread: not checked', (topic) => {
  expect(judged(check, { ...most(1), [topic]: unread('some:Call') })).toMatchObject({ said: [], calls: ['some:Call'] });
});
