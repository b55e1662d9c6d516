import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/node-groups-allow-egress.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

const egress = (...rules: readonly object[]): Seen => ({
  securityGroups: n.healthy('securityGroups').map((group) => ({
    ...group,
    egress: rules.map((rule) => ({
      protocol: 'tcp',
      ports: { from: 443, to: 443 },
      cidrs: [],
      ipv6Cidrs: [],
      groups: [],
      prefixLists: [],
      ...rule,
    })),
  })),
});

describe('node-groups-allow-egress', () => {
  const toCluster = { groups: [{ id: 'sg-cluster' }] };

  it('names the group that lets nothing out', () => {
    expect(found({ ...egress(), vpcEndpoints: [n.endpointOf('ec2')] })).toMatchObject({
      cause: 'sg-node-egress-blocked',
      certainty: 'certain',
      stage: 'configured',
      subject: { kind: 'security-group', id: 'sg-cluster' },
      facts: { groups: ['sg-cluster'], destination: 'the ec2 API' },
      fix: {
        commands: [
          "aws ec2 authorize-security-group-egress --region eu-central-1 --group-id sg-cluster --ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,UserIdGroupPairs=[{GroupId=sg-cluster}]'",
        ],
      },
    });
  });

  it.each<[string, Seen, string, string]>([
    ['only to the cluster, EC2 by the internet', egress(toCluster), 'certain', 'configured'],
    [
      'only to the internet endpoints of nobody',
      { ...egress({ cidrs: ['192.168.0.0/16'] }), userData: n.userData({ instanceIdNodeName: true }) },
      'certain',
      'connected',
    ],
    [
      'public side, only to the VPC',
      {
        ...egress({ cidrs: ['10.0.0.0/16'] }),
        cluster: n.publicOnly(),
        userData: n.userData({ instanceIdNodeName: true }),
      },
      'certain',
      'connected',
    ],
  ])('%s', (_, overrides, certainty, stage) => {
    expect(found(overrides)).toMatchObject({ certainty, stage });
  });

  it.each<[string, Seen]>([
    ['443 to everywhere', egress({ cidrs: ['0.0.0.0/0'] })],
    ['a prefix list that was not read', { ...egress(toCluster, { prefixLists: ['pl-1'] }), prefixLists: unread }],
    [
      'a private cluster with all endpoints, and egress only inside',
      {
        ...n.isolated,
        ...egress({ cidrs: ['10.0.0.0/16'] }),
        cluster: n.privateOnly(),
        vpcEndpoints: n.privateEndpoints,
      },
    ],
    [
      'a private cluster that lacks its endpoints is no fault of the group',
      { ...n.isolated, ...egress({ cidrs: ['10.0.0.0/16'] }), cluster: n.privateOnly() },
    ],
    [
      'a hub VPC behind a transit gateway',
      { ...egress({ cidrs: ['10.0.0.0/8'] }), routeTables: n.tables({ 'rtb-private': [n.byDefault('tgw-1')] }) },
    ],
    ['a group that is not listed', { securityGroups: [] }],
  ])('is silent: %s', (_, overrides) => {
    expect(judge(overrides).findings).toEqual([]);
  });

  it('is not checked without groups', () => {
    expect(judge({ securityGroups: unread })).toMatchObject({ findings: [], notChecked: [{}] });
    expect(judge({ clusterInterfaces: unread })).toMatchObject({ findings: [], notChecked: [{}] });
  });
});
