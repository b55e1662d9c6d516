import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/public-subnet-gives-public-ip.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

describe('public-subnet-gives-public-ip', () => {
  const inPublic: Seen = { routeTables: n.tables({ 'rtb-private': [n.byDefault('igw-0a')] }) };

  it('names the subnet that gives no public address', () => {
    expect(found({ ...inPublic, cluster: n.publicOnly() })).toMatchObject({
      cause: 'public-subnet-no-public-ip',
      certainty: 'certain',
      subject: { kind: 'subnet', id: 'subnet-0a' },
      facts: { mapPublicIpOnLaunch: false, target: 'igw-0a' },
      fix: { heals: 'new-node' },
    });
    expect(found({ ...inPublic, cluster: n.publicOnly() })?.fix.commands[0]).toBe(
      'aws ec2 modify-subnet-attribute --region eu-central-1 --subnet-id subnet-0a --map-public-ip-on-launch',
    );
  });

  it('is certain beside a private endpoint only for a missing AWS API', () => {
    expect(found(inPublic)).toMatchObject({ certainty: 'certain', stage: 'configured' });
    expect(found({ ...inPublic, vpcEndpoints: [n.endpointOf('ec2')] })).toMatchObject({
      certainty: 'likely',
      stage: 'ready',
    });
    expect(judge({ ...inPublic, vpcEndpoints: n.privateEndpoints }).findings).toEqual([]);
  });

  it('accepts an Elastic IP although the subnet gives none', () => {
    expect(
      judge({ ...inPublic, cluster: n.publicOnly(), instance: n.nodeWith({ publicIp: '198.51.100.9' }) }).findings,
    ).toEqual([]);
  });

  it('leaves IPv6 a chance', () => {
    const routeTables = n.tables({
      'rtb-private': [n.byDefault('igw-0a'), { ipv6Cidr: '::/0', target: 'igw-0a', state: 'active' }],
    });
    expect(
      judge({ routeTables, cluster: n.publicOnly(), instance: n.nodeWith({ ipv6: ['2001:db8::1'] }) }).findings,
    ).toEqual([]);
  });

  it('is not checked without route tables', () => {
    expect(judge({ routeTables: unread })).toMatchObject({ findings: [], notChecked: [{}] });
  });
});
