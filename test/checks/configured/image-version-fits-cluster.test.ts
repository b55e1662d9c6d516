import { expect, it } from 'vitest';
import check from '../../../checks/configured/image-version-fits-cluster.ts';
import { customGroup, findings, instance, on, said } from '../../support/configured.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';

const CAUSE = 'ami-version-skew';
const node = (minor: string, ownerId = '602401143452'): Seen => ({
  nodeGroup: null,
  image: { ...healthyTopics.image, name: `amazon-eks-node-al2023-x86_64-standard-${minor}-v20261101`, ownerId },
});
const cluster = (version: string): Seen => ({ cluster: { ...healthyTopics.cluster, version } });

it.each([
  ['1.33', '1.33'],
  ['1.32', '1.33'],
  ['1.30', '1.33'],
  ['1.33', '1.33+'],
  ['1.33', 'v1.33'],
  ['1.33', 'v1.33.4-eks-1234567'],
])('a node of %s fits a cluster of %s', (minor, version) => {
  expect(said(check, { ...node(minor), ...cluster(version) })).toEqual([]);
});

it('a node that is newer is likely at fault, an older one suspicious', () => {
  expect(said(check, { ...node('1.34'), ...cluster('1.33') })).toEqual([`${CAUSE} likely`]);
  expect(said(check, { ...node('1.29'), ...cluster('1.33') })).toEqual([`${CAUSE} suspect`]);
  expect(findings(check, { ...node('1.34'), ...cluster('1.33') })).toMatchObject([
    { stage: 'registered', facts: { nodeMinor: '1.34', clusterMinor: '1.33', newer: true } },
  ]);
});

it('a name that anybody may have given proves less', () => {
  expect(said(check, { ...node('1.34', '111122223333'), ...cluster('1.33') })).toEqual([`${CAUSE} suspect`]);
});

it('a managed group tells its version where the image does not', () => {
  const seen = { image: unread('ec2:DescribeImages'), ...cluster('1.32') };
  expect(said(check, seen)).toEqual([`${CAUSE} suspect`]);
  expect(said(check, { ...seen, nodeGroup: customGroup })).toEqual([]);
});

it('reads the names of all publishers', () => {
  for (const seen of [on.bottlerocket, on.windows, on.ubuntu]) {
    expect(said(check, { ...seen, ...cluster('1.32') })).toEqual([`${CAUSE} likely`]);
  }
  expect(said(check, { ...on.al2, ...cluster('1.34') })).toEqual([`${CAUSE} suspect`]);
});

it.each(['', ' ', '1', '1.', '1.x', '1.333', '11.33', 'latest', 'ﬁ1.33', '１.３３'])(
  'says nothing of the cluster version %j',
  (version) => {
    expect(said(check, { ...node('1.20'), ...cluster(version) })).toEqual([]);
  },
);

it.each(['company-1.20', 'amazon-eks-node-21.20-x', 'amazon-eks-node-1.4-v1', 'eks 1.20', ''])(
  'does not take %j for a version',
  (name) => {
    expect(said(check, { image: { ...healthyTopics.image, name }, nodeGroup: null })).toEqual([]);
  },
);

it('says nothing on Auto Mode and without the cluster', () => {
  expect(said(check, { ...node('1.20'), instance: instance({ serviceManaged: true }) })).toEqual([]);
  expect(said(check, { ...node('1.20'), cluster: null })).toEqual([]);
  expect(said(check, { cluster: unread('eks:DescribeCluster') })).toEqual(['not checked']);
});
