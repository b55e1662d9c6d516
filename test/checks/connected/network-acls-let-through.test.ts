import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/network-acls-let-through.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

const [first] = n.healthy('networkAcls');
const open = first?.entries ?? [];
const acl = (id: string, subnetIds: readonly string[], entries = open) => ({
  id,
  vpcId: 'vpc-0a',
  isDefault: false,
  subnetIds,
  entries,
});
const rule = (egress: boolean, from: number, to: number, action: 'allow' | 'deny' = 'allow') => ({
  ruleNumber: 50,
  egress,
  protocol: '6',
  action,
  cidr: '0.0.0.0/0',
  ports: { from, to },
});
const noEc2 = { userData: n.userData({ instanceIdNodeName: true }) };
// The API server only has an interface in the other subnet, so that every packet crosses the ACLs.
const across: Seen = {
  ...noEc2,
  clusterInterfaces: n.healthy('clusterInterfaces').filter(({ subnetId }) => subnetId === 'subnet-0b'),
};

describe('network-acls-let-through', () => {
  it('names the ACL, the direction and the ports that lack', () => {
    const networkAcls = [
      acl('acl-node', ['subnet-0a'], [rule(true, 443, 443), rule(false, 1024, 5000)]),
      acl('acl-rest', ['subnet-0b', 'subnet-0p']),
    ];
    expect(found({ ...across, networkAcls })).toMatchObject({
      cause: 'nacl-blocked',
      certainty: 'certain',
      stage: 'connected',
      subject: { kind: 'network-acl', id: 'acl-node' },
      facts: { direction: 'ingress', fromPort: 32768, toPort: 60999 },
      fix: {
        remediation: null,
        commands: [
          'aws ec2 create-network-acl-entry --region eu-central-1 --network-acl-id acl-node --ingress --rule-number 25 --protocol 6 --port-range From=1024,To=65535 --cidr-block 0.0.0.0/0 --rule-action allow',
        ],
      },
    });
  });

  it.each<[string, Seen, string, string]>([
    [
      'the far subnet takes no request',
      {
        networkAcls: [
          acl('acl-node', ['subnet-0a']),
          acl('acl-far', ['subnet-0b'], [rule(false, 443, 443, 'deny'), ...open]),
        ],
      },
      'acl-far',
      'ingress',
    ],
    [
      'the far subnet sends no answer',
      {
        networkAcls: [
          acl('acl-node', ['subnet-0a']),
          acl('acl-far', ['subnet-0b'], [rule(true, 1024, 65535, 'deny'), ...open]),
        ],
      },
      'acl-far',
      'egress',
    ],
    [
      'the node subnet sends no request',
      {
        networkAcls: [
          acl('acl-node', ['subnet-0a'], [rule(true, 443, 443, 'deny'), ...open]),
          acl('acl-far', ['subnet-0b']),
        ],
      },
      'acl-node',
      'egress',
    ],
  ])('%s', (_, overrides, id, direction) => {
    expect(found({ ...across, ...overrides })).toMatchObject({
      certainty: 'certain',
      subject: { id },
      facts: { direction },
    });
  });

  it('stops nodeadm first where the EC2 API lies beyond the ACL', () => {
    const networkAcls = [acl('acl-node', ['subnet-0a', 'subnet-0b'], [rule(true, 443, 443, 'deny'), ...open])];
    expect(found({ networkAcls })).toMatchObject({ certainty: 'certain', stage: 'configured' });
  });

  it.each<[string, Seen]>([
    [
      'an interface in the same subnet is not filtered, its answer comes',
      {
        ...noEc2,
        vpcEndpoints: [...n.privateEndpoints.filter(({ type }) => type === 'Interface'), n.endpointOf('s3')],
        clusterInterfaces: n.healthy('clusterInterfaces').filter(({ subnetId }) => subnetId === 'subnet-0a'),
        networkAcls: [acl('acl-node', ['subnet-0a'], [])],
      },
    ],
    [
      'only a part of the ports passes',
      {
        ...across,
        networkAcls: [
          acl(
            'acl-node',
            ['subnet-0a', 'subnet-0b'],
            [rule(true, 1, 65535), rule(false, 443, 443), { ...rule(false, 49152, 65535), ruleNumber: 60 }],
          ),
        ],
      },
    ],
    ['no ACL was seen', { networkAcls: [] }],
  ])('is silent: %s', (_, overrides) => {
    expect(judge(overrides).findings).toEqual([]);
  });

  it('is not checked without ACLs', () => {
    expect(judge({ networkAcls: unread })).toMatchObject({ findings: [], notChecked: [{}] });
  });
});
