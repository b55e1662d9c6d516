import { describe, expect, it } from 'vitest';
import type { NatGateway } from '../../core/evidence.ts';
import { unknown } from '../../core/observed.ts';
import { hasOtherExit, isIsolated } from '../../network/exits.ts';
import { internetEgress } from '../../network/internet.ts';
import type { Seen } from '../support/evidence.ts';
import * as n from '../support/network.ts';

const unread = unknown('denied', 'ec2:Describe');
const guest = { vpc: { ...n.healthy('vpc'), ownerId: '999999999999' } };
const nat = (change: Partial<NatGateway>) => ({
  natGateways: n.healthy('natGateways').map((one) => ({ ...one, ...change })),
});
const route = (...routes: Parameters<typeof n.tables>[0][string][number][]) => ({
  routeTables: n.tables({ 'rtb-private': routes }),
});
const egress = (overrides: Seen) => {
  const found = internetEgress(n.around(overrides));
  return found.verdict === 'no' ? found.obstacle : found.verdict;
};

describe('internetEgress', () => {
  it('follows NAT to the gateway and knows every address it leaves from', () => {
    const found = internetEgress(n.around(nat({ publicIps: ['203.0.113.10', '203.0.113.11'] })));
    expect(found).toMatchObject({
      verdict: 'yes',
      by: { kind: 'nat-gateway', id: 'nat-0a' },
      publicIps: ['203.0.113.10', '203.0.113.11'],
    });
  });

  it('takes the address of an Elastic IP from the interface', () => {
    const found = internetEgress(
      n.around({ ...route(n.byDefault('igw-0a')), instance: n.nodeWith({ publicIp: '198.51.100.9' }) }),
    );
    expect(found).toMatchObject({ verdict: 'yes', publicIps: ['198.51.100.9'] });
  });

  it('uses the main table only for a subnet without a table of its own', () => {
    const tables = n
      .healthy('routeTables')
      .map((table) => ({ ...table, subnetIds: table.subnetIds.filter((id) => id !== 'subnet-0a') }));
    expect(egress({ routeTables: tables })).toBe('route-none');
    expect(egress({})).toBe('yes');
  });

  it.each<[string, Seen, string]>([
    ['no route', route(), 'route-none'],
    [
      'only the S3 gateway endpoint',
      route({ prefixListId: 'pl-s3', target: 'vpce-s3', state: 'active' }),
      'route-none',
    ],
    ['only private routes elsewhere', route({ cidr: '10.9.0.0/16', target: 'pcx-1', state: 'active' }), 'route-none'],
    ['blackhole', route(n.byDefault('nat-gone', 'blackhole')), 'route-blackhole'],
    ['blackhole without a target', route({ cidr: '0.0.0.0/0', state: 'blackhole' }), 'route-blackhole'],
    [
      'blackhole beside an active route of its length',
      route(n.byDefault('nat-gone', 'blackhole'), n.byDefault('vgw-1')),
      'unproven',
    ],
    [
      'blackhole below a route to a part',
      route(n.byDefault('nat-gone', 'blackhole'), { cidr: '52.0.0.0/8', target: 'tgw-1', state: 'active' }),
      'unproven',
    ],
    [
      'two blackholes',
      route(n.byDefault('nat-gone', 'blackhole'), { cidr: '52.0.0.0/8', target: 'tgw-1', state: 'blackhole' }),
      'route-blackhole',
    ],
    ['half the internet', route({ cidr: '0.0.0.0/1', target: 'nat-0a', state: 'active' }), 'unproven'],
    ['a prefix list that nobody read', route({ prefixListId: 'pl-x', target: 'tgw-1', state: 'active' }), 'unproven'],
    ['transit gateway', route(n.byDefault('tgw-1')), 'unproven'],
    ['firewall endpoint', route(n.byDefault('vpce-1')), 'unproven'],
    ['NAT instance', route(n.byDefault('eni-1')), 'unproven'],
    ['NAT gateway failed', nat({ state: 'failed' }), 'nat-unavailable'],
    [
      'NAT gateway failed and the route a blackhole',
      { ...nat({ state: 'failed' }), ...route(n.byDefault('nat-0a', 'blackhole')) },
      'nat-unavailable',
    ],
    ['NAT gateway deleting', nat({ state: 'deleting' }), 'nat-unavailable'],
    ['NAT gateway pending', nat({ state: 'pending' }), 'unproven'],
    ['private NAT gateway', nat({ connectivity: 'private' }), 'nat-unavailable'],
    [
      'private NAT gateway before a transit gateway',
      { ...nat({ connectivity: 'private' }), routeTables: n.tables({ 'rtb-public': [n.byDefault('tgw-1')] }) },
      'unproven',
    ],
    ['NAT gateway not listed', { natGateways: [] }, 'unproven'],
    ['NAT gateways unread', { natGateways: unread }, 'unproven'],
    ['NAT gateway that leads back to itself', nat({ subnetId: 'subnet-0a' }), 'nat-in-private-subnet'],
    ['NAT gateway without a way on', { routeTables: n.tables({ 'rtb-public': [] }) }, 'nat-in-private-subnet'],
    ['NAT gateway behind another', { routeTables: n.tables({ 'rtb-public': [n.byDefault('nat-other')] }) }, 'unproven'],
    [
      'NAT gateway behind a firewall',
      { routeTables: n.tables({ 'rtb-public': [n.byDefault('vpce-fw')] }) },
      'unproven',
    ],
    [
      'NAT gateway behind a blackhole',
      { routeTables: n.tables({ 'rtb-public': [n.byDefault('tgw-gone', 'blackhole')] }) },
      'route-blackhole',
    ],
    ['regional NAT gateway', nat({ subnetId: undefined }), 'yes'],
    [
      'gateway attached elsewhere',
      { internetGateways: [{ id: 'igw-0a', attachments: [{ vpcId: 'vpc-x', state: 'available' }] }] },
      'igw-not-attached',
    ],
    [
      'gateway detaching',
      { internetGateways: [{ id: 'igw-0a', attachments: [{ vpcId: 'vpc-0a', state: 'detaching' }] }] },
      'igw-not-attached',
    ],
    ['gateway not listed', { internetGateways: [] }, 'igw-not-attached'],
    ['gateway not listed to a guest of the VPC', { internetGateways: [], ...guest }, 'unproven'],
    ['gateways unread', { internetGateways: unread }, 'unproven'],
    ['no public address', route(n.byDefault('igw-0a')), 'public-subnet-no-public-ip'],
    ['route tables unread', { routeTables: unread }, 'unproven'],
    ['no table seen', { routeTables: [] }, 'unproven'],
  ])('%s', (_, overrides, expected) => {
    expect(egress(overrides)).toBe(expected);
  });

  it('leaves IPv6 and a second interface a chance', () => {
    const out = { ipv6Cidr: '::/0', target: 'eigw-1', state: 'active' as const };
    expect(egress({ ...route(out), instance: n.nodeWith({ ipv6: ['2001:db8::1'] }) })).toBe('unproven');
    expect(egress({ ...route(out) })).toBe('route-none');
    const [primary] = n.healthy('instance').interfaces;
    const second = primary && {
      ...primary,
      id: 'eni-0b',
      deviceIndex: 1,
      subnetId: 'subnet-0p',
      publicIp: '198.51.100.9',
    };
    const two = { ...n.healthy('instance'), interfaces: [primary, second].flatMap((one) => one ?? []) };
    expect(egress({ ...route(), instance: two })).toBe('unproven');
    const ofCni = {
      ...two,
      interfaces: two.interfaces.map((one) => (one.deviceIndex === 1 ? { ...one, description: 'aws-K8S-i-0aa' } : one)),
    };
    expect(egress({ ...route(), instance: ofCni })).toBe('route-none');
  });
});

describe('exits', () => {
  it('knows other exits than the gateways of the VPC', () => {
    expect(hasOtherExit(n.around({}))).toBe(false);
    expect(hasOtherExit(n.around(route({ prefixListId: 'pl-s3', target: 'vpce-s3', state: 'active' })))).toBe(false);
    expect(hasOtherExit(n.around(route({ cidr: '10.9.0.0/16', target: 'tgw-1', state: 'active' })))).toBe(true);
    expect(hasOtherExit(n.around(route({ cidr: '10.9.0.0/16', target: 'tgw-1', state: 'blackhole' })))).toBe(false);
    expect(hasOtherExit(n.around({ routeTables: unread }))).toBe(true);
  });

  it('calls a VPC isolated only if all of it was read and nothing leads out', () => {
    expect(isIsolated(n.around(n.isolated))).toBe(true);
    expect(isIsolated(n.around({}))).toBe(false);
    expect(isIsolated(n.around({ ...n.isolated, natGateways: unread }))).toBe(false);
    expect(isIsolated(n.around({ ...n.isolated, internetGateways: n.healthy('internetGateways') }))).toBe(false);
    expect(isIsolated(n.around({ ...n.isolated, ...guest }))).toBe(false);
    expect(isIsolated(n.around({ ...n.isolated, natGateways: n.healthy('natGateways') }))).toBe(false);
    expect(isIsolated(n.around({ ...n.isolated, routeTables: n.healthy('routeTables') }))).toBe(false);
  });
});
