import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/vpc-dns-support-on.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

describe('vpc-dns-support-on', () => {
  const off: Seen = { vpcDns: { enableDnsSupport: false, enableDnsHostnames: true } };

  it('is certain where the VPC resolver is the only one', () => {
    expect(found(off)).toMatchObject({
      cause: 'vpc-dns-support-disabled',
      certainty: 'certain',
      stage: 'configured',
      subject: { kind: 'vpc', id: 'vpc-0a' },
      facts: { enableDnsSupport: false, nameServers: ['AmazonProvidedDNS'] },
      fix: {
        remediation: 'vpc-dns',
        heals: 'after-reboot',
        commands: [
          `aws ec2 modify-vpc-attribute --region eu-central-1 --vpc-id vpc-0a --enable-dns-support '{"Value":true}'`,
        ],
      },
    });
  });

  it('stops kubelet first where nothing asks AWS before', () => {
    expect(found({ ...off, userData: n.userData({ instanceIdNodeName: true }) })).toMatchObject({
      stage: 'connected',
      fix: { heals: 'running' },
    });
  });

  it.each<[string, Seen]>([
    ['foreign servers', { dhcpOptions: { id: 'd', nameServers: ['192.168.1.1'] } }],
    ['a foreign server beside it', { dhcpOptions: { id: 'd', nameServers: ['AmazonProvidedDNS', '192.168.1.1'] } }],
    ['no option set', { dhcpOptions: null }],
    ['options unread', { dhcpOptions: unread }],
    ['user data unread', { userData: unread }],
    ['servers of the NodeConfig', { userData: n.userData({ nameServers: ['192.168.1.1'] }) }],
  ])('is likely with %s', (_, more) => {
    expect(found({ ...off, ...more })?.certainty).toBe('likely');
  });

  it('is not checked without the attributes', () => {
    expect(judge({ vpcDns: unread })).toMatchObject({ findings: [], notChecked: [{ call: 'ec2:Describe' }] });
    expect(judge({ vpcDns: null }).findings).toEqual([]);
  });
});
