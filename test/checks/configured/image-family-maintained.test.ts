import { expect, it } from 'vitest';
import check from '../../../checks/configured/image-family-maintained.ts';
import { findings, instance, on, said } from '../../support/configured.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';

const CAUSE = 'al2-end-of-life';
const cluster = (version: string): Seen => ({ cluster: { ...healthyTopics.cluster, version } });

it('Amazon Linux 2 is suspicious from 1.33 on', () => {
  expect(said(check, { ...on.al2, ...cluster('1.32') })).toEqual([]);
  for (const version of ['1.33', '1.33+', 'v1.34']) {
    expect(said(check, { ...on.al2, ...cluster(version) })).toEqual([`${CAUSE} suspect`]);
  }
  expect(findings(check, { ...on.al2, ...cluster('1.33') })).toMatchObject([
    { stage: 'configured', facts: { platform: 'al2', clusterMinor: '1.33' } },
  ]);
});

it('is told by a group as well', () => {
  const nodeGroup = { ...healthyTopics.nodeGroup, amiType: 'AL2_x86_64' };
  expect(said(check, { image: unread('ec2:DescribeImages'), nodeGroup })).toEqual([`${CAUSE} suspect`]);
});

it('says nothing of other systems, of no version, and on Auto Mode', () => {
  for (const seen of [{}, on.al2023, on.bottlerocket, on.windows, on.ubuntu, on.golden, on.foreign]) {
    expect(said(check, seen)).toEqual([]);
  }
  for (const version of ['', '1.', 'latest', '1.330'])
    expect(said(check, { ...on.al2, ...cluster(version) })).toEqual([]);
  expect(said(check, { ...on.al2, instance: instance({ serviceManaged: true }) })).toEqual([]);
  expect(said(check, { cluster: unread('eks:DescribeCluster') })).toEqual(['not checked']);
});
