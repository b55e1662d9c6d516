import { expect, it } from 'vitest';
import check from '../../../checks/ready/network-plugin-installed.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { daemonSet, node, other, withoutNetwork } from '../../support/nodes.ts';

const none: Seen = {
  daemonSets: [daemonSet('kube-proxy')],
  addons: [],
  cniIdentity: { addon: false },
  node: withoutNetwork(90),
};
const { instance } = healthyTopics;

it.each<[string, Seen, string[]]>([
  ['aws-node', {}, []],
  ['none at all', none, ['cni-addon-missing certain ready']],
  ['no DaemonSet of any kind', { ...none, daemonSets: [] }, ['cni-addon-missing certain ready']],
  ['any that mounts the folders', { ...none, daemonSets: [other('cilium', { mountsCni: true })] }, []],
  ['aws-node that mounts them otherwise', { ...none, daemonSets: [daemonSet('aws-node', { mountsCni: false })] }, []],
  [
    'an add-on that has not made its DaemonSet',
    { ...none, addons: healthyTopics.addons },
    ['cni-addon-missing likely ready'],
  ],
  [
    'an add-on, seen otherwise',
    { ...none, addons: unread('x'), cniIdentity: { addon: true } },
    ['cni-addon-missing likely ready'],
  ],
  ['add-ons unread', { ...none, addons: unread('x'), cniIdentity: unread('x') }, ['cni-addon-missing likely ready']],
  ['add-ons read in one of two ways', { ...none, addons: unread('x') }, ['cni-addon-missing certain ready']],
  ['no Node yet: an operator may still bring one', { ...none, node: null }, ['cni-addon-missing likely ready']],
  ['a Node that has just come', { ...none, node: withoutNetwork(20) }, ['cni-addon-missing likely ready']],
  ['a Node that nobody could read', { ...none, node: unread('x') }, ['cni-addon-missing likely ready']],
  ['a Node that is Ready: the image brings a network', { ...none, node: node() }, ['cni-addon-missing likely ready']],
  ['Auto Mode', { ...none, instance: { ...instance, serviceManaged: true } }, []],
  ['Windows', { ...none, instance: { ...instance, windows: true } }, []],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it('tells the state of the add-on and how to make one', () => {
  expect(judged(check, none).findings[0]).toMatchObject({
    subject: { kind: 'cluster', id: 'prod-eu' },
    facts: { addon: null, daemonSets: ['kube-proxy'] },
    fix: { commands: [expect.stringContaining('create-addon')] },
  });
  const failed = [{ name: 'vpc-cni', status: 'CREATE_FAILED', healthIssues: [] }];
  expect(judged(check, { ...none, addons: failed }).findings[0]).toMatchObject({
    facts: { addon: 'CREATE_FAILED' },
    fix: { commands: [expect.stringContaining('describe-addon')] },
  });
});

it.each(['cluster', 'instance', 'daemonSets'] as const)('%s unread: not checked', (topic) => {
  expect(judged(check, { ...none, [topic]: unread('some:Call') })).toMatchObject({ said: [], calls: ['some:Call'] });
});
