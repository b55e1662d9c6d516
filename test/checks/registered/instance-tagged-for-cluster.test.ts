import { expect, it } from 'vitest';
import check from '../../../checks/registered/instance-tagged-for-cluster.ts';
import type { Instance } from '../../../core/evidence.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { ago, node, tainted } from '../../support/nodes.ts';

const TAINT = 'node.cloudprovider.kubernetes.io/uninitialized';
const instance = (change: Partial<Instance>): Seen => ({ instance: { ...healthyTopics.instance, ...change } });
const untagged = instance({ tags: { 'eks:cluster-name': 'prod-eu' } });
const lost = { ...tainted(30, TAINT), providerId: undefined };
const suspect = ['instance-tag-missing suspect registered'];

it.each<[string, Seen, string[]]>([
  ['owned', {}, []],
  ['shared', instance({ tags: { 'kubernetes.io/cluster/prod-eu': 'shared' } }), []],
  ['missing, no Node', untagged, suspect],
  ['the tag of another cluster', instance({ tags: { 'kubernetes.io/cluster/prod-us': 'owned' } }), suspect],
  ['missing, just launched', instance({ tags: {}, launchTime: ago(60) }), []],
  ['missing, a Node that says its instance', { ...untagged, node: node() }, []],
  ['missing, and the cloud controller needs it', { ...untagged, node: lost }, ['instance-tag-missing likely ready']],
  ['there, and the cloud controller has not come yet', { node: lost }, []],
  ['missing, a taint but a provider id', { ...untagged, node: tainted(30, TAINT) }, []],
  ['missing, a name that is the instance id', { ...untagged, node: { ...lost, name: 'i-0aa11bb22cc33dd44' } }, []],
  ['missing, the Node unread', { ...untagged, node: unread('x') }, []],
  ['Auto Mode', instance({ tags: {}, serviceManaged: true }), []],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it('brings the tag', () => {
  expect(judged(check, untagged).findings[0]?.fix.commands).toEqual([
    'aws ec2 create-tags --resources i-0aa11bb22cc33dd44 --tags Key=kubernetes.io/cluster/prod-eu,Value=owned',
  ]);
});

it.each(['cluster', 'instance'] as const)('%s unread: not checked', (topic) => {
  expect(judged(check, { ...untagged, [topic]: unread('some:Call') })).toMatchObject({
    said: [],
    calls: ['some:Call'],
  });
});
