import { expect, it } from 'vitest';
import check from '../../../checks/ready/startup-taints-gone.ts';
import { type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { ago, node, tainted, withoutNetwork } from '../../support/nodes.ts';

const CILIUM = 'node.cilium.io/agent-not-ready';
const EBS = 'ebs.csi.aws.com/agent-not-ready';
const KARPENTER = 'karpenter.sh/unregistered';
const likely = ['startup-taint-stuck likely ready'];
const taint = (key: string) => [{ key, effect: 'NoExecute' }];

it.each<[string, Seen, string[]]>([
  ['no Node', {}, []],
  ['no taint', { node: node() }, []],
  ['young', { node: tainted(299, CILIUM) }, []],
  ['old', { node: tainted(300, CILIUM) }, likely],
  ['two of them', { node: tainted(400, CILIUM, EBS) }, [...likely, ...likely]],
  [
    'an old Node that is Ready since a moment',
    { node: { ...tainted(900, EBS), ready: { status: 'True', since: ago(60) } } },
    [],
  ],
  ['a Node that is not Ready keeps it for that reason', { node: withoutNetwork(900, { taints: taint(EBS) }) }, []],
  ['Karpenter waits for nothing', { node: withoutNetwork(900, { taints: taint(KARPENTER) }) }, likely],
  ['somebody’s own taint', { node: tainted(900, 'dedicated', 'example.com/agent-not-ready') }, []],
  [
    'that of the cloud controller has its own check',
    { node: tainted(900, 'node.cloudprovider.kubernetes.io/uninitialized') },
    [],
  ],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it('says who should take it off', () => {
  expect(judged(check, { node: tainted(400, EBS) }).findings[0]?.facts).toMatchObject({
    taint: EBS,
    takenOffBy: 'the EBS CSI driver',
    seconds: 400,
  });
});

it('unread: not checked', () => {
  expect(judged(check, { node: unread('some:Call') })).toMatchObject({ said: [], calls: ['some:Call'] });
});
