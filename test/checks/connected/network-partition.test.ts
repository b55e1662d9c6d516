import { describe, expect, it } from 'vitest';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const NO_ROUTE = n.tables({ 'rtb-private': [] });
const FAILED_NAT = n
  .healthy('natGateways')
  .map((nat) => ({ ...nat, state: 'failed' as const, failureCode: 'InsufficientFreeAddressesInSubnet' }));

describe('a healthy node', () => {
  it.each(n.networkChecks)('passes $id', (check) => {
    const { findings, notChecked } = runCheck(check, evidence());
    expect({ findings, notChecked }).toEqual({ findings: [], notChecked: [] });
  });

  it.each<[string, Seen]>([
    ['with public access only, through NAT', { cluster: n.publicOnly() }],
    [
      'with private access only and all endpoints, without internet',
      { ...n.isolated, cluster: n.privateOnly(), vpcEndpoints: n.privateEndpoints },
    ],
    [
      'in a public subnet with an Elastic IP',
      {
        routeTables: n.tables({ 'rtb-private': [n.byDefault('igw-0a')] }),
        instance: n.nodeWith({ publicIp: '198.51.100.9' }),
      },
    ],
    [
      'behind a transit gateway',
      { cluster: n.publicOnly(), routeTables: n.tables({ 'rtb-private': [n.byDefault('tgw-0a')] }) },
    ],
    [
      'behind a Gateway Load Balancer endpoint',
      { cluster: n.publicOnly(), routeTables: n.tables({ 'rtb-private': [n.byDefault('vpce-0gwlb')] }) },
    ],
    [
      'behind a NAT instance',
      { cluster: n.publicOnly(), routeTables: n.tables({ 'rtb-private': [n.byDefault('eni-0nat')] }) },
    ],
    [
      'whose NAT gateway stands behind a firewall endpoint',
      { cluster: n.publicOnly(), routeTables: n.tables({ 'rtb-public': [n.byDefault('vpce-0fw')] }) },
    ],
    [
      'with a regional NAT gateway',
      {
        cluster: n.publicOnly(),
        natGateways: n.healthy('natGateways').map((nat) => ({ ...nat, subnetId: undefined })),
      },
    ],
    [
      'with a pending NAT gateway',
      {
        cluster: n.publicOnly(),
        natGateways: n.healthy('natGateways').map((nat) => ({ ...nat, state: 'pending' as const })),
      },
    ],
    ['in a secondary block of the VPC', { vpc: { ...n.healthy('vpc'), cidrs: ['172.31.0.0/16', '10.0.0.0/16'] } }],
    [
      'that no longer has an interface',
      { instance: { ...n.healthy('instance'), interfaces: [] }, cluster: n.publicOnly(), routeTables: NO_ROUTE },
    ],
    ['of no known cluster', { cluster: null, routeTables: NO_ROUTE }],
  ])('%s is blamed for nothing', (_, overrides) => {
    expect(n.blames(overrides)).toEqual({});
  });
});

describe('one fault has one cause', () => {
  it.each<[string, Seen, Record<string, string>]>([
    [
      'no route, API server public',
      { cluster: n.publicOnly(), routeTables: NO_ROUTE },
      { 'route-none': 'certain configured' },
    ],
    [
      'no internet in the VPC, API server public',
      { ...n.isolated, cluster: n.publicOnly() },
      { 'endpoint-private-off-no-internet': 'certain configured' },
    ],
    [
      'the same with all AWS endpoints',
      { ...n.isolated, cluster: n.publicOnly(), vpcEndpoints: n.privateEndpoints },
      { 'endpoint-private-off-no-internet': 'certain connected' },
    ],
    [
      'no internet, API server private',
      { ...n.isolated, cluster: n.privateOnly() },
      { 'vpce-missing': 'certain configured' },
    ],
    [
      'no internet, only the ECR endpoints missing',
      { ...n.isolated, vpcEndpoints: [n.endpointOf('ec2')] },
      { 'vpce-missing': 'likely ready' },
    ],
    [
      'default route to a deleted NAT gateway',
      { cluster: n.publicOnly(), routeTables: n.tables({ 'rtb-private': [n.byDefault('nat-gone', 'blackhole')] }) },
      { 'route-blackhole': 'certain configured' },
    ],
    [
      'blackhole beside a private endpoint',
      { routeTables: n.tables({ 'rtb-private': [n.byDefault('tgw-gone', 'blackhole')] }) },
      { 'route-blackhole': 'certain configured' },
    ],
    ['failed NAT gateway', { natGateways: FAILED_NAT }, { 'nat-unavailable': 'certain configured' }],
    [
      'failed NAT gateway that nothing needs at once',
      { natGateways: FAILED_NAT, vpcEndpoints: [n.endpointOf('ec2')] },
      { 'nat-unavailable': 'likely ready' },
    ],
    ['failed NAT gateway beside every endpoint', { natGateways: FAILED_NAT, vpcEndpoints: n.privateEndpoints }, {}],
    [
      'NAT gateway in the private subnet',
      { natGateways: n.healthy('natGateways').map((nat) => ({ ...nat, subnetId: 'subnet-0a' })) },
      { 'nat-in-private-subnet': 'certain configured' },
    ],
    ['detached gateway behind the NAT gateway', { internetGateways: [] }, { 'igw-not-attached': 'certain configured' }],
    [
      'no public address',
      { cluster: n.publicOnly(), routeTables: n.tables({ 'rtb-private': [n.byDefault('igw-0a')] }) },
      { 'public-subnet-no-public-ip': 'certain configured' },
    ],
    [
      'the node takes its instance id as name',
      { cluster: n.publicOnly(), natGateways: FAILED_NAT, userData: n.userData({ instanceIdNodeName: true }) },
      { 'nat-unavailable': 'certain connected' },
    ],
    [
      'user data unread',
      {
        cluster: n.publicOnly(),
        natGateways: FAILED_NAT,
        userData: unknown('denied', 'ec2:DescribeInstanceAttribute'),
      },
      { 'nat-unavailable': 'likely connected' },
    ],
    [
      'a proxy in the user data',
      { cluster: n.publicOnly(), natGateways: FAILED_NAT, userData: n.userData({ proxy: { set: true, noProxy: [] } }) },
      { 'nat-unavailable': 'suspect configured' },
    ],
    [
      'DNS off',
      { vpcDns: { enableDnsSupport: false, enableDnsHostnames: true } },
      { 'vpc-dns-support-disabled': 'certain configured' },
    ],
    [
      'node address not admitted',
      { cluster: n.publicOnly({ publicAccessCidrs: ['192.0.2.0/24'] }) },
      { 'public-cidr-excludes-node': 'certain connected' },
    ],
    [
      'node with a group that the cluster does not know',
      {
        instance: n.nodeWith({ groups: ['sg-own'] }),
        securityGroups: [...n.healthy('securityGroups'), { ...group('sg-own') }],
      },
      { 'sg-cluster-ingress-blocked': 'certain connected' },
    ],
    [
      'node groups without egress',
      { securityGroups: n.healthy('securityGroups').map((one) => ({ ...one, egress: [] })) },
      { 'sg-node-egress-blocked': 'certain configured' },
    ],
    [
      'tight group on the endpoint beside good NAT',
      {
        vpcEndpoints: [n.endpointOf('ec2', { groups: ['sg-tight'] })],
        securityGroups: [...n.healthy('securityGroups'), { ...group('sg-tight') }],
      },
      { 'vpce-sg-blocked': 'certain configured' },
    ],
    [
      'ACL without any rule',
      { networkAcls: n.healthy('networkAcls').map((acl) => ({ ...acl, entries: [] })) },
      { 'nacl-blocked': 'certain configured' },
    ],
    [
      'foreign name servers',
      { dhcpOptions: { id: 'dopt-0a', nameServers: ['10.9.9.9'] } },
      { 'dhcp-dns-cannot-resolve': 'suspect connected' },
    ],
    [
      'another VPC',
      {
        instance: n.nodeWith({}, { vpcId: 'vpc-0b' }),
        vpc: { ...n.healthy('vpc'), id: 'vpc-0b' },
        internetGateways: [{ id: 'igw-0a', attachments: [{ vpcId: 'vpc-0b', state: 'available' }] }],
      },
      { 'instance-wrong-vpc': 'likely connected' },
    ],
  ])('%s', (_, overrides, expected) => {
    expect(n.blames(overrides)).toEqual(expected);
  });
});

describe('two faults at once', () => {
  const tight = { ...group('sg-tight'), egress: [] };
  const closedGroups = n.healthy('securityGroups').map((one) => ({ ...one, egress: [] }));
  const closedAcl = n.healthy('networkAcls').map((acl) => ({ ...acl, entries: [] }));
  const own: Seen = {
    instance: n.nodeWith({ groups: ['sg-own'] }),
    securityGroups: [...n.healthy('securityGroups'), group('sg-own')],
  };

  it.each<[string, Seen, Record<string, string>]>([
    [
      'NAT gateway and groups of the node',
      { natGateways: FAILED_NAT, securityGroups: closedGroups },
      { 'nat-unavailable': 'certain configured', 'sg-node-egress-blocked': 'certain configured' },
    ],
    [
      'NAT gateway and ACL',
      { cluster: n.publicOnly(), natGateways: FAILED_NAT, networkAcls: closedAcl },
      { 'nat-unavailable': 'certain configured', 'nacl-blocked': 'certain configured' },
    ],
    [
      'NAT gateway and groups of the API server',
      { natGateways: FAILED_NAT, ...own },
      { 'nat-unavailable': 'certain configured', 'sg-cluster-ingress-blocked': 'certain connected' },
    ],
    [
      'NAT gateway and the group of one interface of two',
      {
        natGateways: FAILED_NAT,
        securityGroups: [...n.healthy('securityGroups'), tight],
        clusterInterfaces: n
          .healthy('clusterInterfaces')
          .map((one) => (one.id === 'eni-c2' ? { ...one, groups: ['sg-tight'] } : one)),
      },
      { 'nat-unavailable': 'certain configured', 'sg-cluster-ingress-blocked': 'suspect connected' },
    ],
    [
      'no DNS and the group of one interface of two',
      {
        vpcDns: { enableDnsSupport: false, enableDnsHostnames: true },
        securityGroups: [...n.healthy('securityGroups'), tight],
        clusterInterfaces: n
          .healthy('clusterInterfaces')
          .map((one) => (one.id === 'eni-c2' ? { ...one, groups: ['sg-tight'] } : one)),
      },
      { 'vpc-dns-support-disabled': 'certain configured', 'sg-cluster-ingress-blocked': 'suspect connected' },
    ],
    [
      'no route, and groups that would not matter with one',
      { routeTables: NO_ROUTE, securityGroups: closedGroups },
      { 'vpce-missing': 'certain configured', 'sg-node-egress-blocked': 'certain connected' },
    ],
    [
      'a public side that refuses the node beside a private one that is shut, and nobody knows which is met',
      {
        ...own,
        dhcpOptions: { id: 'd', nameServers: ['192.0.2.53'] },
        cluster: n.cluster({ publicAccessCidrs: ['192.0.2.0/24'] }),
      },
      {
        'dhcp-dns-cannot-resolve': 'suspect connected',
        'public-cidr-excludes-node': 'likely connected',
        'sg-cluster-ingress-blocked': 'likely connected',
      },
    ],
  ])('%s: each is named for what it does', (_, overrides, expected) => {
    expect(n.blames(overrides)).toEqual(expected);
  });
});

describe('a fault that shuts several rungs', () => {
  const rungs = (overrides: Seen) =>
    n.findingsOf(overrides).map(({ stage, certainty, fix }) => `${certainty} ${stage} ${fix.heals}`);

  it.each<[string, Seen, readonly string[]]>([
    [
      'failed NAT gateway',
      { cluster: n.publicOnly(), natGateways: FAILED_NAT },
      ['certain configured after-reboot', 'certain connected running', 'likely ready running'],
    ],
    [
      'failed NAT gateway, user data unread',
      {
        cluster: n.publicOnly(),
        natGateways: FAILED_NAT,
        userData: unknown('denied', 'ec2:DescribeInstanceAttribute'),
      },
      ['likely connected running', 'likely configured after-reboot', 'likely ready running'],
    ],
    [
      'DNS off',
      { vpcDns: { enableDnsSupport: false, enableDnsHostnames: true } },
      ['certain configured after-reboot', 'certain connected running'],
    ],
    [
      'node groups without egress',
      { securityGroups: n.healthy('securityGroups').map((one) => ({ ...one, egress: [] })) },
      ['certain configured after-reboot', 'certain connected running', 'likely ready running'],
    ],
  ])('%s is named on each, so that progress cannot clear it', (_, overrides, expected) => {
    expect(rungs(overrides)).toEqual(expected);
  });
});

describe('what was not read', () => {
  it.each(n.networkChecks)('$id says what it misses and accuses nobody', (check) => {
    const seen = evidence(n.unreadBut('instance', 'cluster'));
    const { findings, notChecked } = runCheck(check, seen);
    expect(findings).toEqual([]);
    const unreadNeeds = check.needs.filter((topic) => seen[topic].state === 'unknown');
    expect(notChecked.length).toBeGreaterThanOrEqual(Math.min(unreadNeeds.length, 1));
  });

  it.each(n.networkChecks)('$id survives empty lists and odd texts', (check) => {
    const odd: Seen = {
      instance: n.nodeWith({ privateIp: 'nonsense', groups: [], subnetId: '' }),
      vpc: { ...n.healthy('vpc'), cidrs: ['', '999.0.0.0/8', '10.0.0.0/99'] },
      dhcpOptions: { id: '', nameServers: ['', 'x'] },
      cluster: n.cluster({ publicAccessCidrs: ['x'], endpoint: '' }),
      subnets: [],
      routeTables: [
        {
          id: 'rtb',
          vpcId: '',
          main: true,
          subnetIds: [],
          routes: [{ state: 'active' }, { prefixListId: 'pl-1', state: 'blackhole' }],
        },
      ],
      networkAcls: [],
      securityGroups: [],
      natGateways: [],
      internetGateways: [],
      vpcEndpoints: [n.endpointOf('ec2', { groups: [], subnetIds: ['subnet-x'] })],
    };
    const { findings, notChecked } = runCheck(check, evidence(odd));
    expect(findings.filter(({ certainty }) => certainty === 'certain')).toEqual([]);
    expect(notChecked.filter(({ call }) => call === 'none')).toEqual([]);
  });
});

function group(id: string) {
  const [egress] = n.healthy('securityGroups').map((one) => one.egress);
  return { id, name: id, vpcId: 'vpc-0a', ownerId: '111122223333', ingress: [], egress: egress ?? [], tags: {} };
}
