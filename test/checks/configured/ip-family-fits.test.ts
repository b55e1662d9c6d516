import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/ip-family-fits.ts';
import { findings, instance, on, said, userData } from '../../support/configured.ts';
import { healthyTopics, unread } from '../../support/evidence.ts';

const CAUSE = 'ip-family-mismatch';
const cluster = {
  ...healthyTopics.cluster,
  ipFamily: 'ipv6' as const,
  serviceIpv4Cidr: undefined,
  serviceIpv6Cidr: 'fd00::/108',
};
const ipv6Data = userData({ ipFamily: 'ipv6', serviceCidr: 'fd00::/108' });
const withIpv6 = instance({
  interfaces: healthyTopics.instance.interfaces.map((one) => ({ ...one, ipv6: ['2001:db8::1'] })),
});

describe('the IP family', () => {
  it('fits', () => {
    expect(said(check, {})).toEqual([]);
    expect(said(check, { cluster, userData: ipv6Data, instance: withIpv6 })).toEqual([]);
    expect(said(check, { userData: null })).toEqual([]);
  });

  it('without an IPv6 address in an IPv6 cluster is certain, by the subnet', () => {
    for (const seen of [on.al2, on.al2023, on.bottlerocket]) {
      expect(findings(check, { ...seen, cluster, userData: ipv6Data })).toMatchObject([
        {
          cause: CAUSE,
          certainty: 'certain',
          subject: { kind: 'subnet', id: 'subnet-0a' },
          facts: { ipv6Addresses: 0 },
        },
      ]);
    }
    const [finding] = findings(check, { cluster, userData: unread('ec2:DescribeInstanceAttribute') });
    expect(finding?.fix.commands[0]).toContain('assign-ipv6-addresses --network-interface-id eni-0a');
  });

  it('is likely wrong where the platform is unknown', () => {
    expect(said(check, { ...on.foreign, cluster })).toEqual([`${CAUSE} likely`]);
    expect(said(check, { ...on.ubuntu, cluster })).toEqual([`${CAUSE} likely`]);
  });

  it("of the user data differs from the cluster's", () => {
    expect(said(check, { userData: ipv6Data })).toEqual([`${CAUSE} certain`]);
    expect(said(check, { userData: ipv6Data, instance: withIpv6 })).toEqual([`${CAUSE} likely`]);
    expect(said(check, { cluster, instance: withIpv6 })).toEqual([`${CAUSE} likely`]);
  });

  it('is not judged on Windows, Auto Mode, without interfaces and without the cluster', () => {
    expect(said(check, { ...on.windows, cluster })).toEqual([]);
    expect(said(check, { cluster, instance: instance({ serviceManaged: true }) })).toEqual([]);
    expect(said(check, { cluster, instance: instance({ interfaces: [] }) })).toEqual([]);
    expect(said(check, { cluster: null })).toEqual([]);
    expect(said(check, { cluster: unread('eks:DescribeCluster') })).toEqual(['not checked']);
  });
});
