import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/service-cidr-fits.ts';
import type { UserData } from '../../../core/evidence.ts';
import { bootstrap, findings, instance, on, said, userData } from '../../support/configured.ts';
import { healthyTopics, unread } from '../../support/evidence.ts';

const CAUSE = 'userdata-wrong-service-cidr';
const ipv6 = {
  cluster: { ...healthyTopics.cluster, ipFamily: 'ipv6' as const, serviceIpv6Cidr: 'fd12:3456:789a::/108' },
};

describe('the service CIDR that user data name', () => {
  it.each(['172.20.0.0/16', '172.20.4.0/24'])('%s is right', (serviceCidr) => {
    expect(said(check, { userData: userData({ serviceCidr }) })).toEqual([]);
  });

  it.each(['10.100.0.0/16', '172.20.0.0/12', '192.168.0.0/24'])('%s is wrong, but the node joins', (serviceCidr) => {
    expect(findings(check, { userData: userData({ serviceCidr }) })).toMatchObject([
      { cause: CAUSE, certainty: 'certain', afterJoining: true, facts: { named: [serviceCidr] } },
    ]);
  });

  it('is idle where the DNS address is named', () => {
    const named = userData({ serviceCidr: '10.100.0.0/16', clusterDnsIp: '172.20.0.10' });
    expect(said(check, { userData: named })).toEqual([]);
  });

  it('of the wrong family is told by another check', () => {
    expect(said(check, { userData: userData({ serviceCidr: 'fd00::/108' }) })).toEqual([]);
    expect(said(check, { ...ipv6, userData: userData({ serviceCidr: '172.20.0.0/16' }) })).toEqual([]);
  });

  it('is compared in IPv6 clusters too', () => {
    expect(said(check, { ...ipv6, userData: userData({ serviceCidr: 'fd12:3456:789a::/108' }) })).toEqual([]);
    expect(said(check, { ...ipv6, userData: userData({ serviceCidr: 'fd99::/108' }) })).toEqual([`${CAUSE} certain`]);
  });
});

describe('the DNS address that user data name', () => {
  const dns = (clusterDnsIp: string): { userData: UserData } => ({ userData: bootstrap({ clusterDnsIp }) });
  it.each([
    '172.20.0.10',
    '172.20.0.10,172.20.0.11',
    '169.254.20.10',
    '169.254.20.10,172.20.0.10',
    'fd00::a',
    'dns',
    ',',
  ])('%s is right, of the node itself, or none', (address) => {
    expect(said(check, { ...on.al2, ...dns(address) })).toEqual([]);
  });

  it('outside is likely wrong: somebody may run a DNS there', () => {
    expect(said(check, { ...on.al2, ...dns('10.100.0.10') })).toEqual([`${CAUSE} likely`]);
  });
});

it('says nothing where there is nothing to compare', () => {
  const wrong = userData({ serviceCidr: '10.100.0.0/16' });
  for (const seen of [
    { userData: userData({ serviceCidr: undefined }) },
    { userData: userData({ serviceCidr: '10.100.0.0/16', clusterName: 'prod-us' }) },
    { userData: { ...wrong, standalone: true } },
    { userData: wrong, cluster: { ...healthyTopics.cluster, serviceIpv4Cidr: undefined } },
    { userData: wrong, cluster: { ...healthyTopics.cluster, serviceIpv4Cidr: 'x' } },
    { userData: wrong, cluster: null },
    { userData: wrong, instance: instance({ serviceManaged: true }) },
    { ...on.al2, userData: wrong },
  ]) {
    expect(said(check, seen)).toEqual([]);
  }
  expect(said(check, { ...on.foreign, userData: wrong })).toEqual([`${CAUSE} likely`]);
  expect(said(check, { userData: wrong, cluster: unread('eks:DescribeCluster') })).toEqual(['not checked']);
});
