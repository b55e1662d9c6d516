import { expect, it } from 'vitest';
import check from '../../../checks/ready/network-plugin-initialized.ts';
import { type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { ago, node, pod, withoutNetwork } from '../../support/nodes.ts';

const said = ['cni-not-initialized likely ready'];
const docker = 'runtime network not ready: network plugin is not ready: cni config uninitialized';

it.each<[string, Seen, string[]]>([
  ['no Node', {}, []],
  ['a Node that is Ready', { node: node() }, []],
  ['a Node that has just registered says the same', { node: withoutNetwork(100) }, []],
  ['a Node that has waited', { node: withoutNetwork(130) }, said],
  ['the words of Docker', { node: node({ ready: { status: 'False', message: docker, since: ago(200) } }) }, said],
  [
    'without a time the Node tells its age',
    { node: withoutNetwork(200, { ready: { status: 'False', message: docker } }) },
    said,
  ],
  [
    'another reason',
    { node: node({ ready: { status: 'False', message: 'PLEG is not healthy', since: ago(200) } }) },
    [],
  ],
  ['a kubelet that stopped', { node: node({ ready: { status: 'Unknown', message: docker, since: ago(200) } }) }, []],
])('%s', (_, seen, expected) => expect(judged(check, seen)).toMatchObject({ said: expected, notChecked: [] }));

it('is an umbrella', () => {
  expect(judged(check, { node: withoutNetwork(130) }).findings[0]).toMatchObject({
    umbrella: true,
    facts: { seconds: 130 },
  });
});

it.each<[string, Seen, string | null]>([
  ['no pod of the VPC CNI', { systemPods: [pod('kube-proxy')] }, 'not on the node'],
  ['one that crashes', { systemPods: [pod('aws-node', { waiting: 'CrashLoopBackOff' })] }, 'CrashLoopBackOff'],
  ['one that runs', { systemPods: [pod('aws-node')] }, 'Running'],
  ['pods unread', { systemPods: unread('x') }, null],
])('says how the pod stands: %s', (_, seen, expected) => {
  expect(judged(check, { node: withoutNetwork(130), ...seen }).findings[0]?.facts).toMatchObject({ pod: expected });
});

it('unread: not checked', () => {
  expect(judged(check, { node: unread('some:Call') })).toMatchObject({ said: [], calls: ['some:Call'] });
});
