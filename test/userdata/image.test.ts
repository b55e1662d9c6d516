import { describe, expect, it } from 'vitest';
import type { Image, NodeGroup } from '../../core/evidence.ts';
import { isPublishedImage, minorOf, nodeMinorOf } from '../../userdata/index.ts';
import { healthyTopics } from '../support/evidence.ts';

const image = (name: string, ownerId = '602401143452'): Image => ({ ...healthyTopics.image, name, ownerId });
const group = (change: Partial<NodeGroup> = {}): NodeGroup => ({ ...healthyTopics.nodeGroup, ...change });

describe('the minor of a version', () => {
  it.each([
    ['1.33', 33],
    ['1.33+', 33],
    ['v1.33', 33],
    ['v1.33.4-eks-1234567', 33],
    [' 1.9 ', 9],
  ])('%s', (version, minor) => {
    expect(minorOf(version)).toBe(minor);
  });

  it.each([undefined, '', '1', '1.', '1.333', '2.33', '11.33', '1.33x', '1.٣٣', 'latest'])('%s is none', (version) => {
    expect(minorOf(version)).toBeUndefined();
  });
});

describe('the minor of a node', () => {
  it.each([
    ['amazon-eks-node-al2023-x86_64-standard-1.33-v20261101', '602401143452'],
    ['amazon-eks-node-al2023-arm64-nvidia-1.33-v20261101', '013241004608'],
    ['amazon-eks-node-1.33-v20251101', '961992271922'],
    ['amazon-eks-gpu-node-1.33-v20251101', '602401143452'],
    ['bottlerocket-aws-k8s-1.33-nvidia-x86_64-v1.50.0-abcdef01', '092701018921'],
    ['Windows_Server-2022-English-Core-EKS_Optimized-1.33-2026.11.01', '801119661308'],
    ['ubuntu-eks/k8s_1.33/images/hvm-ssd/ubuntu-noble-24.04-amd64', '099720109477'],
  ])('is sure by the name that its publisher gave: %s', (name, owner) => {
    expect(isPublishedImage(image(name, owner))).toBe(true);
    expect(nodeMinorOf(image(name, owner), undefined)).toMatchObject({ minor: 33, sure: true });
    expect(nodeMinorOf(image(name, '999988887777'), undefined)).toMatchObject({ minor: 33, sure: false });
  });

  it.each([
    '[Copied ami-1 from us-east-1] amazon-eks-node-1.33-v20251101',
    'my-amazon-eks-node-1.33',
    'Amazon-EKS-Node-1.33 ü',
  ])('is not sure by the name of a copy: %s', (name) => {
    expect(nodeMinorOf(image(name), undefined)).toMatchObject({ minor: 33, sure: false });
  });

  it.each([
    '',
    'company-1.33',
    'amazon-eks-node-21.33',
    'amazon-eks-node-1.333-v1',
    'amazon-eks-node-1.4',
    '🦀'.repeat(5000),
  ])('is not told by %#', (name) => {
    expect(nodeMinorOf(image(name), undefined)).toBeUndefined();
  });

  it('comes from a managed group that has no image of its own, and is not sure', () => {
    expect(nodeMinorOf(undefined, group())).toMatchObject({ minor: 33, sure: false });
    expect(nodeMinorOf(image('golden'), group())).toMatchObject({ minor: 33, sure: false });
    expect(nodeMinorOf(undefined, group({ amiType: 'CUSTOM' }))).toBeUndefined();
    expect(nodeMinorOf(undefined, group({ version: undefined }))).toBeUndefined();
  });

  it('is told in bounded time', () => {
    expect(nodeMinorOf(image('amazon-eks-'.repeat(100_000)), undefined)).toBeUndefined();
  });
});
