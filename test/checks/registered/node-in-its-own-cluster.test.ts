import { expect, it } from 'vitest';
import check from '../../../checks/registered/node-in-its-own-cluster.ts';
import { progressOf } from '../../../core/progress.ts';
import { evidence, healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { ago } from '../../support/nodes.ts';

const { id } = healthyTopics.instance;
const made = (tags: Record<string, string>, description = `aws-K8S-${id}`): Seen => ({
  nodeInterfaces: [
    {
      id: 'eni-1',
      vpcId: 'vpc-0a',
      subnetId: 'subnet-0a',
      description,
      privateIps: ['10.0.1.50'],
      ipv6: [],
      groups: [],
      requesterManaged: false,
      tags: { 'node.k8s.amazonaws.com/createdAt': ago(30), ...tags },
    },
  ],
});
const OWNER = 'cluster.k8s.amazonaws.com/name';
const elsewhere = made({ [OWNER]: 'prod-us' });
const certain = ['node-in-other-cluster certain registered'];

it.each<[string, Seen, string[]]>([
  ['no interface of the CNI', {}, []],
  ['its own cluster', made({ [OWNER]: 'prod-eu' }), []],
  ['a CNI that does not know its cluster', made({}), []],
  ['another cluster', elsewhere, certain],
  ['before this boot', made({ [OWNER]: 'prod-us', 'node.k8s.amazonaws.com/createdAt': ago(9000) }), []],
  ['somebody else’s interface', made({ [OWNER]: 'prod-us' }, 'storage'), []],
  [
    'the Node could not be read, and the tag may be wrong',
    { ...elsewhere, node: unread('x') },
    ['node-in-other-cluster likely registered'],
  ],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it('is no proof that the node has registered here', () => {
  expect(progressOf(evidence(elsewhere)).reached).toBe('booted');
});

it.each(['cluster', 'instance', 'nodeInterfaces'] as const)('%s unread: not checked', (topic) => {
  expect(judged(check, { ...elsewhere, [topic]: unread('some:Call') })).toMatchObject({
    said: [],
    calls: ['some:Call'],
  });
});
