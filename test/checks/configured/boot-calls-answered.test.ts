import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/boot-calls-answered.ts';
import { checks } from '../../../checks/index.ts';
import { assess } from '../../../core/verdict.ts';
import { evidence, healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import * as n from '../../support/network.ts';

const EC2 = 'ec2-api-unreachable-or-denied-at-boot';
const EKS = 'describe-cluster-failed-at-boot';
const said = (overrides: Seen) => judged(check, overrides).said;
const noEgress: Seen = { securityGroups: n.healthy('securityGroups').map((one) => ({ ...one, egress: [] })) };
const denied: Seen = {
  nodePermissions: {
    ...healthyTopics.nodePermissions,
    actions: {
      ...healthyTopics.nodePermissions.actions,
      'ec2:DescribeInstances': { allowed: false, explicitDeny: false },
    },
  },
};
const asking = n.userData({ flavour: 'bootstrap-sh', apiServerEndpoint: undefined, caSha256: undefined });
const al2: Seen = {
  userData: asking,
  image: { ...healthyTopics.image, name: 'amazon-eks-node-1.32-v20251120' },
  nodeGroup: null,
};

describe('boot-calls-answered', () => {
  it('passes where the way is open and the role may ask', () => {
    expect(said({})).toEqual([]);
    expect(said({ ...n.isolated, vpcEndpoints: n.privateEndpoints })).toEqual([]);
  });

  it('is certain where the way is shut or the permission is missing, and the boot surely asks', () => {
    expect(said(n.isolated)).toEqual([`${EC2} certain configured`]);
    expect(said(noEgress)).toEqual([`${EC2} certain configured`]);
    expect(said(denied)).toEqual([`${EC2} certain configured`]);
  });

  it('sums up bootstrap.sh that has to ask for the cluster', () => {
    expect(said({ ...al2, ...n.isolated })).toEqual([`${EC2} likely configured`, `${EKS} certain configured`]);
    expect(said({ ...al2, ...n.isolated, vpcEndpoints: [n.endpointOf('eks'), n.endpointOf('ec2')] })).toEqual([]);
  });

  it.each<[string, Seen]>([
    ['names that are instance ids', { ...n.isolated, userData: n.userData({ instanceIdNodeName: true }) }],
    [
      'an endpoint that a zone of the user may name',
      {
        ...n.isolated,
        vpcEndpoints: [n.endpointOf('ec2', { privateDnsEnabled: false })],
      },
    ],
    ['a hub that may have the endpoint', { routeTables: n.tables({ 'rtb-private': [n.byDefault('tgw-1')] }) }],
    ['Auto Mode', { ...denied, instance: { ...healthyTopics.instance, serviceManaged: true } }],
    ['permissions that were not simulated', { nodePermissions: unread('iam:SimulatePrincipalPolicy') }],
  ])('is silent: %s', (_, overrides) => {
    expect(said(overrides)).toEqual([]);
  });

  it('is no surer than the user data lets it be', () => {
    expect(said({ ...n.isolated, userData: unread('ec2:DescribeInstanceAttribute') })).toEqual([
      `${EC2} likely configured`,
    ]);
    expect(said({ ...n.isolated, userData: n.userData({ proxy: { set: true, noProxy: [] } }) })).toEqual([
      `${EC2} suspect configured`,
    ]);
  });

  it('gives way to whoever knows why, even where the node names the umbrella', () => {
    const tie = { cluster: 'prod-eu', strength: 'strong', by: 'tag' } as const;
    const target = {
      instanceId: 'i-0aa11bb22cc33dd44',
      region: 'eu-central-1',
      account: '111122223333',
      tie,
      nodeGroup: null,
      nodeKind: 'managed',
      platform: 'al2023',
    } as const;
    const sign = { id: 'x', program: 'nodeadm', line: 'x', causes: [EC2] as const, proves: false };
    const console = { signs: [sign], tail: [] };
    for (const [overrides, cause] of [
      [n.isolated, 'vpce-missing'],
      [noEgress, 'sg-node-egress-blocked'],
      [denied, 'node-role-missing-worker-policy'],
    ] as const) {
      const { causes } = assess(evidence({ ...overrides, console }), target, checks);
      expect(causes[0]?.cause).toBe(cause);
      expect(causes.map((one) => one.cause)).not.toContain(EC2);
    }
  });
});
