import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/docker-bridge-apart.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import * as n from '../../support/network.ts';

const subnets = (cidr: string) => n.healthy('subnets').map((one) => (one.id === 'subnet-0a' ? { ...one, cidr } : one));
const seen = (more: Seen = {}): Seen => ({
  image: { ...healthyTopics.image, name: 'amazon-eks-node-1.32-v20251120' },
  nodeGroup: null,
  userData: n.userData({ flavour: 'bootstrap-sh', dockerBridge: true }),
  subnets: subnets('172.17.4.0/24'),
  ...more,
});

describe('docker-bridge-apart', () => {
  it('warns of AL2 in the block of its own bridge', () => {
    expect(judged(check, seen()).findings).toMatchObject([
      {
        cause: 'docker-bridge-overlap',
        certainty: 'likely',
        afterJoining: true,
        subject: { kind: 'subnet', id: 'subnet-0a' },
      },
    ]);
  });

  it.each<[string, Seen]>([
    ['another block', { subnets: subnets('172.18.4.0/24') }],
    ['no bridge', { userData: n.userData({ flavour: 'bootstrap-sh' }) }],
    ['another system', { image: healthyTopics.image }],
  ])('passes with %s', (_, more) => {
    expect(judged(check, seen(more)).said).toEqual([]);
  });

  it('is not checked without subnets or user data', () => {
    expect(judged(check, seen({ subnets: unread('ec2:DescribeSubnets') })).calls).toHaveLength(1);
    expect(judged(check, seen({ userData: unread('ec2:DescribeInstanceAttribute') })).calls).toHaveLength(1);
  });
});
