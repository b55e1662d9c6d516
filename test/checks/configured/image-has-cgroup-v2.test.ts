import { expect, it } from 'vitest';
import check from '../../../checks/configured/image-has-cgroup-v2.ts';
import { bootstrap, findings, instance, on, said } from '../../support/configured.ts';
import { healthyTopics, unread } from '../../support/evidence.ts';

const CAUSE = 'kubelet-crash-cgroup-v1';
const named = (name: string, ownerId = '111122223333') => ({
  nodeGroup: null,
  image: { ...healthyTopics.image, name, ownerId },
});

it.each(['1.35', '1.36', '1.40'])(
  'an image of the Amazon Linux 2 family with kubelet %s is likely to crash',
  (minor) => {
    for (const owner of ['111122223333', '602401143452']) {
      expect(said(check, named(`amazon-eks-node-${minor}-v20260101`, owner))).toEqual([`${CAUSE} likely`]);
    }
    expect(said(check, named(`my-amazon-eks-node-${minor}-golden`))).toEqual([`${CAUSE} likely`]);
  },
);

it.each([
  'amazon-eks-node-1.34-v20260101',
  'amazon-eks-node-al2023-x86_64-standard-1.35-v20261101',
  'bottlerocket-aws-k8s-1.35-x86_64-v1.52.0-abcdef01',
  'ubuntu-eks/k8s_1.35/images/hvm-ssd/ubuntu-noble-24.04-amd64',
  'company-linux-1.35',
  '',
])('%s is none of it', (name) => {
  expect(said(check, named(name))).toEqual([]);
});

it('is told by image and version', () => {
  expect(findings(check, named('amazon-eks-node-1.35-v20260101'))).toMatchObject([
    { stage: 'connected', subject: { kind: 'image', id: healthyTopics.image.id }, facts: { nodeMinor: '1.35' } },
  ]);
});

it('does not matter where kubelet is told to go on, and on Auto Mode', () => {
  const old = named('amazon-eks-node-1.35-v20260101');
  expect(said(check, { ...old, userData: bootstrap({ kubeletFlags: ['--fail-cgroupv1'] }) })).toEqual([]);
  expect(said(check, { ...old, instance: instance({ serviceManaged: true }) })).toEqual([]);
  expect(said(check, { ...on.al2, image: null })).toEqual([]);
  expect(said(check, { image: unread('ec2:DescribeImages') })).toEqual(['not checked']);
});
