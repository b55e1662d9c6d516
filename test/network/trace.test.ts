import { describe, expect, it } from 'vitest';
import type { NetworkAclEntry, SecurityGroupRule } from '../../core/evidence.ts';
import { unknown } from '../../core/observed.ts';
import { hasEndpoint, servicesOf } from '../../network/aws-services.ts';
import { blockageAt } from '../../network/blockage.ts';
import { apiServer, awsServices } from '../../network/destinations.ts';
import { publicAccess } from '../../network/public-access.ts';
import { trace } from '../../network/trace.ts';
import type { Seen } from '../support/evidence.ts';
import * as n from '../support/network.ts';

const needs = (change: Parameters<typeof n.userData>[0]) =>
  Object.fromEntries(
    servicesOf(n.around({ userData: n.userData(change) })).map(({ service, need }) => [service, need]),
  );
const waysOf = (overrides: Seen) =>
  awsServices(n.around(overrides))
    .find(({ name }) => name === 'the ec2 API')
    ?.ways.map(({ name }) => name);

describe('servicesOf', () => {
  it.each<[string, Parameters<typeof n.userData>[0], string, string]>([
    ['nodeadm', {}, 'yes', 'no'],
    ['nodeadm with instance id names', { instanceIdNodeName: true }, 'no', 'no'],
    ['Bottlerocket', { flavour: 'bottlerocket' }, 'yes', 'no'],
    ['Bottlerocket with a name of its own', { flavour: 'bottlerocket', hostnameOverride: 'n1' }, 'no', 'no'],
    ['bootstrap.sh that is told everything', { flavour: 'bootstrap-sh' }, 'unproven', 'no'],
    ['bootstrap.sh that has to ask', { flavour: 'bootstrap-sh', apiServerEndpoint: undefined }, 'unproven', 'yes'],
    ['Windows', { flavour: 'windows', caSha256: undefined }, 'no', 'yes'],
    ['a script', { flavour: 'shell' }, 'unproven', 'no'],
  ])('%s', (_, change, ec2, eks) => {
    expect(needs(change)).toMatchObject({ ec2, eks, s3: 'unproven' });
  });

  it('does not know without user data', () => {
    const [ec2] = servicesOf(n.around({ userData: unknown('denied', 'ec2:DescribeInstanceAttribute') }));
    expect(ec2).toMatchObject({ service: 'ec2', need: 'unproven' });
  });
});

describe('hasEndpoint', () => {
  const toHub = {
    routeTables: n.tables({ 'rtb-private': [{ cidr: '10.9.0.0/16', target: 'tgw-1', state: 'active' }] }),
  };
  it.each<[string, Seen, string]>([
    ['one', { vpcEndpoints: [n.endpointOf('ec2')] }, 'yes'],
    ['a FIPS one', { vpcEndpoints: [n.endpointOf('ec2-fips')] }, 'yes'],
    ['one of another service', { vpcEndpoints: [n.endpointOf('ec2messages')] }, 'no'],
    ['none', {}, 'no'],
    ['none here, a hub may have one', toHub, 'unproven'],
    ['none that a guest sees', { vpc: { ...n.healthy('vpc'), ownerId: '999999999999' } }, 'unproven'],
    ['unread', { vpcEndpoints: unknown('denied', 'ec2:DescribeVpcEndpoints') }, 'unproven'],
  ])('%s', (_, overrides, expected) => {
    expect(hasEndpoint(n.around(overrides), 'ec2')).toBe(expected);
  });
});

describe('destinations', () => {
  it('leads to the interfaces of the API server, or to the internet', () => {
    expect(apiServer(n.around())?.ways.map(({ name }) => name)).toEqual(['eni-c1', 'eni-c2']);
    expect(apiServer(n.around({ cluster: n.publicOnly() }))?.ways.map(({ name }) => name)).toEqual(['the internet']);
  });

  it('is not judged without the interfaces of the API server', () => {
    expect(apiServer(n.around({ clusterInterfaces: [] }))).toBeUndefined();
    expect(
      apiServer(n.around({ clusterInterfaces: unknown('denied', 'ec2:DescribeNetworkInterfaces') })),
    ).toBeUndefined();
    expect(apiServer(n.around({ instance: n.nodeWith({}, { vpcId: 'vpc-x' }) }))).toBeUndefined();
  });

  it.each<[string, Seen, readonly string[] | undefined]>([
    ['no endpoint', {}, ['the internet']],
    ['private DNS', { vpcEndpoints: [n.endpointOf('ec2')] }, ['vpce-ec2 in subnet-0a']],
    [
      'private DNS that may not answer',
      { vpcEndpoints: [n.endpointOf('ec2')], dhcpOptions: { id: 'd', nameServers: ['1.1.1.1'] } },
      ['vpce-ec2 in subnet-0a', 'the internet'],
    ],
    [
      'private DNS that is inert',
      { vpcEndpoints: [n.endpointOf('ec2')], vpcDns: { enableDnsSupport: true, enableDnsHostnames: false } },
      ['the internet'],
    ],
    [
      'private DNS off, a zone of the user may stand in',
      { vpcEndpoints: [n.endpointOf('ec2', { privateDnsEnabled: false })] },
      undefined,
    ],
    ['endpoint pending', { vpcEndpoints: [n.endpointOf('ec2', { state: 'pendingacceptance' })] }, undefined],
    ['no way out by design', { routeTables: n.tables({ 'rtb-private': [] }) }, ['the internet']],
    ['endpoints unread', { vpcEndpoints: unknown('denied', 'ec2:DescribeVpcEndpoints') }, undefined],
    ['endpoints may stand in a hub', { routeTables: n.tables({ 'rtb-private': [n.byDefault('tgw-1')] }) }, undefined],
  ])('EC2: %s', (_, overrides, expected) => {
    expect(waysOf(overrides)).toEqual(expected);
  });
});

describe('trace', () => {
  const hopNames = (overrides: Seen, index: number) => {
    const here = n.around(overrides);
    const way = apiServer(here)?.ways[index];
    return way ? trace(here, here.interfaces[0], way).hops.map(({ kind, verdict }) => `${kind} ${verdict}`) : [];
  };

  it('meets no ACL inside a subnet, both across subnets, and the NAT gateway with its own towards the internet', () => {
    expect(hopNames({}, 0)).toEqual(['name yes', 'node-groups yes', 'route yes', 'far-groups yes']);
    expect(hopNames({}, 1)).toEqual([
      'name yes',
      'node-groups yes',
      'node-acl yes',
      'route yes',
      'far-acl yes',
      'far-groups yes',
    ]);
    expect(hopNames({ cluster: n.publicOnly() }, 0)).toEqual([
      'name yes',
      'node-groups yes',
      'node-acl yes',
      'route yes',
      'gateway yes',
      'route yes',
      'gateway yes',
      'nat-acl yes',
      'public-access yes',
    ]);
  });

  it('proves nothing against a node that may be admitted by its IPv6 address', () => {
    const ingress = [{ protocol: '-1', cidrs: [], ipv6Cidrs: ['2001:db8::/64'], groups: [], prefixLists: [] }];
    const overrides = {
      instance: n.nodeWith({ groups: ['sg-own'], ipv6: ['2001:db8::23'] }),
      securityGroups: n.healthy('securityGroups').map((group) => ({ ...group, ingress })),
    };
    expect(hopNames(overrides, 0)).toContain('far-groups unproven');
  });

  it('asks the ports that the system of the node picks', () => {
    const [acl] = n.healthy('networkAcls');
    const low = {
      ruleNumber: 100,
      egress: false,
      protocol: '6',
      action: 'allow' as const,
      cidr: '0.0.0.0/0',
      ports: { from: 1024, to: 49151 },
    };
    const networkAcls = acl ? [{ ...acl, entries: [...acl.entries.filter(({ egress }) => egress), low] }] : [];
    const windows = n.nodeWith({}, { windows: true });
    expect(hopNames({ networkAcls, cluster: n.publicOnly() }, 0)).toContain('node-acl unproven');
    expect(hopNames({ networkAcls, cluster: n.publicOnly(), instance: windows }, 0)).toContain('node-acl no');
  });
});

describe('what lies behind a route that cannot be followed', () => {
  it('proves nothing', () => {
    const tight = { id: 'sg-tight', name: 't', vpcId: 'vpc-0a', ownerId: '1', ingress: [], egress: [], tags: {} };
    const closed: Seen = {
      clusterInterfaces: n.healthy('clusterInterfaces').map((one) => ({ ...one, groups: ['sg-tight'] })),
      securityGroups: [...n.healthy('securityGroups'), tight],
    };
    const verdicts = (overrides: Seen) => {
      const here = n.around(overrides);
      return apiServer(here)?.ways.map((way) => trace(here, here.interfaces[0], way).verdict);
    };
    expect(verdicts(closed)).toEqual(['no', 'no']);
    const inspected = n.tables({ 'rtb-private': [{ cidr: '10.0.2.0/24', target: 'vpce-gwlb', state: 'active' }] });
    expect(verdicts({ ...closed, routeTables: inspected })).toEqual(['no', 'unproven']);
    const dead = n.tables({ 'rtb-private': [{ cidr: '10.0.2.0/24', target: 'vpce-gwlb', state: 'blackhole' }] });
    expect(verdicts({ routeTables: dead })).toEqual(['yes', 'no']);
  });
});

describe('the NAT gateway', () => {
  const [open] = n.healthy('networkAcls');
  const natAcl = (...entries: readonly NetworkAclEntry[]): Seen => ({
    cluster: n.publicOnly(),
    networkAcls: open
      ? [
          { ...open, subnetIds: ['subnet-0a', 'subnet-0b'] },
          { ...open, id: 'acl-nat', subnetIds: ['subnet-0p'], entries: [...entries, ...open.entries] },
        ]
      : [],
  });
  const deny = (egress: boolean, cidr: string, from: number, to: number): NetworkAclEntry => ({
    ruleNumber: 1,
    egress,
    protocol: '6',
    action: 'deny',
    cidr,
    ports: { from, to },
  });
  const hop = (overrides: Seen) => {
    const here = n.around(overrides);
    const way = apiServer(here)?.ways[0];
    return way && trace(here, here.interfaces[0], way).hops.find(({ kind }) => kind === 'nat-acl');
  };

  it.each<[string, NetworkAclEntry, string]>([
    ['lets no request of the node in', deny(false, '10.0.1.0/24', 443, 443), 'no'],
    ['lets no answer out to the node', deny(true, '10.0.1.0/24', 1024, 65535), 'no'],
    ['lets no request out', deny(true, '0.0.0.0/0', 443, 443), 'no'],
    ['lets no answer in', deny(false, '0.0.0.0/0', 1024, 65535), 'no'],
    ['lets answers in on some ports only', deny(false, '0.0.0.0/0', 1024, 40000), 'unproven'],
    ['stops other nodes', deny(false, '10.0.2.0/24', 443, 443), 'yes'],
  ])('has an ACL of its own subnet, which %s', (_, entry, verdict) => {
    expect(hop(natAcl(entry))).toMatchObject({ ids: ['acl-nat'], verdict });
  });

  it('is not filtered where it has no subnet', () => {
    const regional = n.healthy('natGateways').map((nat) => ({ ...nat, subnetId: undefined }));
    expect(hop({ ...natAcl(deny(true, '0.0.0.0/0', 443, 443)), natGateways: regional })).toBeUndefined();
  });
});

describe('the S3 gateway endpoint', () => {
  const s3 = n.endpointOf('s3', { id: 'vpce-s3', type: 'Gateway', privateDnsEnabled: false, groups: [] });
  const routed: Seen = {
    vpcEndpoints: [s3],
    prefixLists: [{ id: 'pl-s3', cidrs: ['52.219.0.0/16'] }],
    routeTables: n.tables({
      'rtb-private': [{ prefixListId: 'pl-s3', target: 'vpce-s3', state: 'active' }, n.byDefault('nat-0a')],
    }),
  };
  const to = (overrides: Seen) => {
    const here = n.around(overrides);
    const way = awsServices(here).find(({ service }) => service === 's3')?.ways[0];
    return way && { way: way.name, verdict: trace(here, here.interfaces[0], way).verdict };
  };
  const onlyTo = (rule: Partial<SecurityGroupRule>) =>
    n.healthy('securityGroups').map((group) => ({
      ...group,
      egress: [{ protocol: '-1', cidrs: [], ipv6Cidrs: [], groups: [], prefixLists: [], ...rule }],
    }));

  it('is the way where the node subnet has its route, and the internet is where not', () => {
    expect(to(routed)).toEqual({ way: 'vpce-s3', verdict: 'yes' });
    expect(to({ ...routed, routeTables: n.healthy('routeTables') })).toEqual({ way: 'the internet', verdict: 'yes' });
  });

  it('is filtered by the addresses of its prefix list', () => {
    expect(to({ ...routed, securityGroups: onlyTo({ prefixLists: ['pl-s3'] }) })?.verdict).toBe('yes');
    expect(to({ ...routed, securityGroups: onlyTo({ cidrs: ['10.0.0.0/8'] }) })?.verdict).toBe('no');
    expect(to({ ...routed, prefixLists: [], securityGroups: onlyTo({ cidrs: ['10.0.0.0/8'] }) })?.verdict).toBe(
      'unproven',
    );
  });
});

describe('blockageAt', () => {
  const closedTo = (id: string) => ({
    clusterInterfaces: n
      .healthy('clusterInterfaces')
      .map((one) => (one.id === id || id === 'all' ? { ...one, groups: ['sg-tight'] } : one)),
    securityGroups: [
      ...n.healthy('securityGroups'),
      { id: 'sg-tight', name: 't', vpcId: 'vpc-0a', ownerId: '1', ingress: [], egress: [], tags: {} },
    ],
  });
  const certainty = (overrides: Seen) => {
    const here = n.around(overrides);
    const server = apiServer(here);
    return server && blockageAt(here, server, 'far-groups')?.certainty;
  };

  it('is certain only if every way is shut', () => {
    expect(certainty(closedTo('all'))).toBe('certain');
    expect(certainty(closedTo('eni-c1'))).toBe('suspect');
    expect(certainty({})).toBeUndefined();
  });

  it('is likely at most behind an appliance, with unread routes or unread user data', () => {
    const inspected = {
      routeTables: n.tables({
        'rtb-private': [{ cidr: '10.0.2.0/24', target: 'vpce-gwlb', state: 'active' }, n.byDefault('nat-0a')],
      }),
    };
    expect(certainty({ ...closedTo('all'), ...inspected })).toBe('likely');
    expect(certainty({ ...closedTo('all'), routeTables: unknown('denied', 'ec2:DescribeRouteTables') })).toBe('likely');
    expect(certainty({ ...closedTo('all'), userData: unknown('denied', 'ec2:DescribeInstanceAttribute') })).toBe(
      'likely',
    );
    expect(certainty({ ...closedTo('all'), userData: n.userData({ proxy: { set: true, noProxy: [] } }) })).toBe(
      'suspect',
    );
  });
});

describe('publicAccess', () => {
  const ask = (cidrs: readonly string[], more: Seen = {}) =>
    publicAccess(n.around({ cluster: n.publicOnly({ publicAccessCidrs: cidrs }), ...more })).verdict;
  const twoIps = {
    natGateways: n.healthy('natGateways').map((nat) => ({ ...nat, publicIps: ['203.0.113.10', '203.0.113.77'] })),
  };
  it.each<[string, readonly string[], Seen, string]>([
    ['everybody', ['0.0.0.0/0'], {}, 'yes'],
    ['everybody in two halves', ['0.0.0.0/1', '128.0.0.0/1'], {}, 'yes'],
    ['no list', [], {}, 'yes'],
    ['the address', ['203.0.113.10/32'], {}, 'yes'],
    ['another address', ['192.0.2.1/32'], {}, 'no'],
    ['one of two addresses', ['203.0.113.10/32'], twoIps, 'unproven'],
    ['none of two addresses', ['192.0.2.1/32'], twoIps, 'no'],
    [
      'an unknown exit',
      ['192.0.2.1/32'],
      { routeTables: n.tables({ 'rtb-private': [n.byDefault('tgw-1')] }) },
      'unproven',
    ],
    ['IPv6 beside it', ['192.0.2.1/32'], { instance: n.nodeWith({ ipv6: ['2001:db8::1'] }) }, 'unproven'],
    ['an entry that cannot be read', ['x'], {}, 'unproven'],
  ])('%s', (_, cidrs, more, expected) => {
    expect(ask(cidrs, more)).toBe(expected);
  });
});
