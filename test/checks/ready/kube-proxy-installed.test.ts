import { expect, it } from 'vitest';
import check from '../../../checks/ready/kube-proxy-installed.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { daemonSet, other, pod, withoutNetwork } from '../../support/nodes.ts';

const none: Seen = { daemonSets: [daemonSet('aws-node')], node: withoutNetwork(90), systemPods: [pod('aws-node')] };
const beside = (...others: ReturnType<typeof other>[]): Seen => ({
  ...none,
  daemonSets: [daemonSet('aws-node'), ...others],
});
const withSetting = (name: string, value: string): Seen => ({
  ...none,
  daemonSets: [daemonSet('aws-node', { settings: { [name]: value } })],
});
const { instance } = healthyTopics;

it.each<[string, Seen, string[]]>([
  ['kube-proxy', {}, []],
  ['none', none, ['kube-proxy-missing certain ready']],
  ['others that are no proxies', beside(other('node-exporter')), ['kube-proxy-missing certain ready']],
  ['another name, its image', beside(other('proxy', { images: ['r/eks/kube-proxy:v1'] })), []],
  ['a static pod of the image', { ...none, systemPods: [pod('kube-proxy-ip-10-0-1-23')] }, []],
  [
    'pods unread, so a static pod is possible',
    { ...none, systemPods: unread('x') },
    ['kube-proxy-missing likely ready'],
  ],
  ['Cilium in chaining mode', beside(other('cilium', { mountsCni: true })), ['kube-proxy-missing suspect ready']],
  ['a proxy of another make', beside(other('kube-router')), ['kube-proxy-missing suspect ready']],
  [
    'the VPC CNI goes to the endpoint itself',
    withSetting('CLUSTER_ENDPOINT', 'https://x'),
    ['kube-proxy-missing suspect ready'],
  ],
  ['or to a host of its own', withSetting('KUBERNETES_SERVICE_HOST', 'x'), ['kube-proxy-missing suspect ready']],
  ['an empty setting is none', withSetting('CLUSTER_ENDPOINT', ''), ['kube-proxy-missing certain ready']],
  ['another network altogether', { ...none, daemonSets: [other('cilium', { mountsCni: true })] }, []],
  [
    'aws-node is kept off all nodes',
    { ...none, daemonSets: [daemonSet('aws-node', { desired: 0 }), other('cilium', { mountsCni: true })] },
    [],
  ],
  ['no Node yet', { ...none, node: null }, ['kube-proxy-missing likely ready']],
  ['a Node that has just come', { ...none, node: withoutNetwork(20) }, ['kube-proxy-missing likely ready']],
  ['Auto Mode', { ...none, instance: { ...instance, serviceManaged: true } }, []],
  ['Windows', { ...none, instance: { ...instance, windows: true } }, []],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it.each(['cluster', 'instance', 'daemonSets'] as const)('%s unread: not checked', (topic) => {
  expect(judged(check, { ...none, [topic]: unread('some:Call') })).toMatchObject({ said: [], calls: ['some:Call'] });
});
