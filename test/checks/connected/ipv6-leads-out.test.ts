import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/ipv6-leads-out.ts';
import { type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import * as n from '../../support/network.ts';

const seen = (more: Seen = {}): Seen => ({
  cluster: n.cluster({ ipFamily: 'ipv6' }),
  instance: n.nodeWith({ ipv6: ['2001:db8::1'] }),
  routeTables: n.tables({ 'rtb-private': [] }),
  ...more,
});
const out = { ipv6Cidr: '::/0', target: 'eigw-1', state: 'active' as const };

describe('ipv6-leads-out', () => {
  it('suspects a subnet that nothing leads out of', () => {
    expect(judged(check, seen()).findings).toMatchObject([
      { cause: 'ipv6-route-missing', certainty: 'suspect', stage: 'connected', subject: { id: 'rtb-private' } },
    ]);
  });

  it.each<[string, Seen]>([
    ['an IPv4 cluster', { cluster: n.cluster({}) }],
    ['an IPv6 route', { routeTables: n.tables({ 'rtb-private': [out] }) }],
    ['a way out by IPv4', { routeTables: n.healthy('routeTables') }],
    ['endpoints', { vpcEndpoints: [n.endpointOf('ec2')] }],
    ['a node without IPv6, which another check names', { instance: n.nodeWith({}) }],
  ])('passes with %s', (_, more) => {
    expect(judged(check, seen(more)).said).toEqual([]);
  });

  it('is not checked without routes or endpoints', () => {
    expect(judged(check, seen({ routeTables: unread('ec2:DescribeRouteTables') })).calls).toHaveLength(1);
    expect(judged(check, seen({ vpcEndpoints: unread('ec2:DescribeVpcEndpoints') })).calls).toHaveLength(1);
  });
});
