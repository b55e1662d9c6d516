import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/kubelet-reachable.ts';
import type { SecurityGroupRule } from '../../../core/evidence.ts';
import { type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import * as n from '../../support/network.ts';

const rule = (change: Partial<SecurityGroupRule>): SecurityGroupRule => ({
  protocol: 'tcp',
  cidrs: [],
  ipv6Cidrs: [],
  groups: [],
  prefixLists: [],
  ...change,
});
const own = (...ingress: readonly SecurityGroupRule[]): Seen => ({
  instance: n.nodeWith({ groups: ['sg-own'] }),
  securityGroups: [
    ...n.healthy('securityGroups'),
    { id: 'sg-own', name: 'own', vpcId: 'vpc-0a', ownerId: '1', ingress, egress: [], tags: {} },
  ],
});
const said = (overrides: Seen) => judged(check, overrides).said;

describe('kubelet-reachable', () => {
  it('passes with the group of the cluster, and with a rule for 10250', () => {
    expect(said({})).toEqual([]);
    expect(said(own(rule({ ports: { from: 10250, to: 10250 }, groups: [{ id: 'sg-cluster' }] })))).toEqual([]);
    expect(said(own(rule({ ports: { from: 1025, to: 65535 }, cidrs: ['10.0.0.0/16'] })))).toEqual([]);
  });

  it('warns where no rule admits the control plane', () => {
    for (const rules of [[], [rule({ ports: { from: 443, to: 443 }, groups: [{ id: 'sg-cluster' }] })]]) {
      const { findings } = judged(check, own(...rules));
      expect(findings).toMatchObject([
        {
          cause: 'sg-kubelet-ingress-blocked',
          certainty: 'certain',
          afterJoining: true,
          subject: { kind: 'security-group', id: 'sg-own' },
        },
      ]);
      expect(findings[0]?.fix.commands[0]).toContain(
        '--group-id sg-own --protocol tcp --port 10250 --source-group sg-cluster',
      );
    }
  });

  it.each<[string, Seen]>([
    ['one interface of two is admitted', own(rule({ cidrs: ['10.0.1.0/24'] }))],
    ['a group that is not listed may admit', own(rule({ groups: [{ id: 'sg-peer' }] }))],
    ['there is no interface', { ...own(), clusterInterfaces: [] }],
    ['the node is in another VPC', { ...own(), instance: n.nodeWith({ groups: ['sg-own'] }, { vpcId: 'vpc-x' }) }],
  ])('is silent: %s', (_, overrides) => {
    expect(said(overrides)).toEqual([]);
  });

  it('is not checked without groups or interfaces', () => {
    expect(judged(check, { securityGroups: unread('ec2:DescribeSecurityGroups') }).calls).toHaveLength(1);
    expect(judged(check, { clusterInterfaces: unread('ec2:DescribeNetworkInterfaces') }).calls).toHaveLength(1);
  });
});
