import { describe, expect, it } from 'vitest';
import { unknown } from '../../core/observed.ts';
import { apiServerSides } from '../../network/api-server.ts';
import { answersPrivateZones, resolverOf } from '../../network/resolver.ts';
import type { Seen } from '../support/evidence.ts';
import * as n from '../support/network.ts';

const foreign: Seen = { dhcpOptions: { id: 'dopt-1', nameServers: ['192.168.1.1'] } };
const hostnamesOff: Seen = { vpcDns: { enableDnsSupport: true, enableDnsHostnames: false } };

describe('resolverOf', () => {
  it.each<[readonly string[], string]>([
    [['AmazonProvidedDNS'], 'vpc'],
    [['169.254.169.253'], 'vpc'],
    [['fd00:ec2::253'], 'vpc'],
    [['10.0.0.2'], 'vpc'],
    [['10.0.0.3'], 'foreign'],
    [['192.168.1.1', 'AmazonProvidedDNS'], 'both'],
    [['nonsense'], 'foreign'],
    [[], 'unknown'],
  ])('%j is %s', (nameServers, expected) => {
    expect(resolverOf({ id: 'dopt-1', nameServers }, n.healthy('vpc'))).toBe(expected);
  });

  it('does not guess without options or without the blocks of the VPC', () => {
    expect(resolverOf(undefined, n.healthy('vpc'))).toBe('unknown');
    expect(resolverOf({ id: 'dopt-1', nameServers: ['10.0.0.2'] }, undefined)).toBe('unknown');
  });
});

describe('answersPrivateZones', () => {
  it.each<[string, Seen, string]>([
    ['everything on', {}, 'yes'],
    ['hostnames off', hostnamesOff, 'no'],
    ['support off', { vpcDns: { enableDnsSupport: false, enableDnsHostnames: true } }, 'no'],
    ['foreign servers', foreign, 'unproven'],
    ['attributes unread', { vpcDns: unknown('denied', 'ec2:DescribeVpcAttribute') }, 'unproven'],
    ['options unread', { dhcpOptions: unknown('denied', 'ec2:DescribeDhcpOptions') }, 'unproven'],
  ])('%s', (_, overrides, expected) => {
    expect(answersPrivateZones(n.around(overrides))).toBe(expected);
  });
});

describe('apiServerSides', () => {
  it.each<[string, Seen, readonly string[]]>([
    ['both on, VPC resolver', {}, ['private']],
    ['both on, foreign resolver', foreign, ['private', 'public']],
    ['both on, hostnames off', hostnamesOff, ['private', 'public']],
    ['both on, another VPC', { instance: n.nodeWith({}, { vpcId: 'vpc-x' }) }, ['private', 'public']],
    ['private only, foreign resolver', { ...foreign, cluster: n.privateOnly() }, ['private']],
    ['public only', { cluster: n.publicOnly() }, ['public']],
  ])('%s', (_, overrides, expected) => {
    expect(apiServerSides(n.around(overrides))).toEqual(expected);
  });
});
