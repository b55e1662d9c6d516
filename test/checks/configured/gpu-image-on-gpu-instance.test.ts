import { expect, it } from 'vitest';
import check from '../../../checks/configured/gpu-image-on-gpu-instance.ts';
import { findings, instance, on, said } from '../../support/configured.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';

const CAUSE = 'gpu-image-instance-mismatch';
const AL2023 = 'amazon-eks-node-al2023-x86_64-nvidia-1.33-v20261101';
const BOTTLEROCKET = 'bottlerocket-aws-k8s-1.33-nvidia-x86_64-v1.52.0-abcdef01';
const AL2 = 'amazon-eks-gpu-node-1.30-v20251101';
const of = (name: string, gpus: readonly string[], type = 'm5.large'): Seen => ({
  nodeGroup: null,
  image: { ...healthyTopics.image, name },
  instance: instance({ instanceType: type }),
  instanceType: { ...healthyTopics.instanceType, name: type, gpus },
});

it.each([AL2023, BOTTLEROCKET, AL2])('%s on a type with NVIDIA GPUs is right', (name) => {
  expect(said(check, of(name, ['NVIDIA'], 'g5.xlarge'))).toEqual([]);
});

it('is likely to hold up Bottlerocket, and suspicious elsewhere', () => {
  expect(said(check, of(BOTTLEROCKET, []))).toEqual([`${CAUSE} likely`]);
  expect(said(check, of(AL2023, []))).toEqual([`${CAUSE} suspect`]);
  expect(said(check, of(AL2, []))).toEqual([`${CAUSE} suspect`]);
});

it("counts another maker's GPU as none", () => {
  expect(findings(check, of(AL2023, ['AMD'], 'g4ad.xlarge'))).toMatchObject([
    { cause: CAUSE, stage: 'configured', facts: { instanceType: 'g4ad.xlarge', gpus: ['AMD'] } },
  ]);
});

it('the accelerated Amazon Linux 2 image serves Inferentia and Trainium too', () => {
  for (const type of ['inf1.xlarge', 'inf2.xlarge', 'trn1.2xlarge']) expect(said(check, of(AL2, [], type))).toEqual([]);
});

it('a standard image on a GPU type is a node without its GPU', () => {
  expect(said(check, of(healthyTopics.image.name, ['NVIDIA'], 'g5.xlarge'))).toEqual([]);
  expect(said(check, of(healthyTopics.image.name, []))).toEqual([]);
});

it('is told by the group as well', () => {
  const nodeGroup = { ...healthyTopics.nodeGroup, amiType: 'BOTTLEROCKET_x86_64_NVIDIA' };
  expect(said(check, { nodeGroup })).toEqual([`${CAUSE} likely`]);
});

it('is not judged while the type is unknown', () => {
  const seen = of(BOTTLEROCKET, []);
  expect(said(check, { ...seen, instanceType: unread('ec2:DescribeInstanceTypes') })).toEqual(['not checked']);
  expect(said(check, { ...seen, instanceType: null })).toEqual([]);
  expect(said(check, { ...on.al2023, instanceType: unread('ec2:DescribeInstanceTypes') })).toEqual([]);
  expect(said(check, { image: unread('ec2:DescribeImages') })).toEqual(['not checked']);
  expect(said(check, { ...seen, instance: instance({ serviceManaged: true }) })).toEqual([]);
});
