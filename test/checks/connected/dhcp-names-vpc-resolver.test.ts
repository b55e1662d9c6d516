import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/dhcp-names-vpc-resolver.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

describe('dhcp-names-vpc-resolver', () => {
  const foreign: Seen = { dhcpOptions: { id: 'dopt-0a', nameServers: ['192.168.1.1'] } };
  const sign = {
    id: 'no-such-host',
    program: 'kubelet',
    line: 'no such host',
    stuckAt: 'connected' as const,
    causes: ['dhcp-dns-cannot-resolve' as const],
    proves: false,
  };

  it('suspects foreign servers, and no more', () => {
    expect(found(foreign)).toMatchObject({
      cause: 'dhcp-dns-cannot-resolve',
      certainty: 'suspect',
      subject: { id: 'dopt-0a' },
      facts: { nameServers: ['192.168.1.1'] },
    });
    expect(found({ ...foreign, console: unread })?.certainty).toBe('suspect');
  });

  it('is likely once the node says that a look-up failed', () => {
    expect(found({ ...foreign, console: { signs: [sign], tail: [] } })).toMatchObject({
      certainty: 'likely',
      stage: 'connected',
    });
  });

  it('suspects a VPC without an option set', () => {
    expect(found({ dhcpOptions: null, vpc: { ...n.healthy('vpc'), dhcpOptionsId: 'default' } })).toMatchObject({
      certainty: 'suspect',
      facts: { nameServers: [] },
    });
  });

  it.each(['AmazonProvidedDNS', '10.0.0.2', '169.254.169.253'])('accepts %s', (server) => {
    expect(judge({ dhcpOptions: { id: 'd', nameServers: [server] } }).findings).toEqual([]);
  });

  it('is not checked without the options', () => {
    expect(judge({ dhcpOptions: unread })).toMatchObject({ findings: [], notChecked: [{}] });
  });
});
