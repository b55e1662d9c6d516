import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/public-access-admits-node.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

describe('public-access-admits-node', () => {
  const narrow = { publicAccessCidrs: ['192.0.2.0/24'] };
  const foreign: Seen = { dhcpOptions: { id: 'd', nameServers: ['192.168.1.1'] } };

  it('names the address that is refused', () => {
    expect(found({ cluster: n.publicOnly(narrow) })).toMatchObject({
      cause: 'public-cidr-excludes-node',
      certainty: 'certain',
      stage: 'connected',
      subject: { kind: 'cluster', id: 'prod-eu' },
      facts: { publicAccessCidrs: ['192.0.2.0/24'], from: ['203.0.113.10'], refused: ['203.0.113.10'] },
      fix: {
        remediation: null,
        commands: [
          'aws eks update-cluster-config --region eu-central-1 --name prod-eu --resources-vpc-config publicAccessCidrs=192.0.2.0/24,203.0.113.10/32',
        ],
      },
    });
  });

  it('knows the node by its own public address', () => {
    const overrides: Seen = {
      routeTables: n.tables({ 'rtb-private': [n.byDefault('igw-0a')] }),
      instance: n.nodeWith({ publicIp: '198.51.100.9' }),
    };
    expect(found({ ...overrides, cluster: n.publicOnly(narrow) })).toMatchObject({
      certainty: 'certain',
      facts: { refused: ['198.51.100.9'] },
    });
  });

  it.each<[string, Seen, string]>([
    ['another resolver may lead to the public side', { cluster: n.cluster(narrow), ...foreign }, 'likely'],
    [
      'one of several NAT addresses',
      {
        cluster: n.publicOnly({ publicAccessCidrs: ['203.0.113.10/32'] }),
        natGateways: n.healthy('natGateways').map((nat) => ({ ...nat, publicIps: ['203.0.113.10', '203.0.113.11'] })),
      },
      'suspect',
    ],
    [
      'an exit whose address nobody knows',
      { cluster: n.publicOnly(narrow), routeTables: n.tables({ 'rtb-private': [n.byDefault('tgw-1')] }) },
      'suspect',
    ],
  ])('is lower with %s', (_, overrides, certainty) => {
    expect(found(overrides)?.certainty).toBe(certainty);
  });

  it.each<[string, Seen]>([
    ['the node uses the private side', { cluster: n.cluster(narrow) }],
    ['the name leads to private addresses', { cluster: n.privateOnly(narrow), ...foreign }],
    ['its address is admitted', { cluster: n.publicOnly({ publicAccessCidrs: ['192.0.2.0/24', '203.0.113.0/24'] }) }],
    ['there is no way out at all', { cluster: n.publicOnly(narrow), routeTables: n.tables({ 'rtb-private': [] }) }],
  ])('is silent: %s', (_, overrides) => {
    expect(judge(overrides).findings).toEqual([]);
  });

  it('is not checked without NAT gateways', () => {
    expect(judge({ cluster: n.publicOnly(narrow), natGateways: unread })).toMatchObject({
      findings: [],
      notChecked: [{}],
    });
  });
});
