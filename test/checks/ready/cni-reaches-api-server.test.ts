import { expect, it } from 'vitest';
import check from '../../../checks/ready/cni-reaches-api-server.ts';
import type { KubernetesNode } from '../../../core/evidence.ts';
import { type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { node, pod, withoutNetwork } from '../../support/nodes.ts';

const condition = (reason: string, status = 'False'): KubernetesNode =>
  withoutNetwork(60, { conditions: [{ type: 'NetworkingReady', status, reason }] });
const crashing = pod('aws-node', { ready: false, waiting: 'CrashLoopBackOff' });
const pods = (...systemPods: ReturnType<typeof pod>[]): Seen => ({ node: withoutNetwork(60), systemPods });
const likely = ['cni-api-unreachable likely ready'];

it.each<[string, Seen, string[]]>([
  ['no Node', {}, []],
  ['all runs', pods(pod('aws-node'), pod('kube-proxy')), []],
  ['the agent: not ready', { node: condition('IPAMDNotReady') }, likely],
  ['the agent: not running', { node: condition('IPAMDNotRunning') }, likely],
  ['the agent: another reason', { node: condition('InterfaceNotUp') }, []],
  ['the agent: fine', { node: condition('IPAMDNotReady', 'True') }, []],
  ['both crash', pods(crashing, pod('kube-proxy', { ready: false, waiting: 'CrashLoopBackOff' })), likely],
  [
    'kube-proxy is not ready',
    pods(crashing, pod('kube-proxy', { ready: false })),
    ['cni-api-unreachable suspect ready'],
  ],
  ['kube-proxy is ready: something else', pods(crashing, pod('kube-proxy')), []],
  ['no kube-proxy here', pods(crashing), []],
  [
    'images on their way',
    pods(pod('aws-node', { ready: false, waiting: 'ErrImagePull' }), pod('kube-proxy', { ready: false })),
    [],
  ],
  ['a Node that is Ready', { ...pods(crashing, pod('kube-proxy', { ready: false })), node: node() }, []],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it('pods unread: not checked, unless the agent has told', () => {
  const blind = { systemPods: unread('some:Call') };
  expect(judged(check, { ...blind, node: withoutNetwork(60) }).calls).toEqual(['some:Call']);
  expect(judged(check, { ...blind, node: condition('IPAMDNotReady') })).toMatchObject({ said: likely, calls: [] });
  expect(judged(check, { node: unread('some:Call') }).calls).toEqual(['some:Call']);
});
