import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/instance-in-cluster-vpc.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

describe('instance-in-cluster-vpc', () => {
  const elsewhere: Seen = { instance: n.nodeWith({}, { vpcId: 'vpc-0b' }) };

  it('is likely while the public side may let the node in', () => {
    expect(found(elsewhere)).toMatchObject({
      cause: 'instance-wrong-vpc',
      certainty: 'likely',
      subject: { kind: 'subnet', id: 'subnet-0a' },
      facts: { instanceVpc: 'vpc-0b', clusterVpc: 'vpc-0a' },
      fix: { heals: 'new-node' },
    });
  });

  it('is certain if only private addresses answer and nothing leads to them', () => {
    expect(found({ ...elsewhere, cluster: n.privateOnly() })?.certainty).toBe('certain');
  });

  it.each<[string, Seen]>([
    [
      'a peering',
      { routeTables: n.tables({ 'rtb-private': [{ cidr: '10.9.0.0/16', target: 'pcx-1', state: 'active' }] }) },
    ],
    ['unread routes', { routeTables: unread }],
    ['unread user data', { userData: unread }],
  ])('is likely with %s', (_, more) => {
    expect(found({ ...elsewhere, cluster: n.privateOnly(), ...more })?.certainty).toBe('likely');
  });

  it('takes a secondary block for the same VPC', () => {
    expect(
      judge({
        instance: n.nodeWith({ privateIp: '100.64.1.5' }),
        vpc: { ...n.healthy('vpc'), cidrs: ['10.0.0.0/16', '100.64.0.0/16'] },
      }).findings,
    ).toEqual([]);
  });

  it('is not checked without the cluster', () => {
    expect(judge({ ...elsewhere, cluster: unread })).toMatchObject({ findings: [], notChecked: [{}] });
  });
});
