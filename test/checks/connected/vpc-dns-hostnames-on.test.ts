import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/vpc-dns-hostnames-on.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

describe('vpc-dns-hostnames-on', () => {
  const off: Seen = { vpcDns: { enableDnsSupport: true, enableDnsHostnames: false } };
  const shut: Seen = { routeTables: n.tables({ 'rtb-private': [] }) };

  it.each<[string, Seen, string, string]>([
    ['both sides on and open', {}, 'suspect', 'connected'],
    ['public side only', { cluster: n.publicOnly() }, 'suspect', 'connected'],
    [
      'private side only: public DNS answers its private addresses',
      { cluster: n.privateOnly() },
      'suspect',
      'connected',
    ],
    ['both sides on, no route out', shut, 'certain', 'connected'],
    [
      'both sides on, the public one refuses the node',
      { cluster: n.cluster({ publicAccessCidrs: ['192.0.2.0/24'] }) },
      'certain',
      'connected',
    ],
    [
      'private DNS of the only EC2 endpoint inert',
      { ...shut, cluster: n.privateOnly(), vpcEndpoints: n.privateEndpoints },
      'certain',
      'configured',
    ],
    [
      'the same with another resolver',
      {
        ...shut,
        cluster: n.privateOnly(),
        vpcEndpoints: n.privateEndpoints,
        dhcpOptions: { id: 'd', nameServers: ['1.1.1.1'] },
      },
      'likely',
      'connected',
    ],
    ['the same with unread user data', { ...shut, userData: unread }, 'likely', 'connected'],
    [
      'broken NAT is another fault',
      { natGateways: n.healthy('natGateways').map((nat) => ({ ...nat, state: 'failed' as const })) },
      'suspect',
      'connected',
    ],
  ])('%s', (_, more, certainty, stage) => {
    expect(found({ ...off, ...more })).toMatchObject({
      cause: 'vpc-dns-hostnames-disabled',
      certainty,
      stage,
      facts: { enableDnsHostnames: false },
    });
  });

  it('leaves the lead to DNS support where both are off', () => {
    const both: Seen = {
      ...shut,
      vpcDns: { enableDnsSupport: false, enableDnsHostnames: false },
      vpcEndpoints: n.privateEndpoints,
    };
    expect(n.blames(both)).toMatchObject({
      'vpc-dns-support-disabled': 'certain configured',
      'vpc-dns-hostnames-disabled': 'suspect connected',
    });
  });

  it('has a fix and a command', () => {
    expect(found(off)?.fix).toMatchObject({
      remediation: 'vpc-dns',
      commands: [
        `aws ec2 modify-vpc-attribute --region eu-central-1 --vpc-id vpc-0a --enable-dns-hostnames '{"Value":true}'`,
      ],
    });
  });

  it('is not checked without the attributes', () => {
    expect(judge({ vpcDns: unread })).toMatchObject({ findings: [], notChecked: [{}] });
  });
});
