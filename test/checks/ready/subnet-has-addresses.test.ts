import { describe, expect, it } from 'vitest';
import check from '../../../checks/ready/subnet-has-addresses.ts';
import type { Tags } from '../../../core/evidence.ts';
import { type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import * as n from '../../support/network.ts';

const subnets = (free: number, spare: Tags = {}) =>
  n.healthy('subnets').map((one) => {
    if (one.id === 'subnet-0a') return { ...one, availableIpAddressCount: free };
    return one.id === 'subnet-0p' ? { ...one, tags: spare } : one;
  });
const said = (overrides: Seen) => judged(check, overrides).said;
const sign = { id: 'x', program: 'ipamd', line: 'no IPs', causes: ['cni-ip-exhausted' as const], proves: false };

describe('subnet-has-addresses', () => {
  it('suspects an empty subnet, and believes the node', () => {
    expect(said({ subnets: subnets(0) })).toEqual(['cni-ip-exhausted suspect ready']);
    expect(said({ subnets: subnets(0), console: { signs: [sign], tail: [] } })).toEqual([
      'cni-ip-exhausted likely ready',
    ]);
  });

  it.each<[string, Seen]>([
    ['one address left', { subnets: subnets(1) }],
    ['another subnet of the zone for pods', { subnets: subnets(0, { 'kubernetes.io/role/cni': '1' }) }],
    ['custom networking', { subnets: subnets(0), eniConfigs: ['eu-central-1a'] }],
    ['IPv6, whose prefixes are plenty', { subnets: subnets(0), cluster: n.cluster({ ipFamily: 'ipv6' }) }],
  ])('passes with %s', (_, overrides) => {
    expect(said(overrides)).toEqual([]);
  });

  it('is not checked without subnets', () => {
    expect(judged(check, { subnets: unread('ec2:DescribeSubnets') }).calls).toEqual(['ec2:DescribeSubnets']);
  });
});
