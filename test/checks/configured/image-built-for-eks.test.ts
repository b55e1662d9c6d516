import { expect, it } from 'vitest';
import check from '../../../checks/configured/image-built-for-eks.ts';
import { customGroup, findings, instance, on, said } from '../../support/configured.ts';
import { healthyTopics, unread } from '../../support/evidence.ts';

const CAUSE = 'ami-not-eks';
const named = (name: string, ownerId: string, sourceImageId?: string) => ({
  nodeGroup: null,
  image: { ...healthyTopics.image, name, ownerId, sourceImageId },
});

it('images that their publishers built for EKS are', () => {
  for (const seen of [on.al2, on.al2023, on.bottlerocket, on.windows, on.ubuntu]) {
    expect(said(check, seen)).toEqual([]);
  }
});

it.each([
  ['amazon-eks-node-al2023-x86_64-standard-1.33-v20261101', '111122223333'],
  ['Copy of amazon-eks-node-1.30-v20251101', '111122223333'],
  ['company-eks-golden-7', '111122223333'],
  ['EKS base', '111122223333'],
  ['whatever EKS calls its next image', '013241004608'],
  ['whatever EKS calls its next image', '961992271922'],
  ['', '111122223333'],
])('%s of %s is taken for one', (name, owner) => {
  expect(said(check, named(name, owner))).toEqual([]);
});

it.each([
  ['al2023-ami-2023.9.20261110.0-kernel-6.12-x86_64', '137112412989'],
  ['ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20261101', '099720109477'],
  ['company-linux-7', '111122223333'],
  ['geeks-linux', '111122223333'],
])('%s of %s is suspicious, never more', (name, owner) => {
  expect(said(check, named(name, owner))).toEqual([`${CAUSE} suspect`]);
  expect(said(check, named(name, owner, 'ami-0source'))).toEqual([`${CAUSE} suspect`]);
});

it('names owner and source', () => {
  expect(findings(check, named('company-linux-7', '111122223333', 'ami-0source'))).toMatchObject([
    {
      stage: 'configured',
      subject: { kind: 'image' },
      facts: { ownerId: '111122223333', sourceImageId: 'ami-0source' },
    },
  ]);
});

it('says nothing where EKS picks the image, on Auto Mode and without the image', () => {
  const foreign = named('company-linux-7', '111122223333');
  expect(said(check, { ...foreign, nodeGroup: healthyTopics.nodeGroup })).toEqual([]);
  expect(said(check, { ...foreign, nodeGroup: customGroup })).toEqual([`${CAUSE} suspect`]);
  expect(said(check, { ...foreign, instance: instance({ serviceManaged: true }) })).toEqual([]);
  expect(said(check, { image: null })).toEqual([]);
  expect(said(check, { image: unread('ec2:DescribeImages') })).toEqual(['not checked']);
});
