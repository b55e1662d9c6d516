import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/cluster-groups-admit-node.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

const [cluster] = n.healthy('securityGroups');
const own = {
  id: 'sg-own',
  name: 'own',
  vpcId: 'vpc-0a',
  ownerId: '111122223333',
  ingress: [],
  egress: cluster?.egress ?? [],
  tags: {},
};
const ownGroup: Seen = {
  instance: n.nodeWith({ groups: ['sg-own'] }),
  securityGroups: [...n.healthy('securityGroups'), own],
};
const admitting = (rule: object): Seen => ({
  ...ownGroup,
  securityGroups: [
    own,
    ...n.healthy('securityGroups').map((group) => ({
      ...group,
      ingress: [
        {
          protocol: 'tcp',
          ports: { from: 443, to: 443 },
          cidrs: [],
          ipv6Cidrs: [],
          groups: [],
          prefixLists: [],
          ...rule,
        },
      ],
    })),
  ],
});

describe('cluster-groups-admit-node', () => {
  it('names the cluster group and the group of the node', () => {
    expect(found(ownGroup)).toMatchObject({
      cause: 'sg-cluster-ingress-blocked',
      certainty: 'certain',
      stage: 'connected',
      subject: { kind: 'security-group', id: 'sg-cluster' },
      facts: {
        clusterGroups: ['sg-cluster'],
        nodeGroups: ['sg-own'],
        nodeAddress: '10.0.1.23',
        shut: ['eni-c1', 'eni-c2'],
      },
      fix: {
        commands: [
          'aws ec2 authorize-security-group-ingress --region eu-central-1 --group-id sg-cluster --protocol tcp --port 443 --source-group sg-own',
        ],
      },
    });
  });

  it.each<[string, Seen]>([
    ['the group of the node is admitted', admitting({ groups: [{ id: 'sg-own' }] })],
    ['the block of the node is admitted', admitting({ cidrs: ['10.0.1.0/24'] })],
    [
      'a second group on the interfaces admits it',
      {
        ...ownGroup,
        ...admitting({}),
        clusterInterfaces: n
          .healthy('clusterInterfaces')
          .map((one) => ({ ...one, groups: ['sg-cluster', 'sg-extra'] })),
        securityGroups: [
          own,
          ...n.healthy('securityGroups'),
          { ...own, id: 'sg-extra', ingress: cluster?.egress ?? [] },
        ],
      },
    ],
    ['a referenced group that nobody listed', admitting({ groups: [{ id: 'sg-elsewhere', ownerId: '999999999999' }] })],
    ['a prefix list that was not read', { ...admitting({ prefixLists: ['pl-1'] }), prefixLists: unread }],
    ['the group of the interfaces is not listed', { ...ownGroup, securityGroups: [own] }],
    ['the public side is in use', { ...ownGroup, cluster: n.publicOnly() }],
  ])('is silent: %s', (_, overrides) => {
    expect(judge(overrides)).toMatchObject({ findings: [], notChecked: [] });
  });

  it('is a suspect where the public side may be in use', () => {
    expect(found({ ...ownGroup, dhcpOptions: { id: 'd', nameServers: ['192.168.1.1'] } })?.certainty).toBe('suspect');
  });

  it('is not judged without the interfaces of the API server', () => {
    expect(judge({ ...ownGroup, clusterInterfaces: [] })).toMatchObject({
      findings: [],
      notChecked: [{ call: 'ec2:DescribeNetworkInterfaces' }],
    });
    expect(judge({ ...ownGroup, clusterInterfaces: unread })).toMatchObject({
      findings: [],
      notChecked: [{ call: 'ec2:Describe' }],
    });
    expect(judge({ ...ownGroup, securityGroups: unread })).toMatchObject({ findings: [], notChecked: [{}] });
  });
});
