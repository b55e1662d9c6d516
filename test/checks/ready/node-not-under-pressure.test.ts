import { expect, it } from 'vitest';
import check from '../../../checks/ready/node-not-under-pressure.ts';
import type { NodeCondition } from '../../../core/evidence.ts';
import { type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { node, withoutNetwork } from '../../support/nodes.ts';

const says = (...conditions: NodeCondition[]): Seen => ({ node: withoutNetwork(60, { conditions }) });
const likely = ['pressure-or-agent likely ready'];

it.each<[string, Seen, string[]]>([
  ['no Node', {}, []],
  ['nothing said', says(), []],
  ['DiskPressure', says({ type: 'DiskPressure', status: 'True' }), likely],
  ['MemoryPressure', says({ type: 'MemoryPressure', status: 'True' }), likely],
  ['PIDPressure', says({ type: 'PIDPressure', status: 'True' }), likely],
  [
    'two at once are one finding',
    says({ type: 'PIDPressure', status: 'True' }, { type: 'DiskPressure', status: 'True' }),
    likely,
  ],
  ['no pressure', says({ type: 'DiskPressure', status: 'False' }), []],
  ['pressure that is not known', says({ type: 'DiskPressure', status: 'Unknown' }), []],
  ['the agent', says({ type: 'ContainerRuntimeReady', status: 'False', reason: 'ContainerdCrashLoop' }), likely],
  ['the agent finds nothing', says({ type: 'KernelReady', status: 'True' }), []],
  [
    'the network of the CNI has its own check',
    says({ type: 'NetworkingReady', status: 'False', reason: 'IPAMDNotReady' }),
    [],
  ],
  ['any other network', says({ type: 'NetworkingReady', status: 'False', reason: 'InterfaceNotUp' }), likely],
  ['a condition of somebody’s own', says({ type: 'CorpReady', status: 'False' }), []],
  ['a Node that is Ready', { node: node({ conditions: [{ type: 'DiskPressure', status: 'True' }] }) }, []],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it('says nothing secret', () => {
  const seen = says({
    type: 'KernelReady',
    status: 'False',
    reason: 'X',
    message: 'proxy http://user:hunter2@10.0.0.1',
  });
  expect(JSON.stringify(judged(check, seen).findings)).not.toContain('hunter2');
});

it('unread: not checked', () => {
  expect(judged(check, { node: unread('some:Call') })).toMatchObject({ said: [], calls: ['some:Call'] });
});
