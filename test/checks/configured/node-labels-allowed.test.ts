import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/node-labels-allowed.ts';
import type { UserData } from '../../../core/evidence.ts';
import { bootstrap, findings, instance, on, said, userData } from '../../support/configured.ts';
import { unread } from '../../support/evidence.ts';

const CAUSE = 'kubelet-invalid-node-labels';
const WORKER = 'node-role.kubernetes.io/worker=';
const labelled = (...nodeLabels: readonly string[]): UserData => userData({ nodeLabels });

describe('labels that kubelet takes', () => {
  it.each([
    'team=a',
    'example.com/team=a',
    'eks.amazonaws.com/nodegroup=workers',
    'karpenter.sh/nodepool=default',
    'kubelet.kubernetes.io/pool=a',
    'gpu.kubelet.kubernetes.io/pool=a',
    'node.kubernetes.io/lifecycle=spot',
    'a.b.node.kubernetes.io/pool=a',
    'node.kubernetes.io/instance-type=m5.large',
    'kubernetes.io/hostname=a',
    'kubernetes.io/os=linux',
    'topology.kubernetes.io/zone=eu-central-1a',
    'failure-domain.beta.kubernetes.io/zone=eu-central-1a',
    'beta.kubernetes.io/instance-type=m5.large',
    'notkubernetes.io/role=a',
    'k8s.io=a',
    'kubernetes.io',
    'team',
    'team=',
    'example.com/a.b_c-d=1.2_3-4',
    `a=${'x'.repeat(63)}`,
  ])('%s', (label) => {
    expect(said(check, { userData: labelled(label) })).toEqual([]);
  });
});

describe('labels that kubelet refuses', () => {
  it.each([
    WORKER,
    'node-role.kubernetes.io/worker',
    'kubernetes.io/role=worker',
    'k8s.io/role=worker',
    'app.kubernetes.io/name=a',
    'cluster-autoscaler.k8s.io/pool=a',
    'node-restriction.kubernetes.io/pool=a',
    'mynode.kubernetes.io/pool=a',
    'topology.kubernetes.io/rack=a',
    'kubernetes.io/hostname/x=a',
    'team=a/b',
    'team=a:b',
    'team=a=b',
    'team=-a',
    `team=${'x'.repeat(64)}`,
    'Example.com/team=a',
    'example.com/=a',
    '/team=a',
    '=',
    '',
  ])('%s', (label) => {
    expect(said(check, { userData: labelled('team=a', label) })).toEqual([`${CAUSE} certain`]);
  });

  it('are certain wherever the platform reads them', () => {
    const nodeLabels = [WORKER];
    for (const seen of [
      { ...on.al2, userData: bootstrap({ nodeLabels }) },
      { ...on.ubuntu, userData: bootstrap({ nodeLabels }) },
      { ...on.al2023, userData: labelled(WORKER) },
      { ...on.bottlerocket, userData: userData({ flavour: 'bottlerocket', nodeLabels }) },
    ]) {
      expect(said(check, seen)).toEqual([`${CAUSE} certain`]);
    }
  });

  it('are likely where another reading is possible', () => {
    for (const seen of [
      { ...on.foreign, userData: labelled(WORKER) },
      { ...on.windows, userData: userData({ flavour: 'windows', nodeLabels: [WORKER] }) },
      { userData: userData({ nodeLabels: [WORKER], configuresElsewhere: true }) },
      { userData: userData({ nodeLabels: [WORKER], problems: [{ kind: 'mime-malformed', says: 'x' }] }) },
      { image: unread('ec2:DescribeImages'), nodeGroup: null, userData: labelled(WORKER) },
    ]) {
      expect(said(check, seen)).toEqual([`${CAUSE} likely`]);
    }
  });

  it('are named once each, at the template', () => {
    const tags = { 'aws:ec2launchtemplate:id': 'lt-0a' };
    expect(findings(check, { instance: instance({ tags }), userData: labelled(WORKER, WORKER) })).toMatchObject([
      {
        stage: 'connected',
        subject: { kind: 'launch-template', id: 'lt-0a' },
        facts: { labels: ['node-role.kubernetes.io/worker'] },
      },
    ]);
  });

  it('mean nothing in user data that nobody reads', () => {
    for (const seen of [
      { ...on.al2, userData: labelled(WORKER) },
      { ...on.bottlerocket, userData: bootstrap({ nodeLabels: [WORKER] }) },
      { userData: userData({ nodeLabels: [WORKER], standalone: true }) },
      { userData: labelled(WORKER), instance: instance({ serviceManaged: true }) },
      { userData: null },
    ]) {
      expect(said(check, seen)).toEqual([]);
    }
  });

  it('are not judged while user data are unknown', () => {
    expect(said(check, { userData: unread('ec2:DescribeInstanceAttribute') })).toEqual(['not checked']);
  });
});
