import { describe, expect, it } from 'vitest';
import type { UserData } from '../../core/evidence.ts';
import { bootCallsOf } from '../../identity/boot-calls.ts';
import { isSameNode, namingOf, nodeUserOf } from '../../identity/node-name.ts';

const data = (facts: Partial<UserData> = {}): UserData => ({
  flavour: 'nodeconfig',
  size: 1,
  layers: [],
  parts: [],
  problems: [],
  ...facts,
});
const here = { id: 'i-0aa11bb22cc33dd44', privateDnsName: 'ip-10-0-1-23.eu-central-1.compute.internal' };

describe('namingOf', () => {
  it.each([
    ['al2023', data(), { by: 'private-dns', proven: true }],
    ['al2', data({ flavour: 'bootstrap-sh' }), { by: 'private-dns', proven: true }],
    ['al2023', undefined, { by: 'private-dns', proven: false }],
    ['al2023', data({ configuresElsewhere: true }), { by: 'private-dns', proven: false }],
    ['al2', data({ kubeletFlagsUnknown: true }), { by: 'private-dns', proven: false }],
    ['al2023', data({ instanceIdNodeName: true }), { by: 'instance-id', proven: true }],
    ['bottlerocket', data(), { by: 'private-dns', proven: false }],
    ['bottlerocket', data({ instanceIdNodeName: false }), { by: 'private-dns', proven: true }],
    ['al2', data({ hostnameOverride: 'Node-1 ' }), { by: 'literal', literal: 'node-1', proven: true }],
    ['al2', data({ hostnameOverride: '$(hostname)' }), undefined],
    ['windows', data({ flavour: 'windows' }), { by: 'private-dns', proven: false }],
    ['ubuntu', data({ flavour: 'bootstrap-sh' }), { by: 'private-dns', proven: false }],
    ['unknown', undefined, undefined],
  ] as const)('%s %j', (platform, userData, naming) => {
    expect(namingOf(platform, userData, false)).toEqual(naming);
  });

  it('Auto Mode names by instance id', () => {
    expect(namingOf('unknown', undefined, true)).toEqual({ by: 'instance-id', proven: true });
  });
});

describe('isSameNode', () => {
  const byDns = { by: 'private-dns', proven: true } as const;
  const byId = { by: 'instance-id', proven: true } as const;
  const literal = (name: string) => ({ by: 'literal', literal: name, proven: true }) as const;

  it.each([
    ['system:node:{{EC2PrivateDNSName}}', byDns, true],
    ['system:node:{{EC2PrivateDNSName}}', byId, false],
    ['system:node:{{SessionName}}', byId, true],
    ['system:node:{{SessionNameRaw}}', byDns, false],
    ['system:node:{{ EC2PrivateDNSName }}', byDns, false],
    [`system:node:${here.privateDnsName}`, byDns, true],
    ['system:node:pinned', literal('pinned'), true],
    ['system:node:pinned', undefined, false],
    ['system:node:{{SessionName}}', undefined, undefined],
    ['{{EC2PrivateDNSName}}', byDns, false],
    ['', byDns, false],
  ])('%s', (template, naming, same) => {
    expect(isSameNode(nodeUserOf(template), naming, here)).toBe(same);
  });

  it('says nothing while EC2 gives no name', () => {
    expect(
      isSameNode(nodeUserOf('system:node:{{EC2PrivateDNSName}}'), byDns, { ...here, privateDnsName: '' }),
    ).toBeUndefined();
  });
});

describe('bootCallsOf', () => {
  const describeInstances = (sure: boolean) => ({ action: 'ec2:DescribeInstances', sure });
  const describeCluster = { action: 'eks:DescribeCluster', sure: false };
  it.each([
    ['al2023', data(), [describeInstances(true)]],
    ['al2023', undefined, [describeInstances(false)]],
    ['al2023', data({ instanceIdNodeName: true }), []],
    ['al2', data({ flavour: 'bootstrap-sh' }), [describeInstances(true), describeCluster]],
    [
      'al2',
      data({ flavour: 'bootstrap-sh', apiServerEndpoint: 'https://x', caSha256: 'y' }),
      [describeInstances(true)],
    ],
    ['bottlerocket', data({ flavour: 'bottlerocket' }), [describeInstances(false)]],
    ['bottlerocket', data({ flavour: 'bottlerocket', instanceIdNodeName: false }), [describeInstances(true)]],
    ['bottlerocket', data({ flavour: 'bottlerocket', hostnameOverride: 'x' }), []],
    ['windows', data({ flavour: 'windows' }), [describeCluster]],
    ['ubuntu', data({ flavour: 'bootstrap-sh' }), [describeInstances(false), describeCluster]],
    ['unknown', undefined, [describeInstances(false)]],
  ] as const)('%s %j', (platform, userData, calls) => {
    expect(bootCallsOf(platform, userData)).toEqual(calls);
  });
});
