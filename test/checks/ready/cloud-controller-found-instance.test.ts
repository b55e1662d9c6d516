import { expect, it } from 'vitest';
import check from '../../../checks/ready/cloud-controller-found-instance.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { node, tainted, withoutNetwork } from '../../support/nodes.ts';

const TAINT = 'node.cloudprovider.kubernetes.io/uninitialized';
const certain = ['cloud-taint-uninitialized certain ready'];

it.each<[string, Seen, string[]]>([
  ['no Node', {}, []],
  ['no taint', { node: node() }, []],
  ['young', { node: tainted(119, TAINT) }, []],
  ['two minutes', { node: tainted(120, TAINT) }, []],
  ['longer', { node: tainted(121, TAINT) }, certain],
  [
    'whether it is Ready or not',
    { node: withoutNetwork(300, { taints: [{ key: TAINT, effect: 'NoSchedule' }] }) },
    certain,
  ],
  ['a Node whose age is not known', { node: { ...tainted(300, TAINT), createdAt: '' } }, []],
  ['other taints', { node: tainted(300, 'dedicated', 'node.cilium.io/agent-not-ready') }, []],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it('brings the tag where it is missing', () => {
  const seen = { node: { ...tainted(300, TAINT), providerId: undefined } };
  expect(judged(check, seen).findings[0]).toMatchObject({
    facts: { tagged: true, providerId: null },
    fix: { commands: [] },
  });
  const untagged = { ...seen, instance: { ...healthyTopics.instance, tags: {} } };
  expect(judged(check, untagged).findings[0]?.fix.commands).toEqual([
    'aws ec2 create-tags --resources i-0aa11bb22cc33dd44 --tags Key=kubernetes.io/cluster/prod-eu,Value=owned',
  ]);
});

it.each(['node', 'instance'] as const)('%s unread: not checked', (topic) => {
  const seen = { node: tainted(300, TAINT), [topic]: unread('some:Call') };
  expect(judged(check, seen)).toMatchObject({ said: [], calls: ['some:Call'] });
});
