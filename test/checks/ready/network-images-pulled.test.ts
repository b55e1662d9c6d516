import { expect, it } from 'vitest';
import check from '../../../checks/ready/network-images-pulled.ts';
import { type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { pod } from '../../support/nodes.ts';

const said = ['image-pull-failed likely ready'];

it.each<[string, Seen, string[]]>([
  ['no pods', { systemPods: [] }, []],
  ['pods that run', { systemPods: [pod('aws-node'), pod('kube-proxy')] }, []],
  ['aws-node', { systemPods: [pod('aws-node', { ready: false, waiting: 'ErrImagePull' })] }, said],
  ['kube-proxy', { systemPods: [pod('kube-proxy', { ready: false, waiting: 'ImagePullBackOff' })] }, said],
  [
    'both count once',
    { systemPods: ['aws-node', 'kube-proxy'].map((name) => pod(name, { waiting: 'ErrImagePull' })) },
    said,
  ],
  ['somebody else’s pod', { systemPods: [pod('ebs-csi-node', { waiting: 'ErrImagePull' })] }, []],
  ['another wait', { systemPods: [pod('aws-node', { waiting: 'CrashLoopBackOff' })] }, []],
  ['pods that are only being made', { systemPods: [pod('aws-node', { waiting: 'ContainerCreating' })] }, []],
])('%s', (_, seen, expected) => expect(judged(check, seen)).toMatchObject({ said: expected, notChecked: [] }));

it('is an umbrella that names the image', () => {
  const seen = { systemPods: [pod('aws-node', { waiting: 'ErrImagePull', message: 'i/o timeout' })] };
  expect(judged(check, seen).findings[0]).toMatchObject({
    umbrella: true,
    subject: { kind: 'image', id: 'example.com/aws-node:v1' },
    evidence: [{ says: 'ErrImagePull: i/o timeout' }],
  });
});

it('unread: not checked', () => {
  expect(judged(check, { systemPods: unread('some:Call') })).toMatchObject({ said: [], calls: ['some:Call'] });
});
