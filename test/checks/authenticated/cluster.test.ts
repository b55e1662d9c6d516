import { describe, expect, it } from 'vitest';
import active from '../../../checks/authenticated/cluster-is-active.ts';
import healthy from '../../../checks/authenticated/cluster-is-healthy.ts';
import lookUp from '../../../checks/authenticated/cluster-role-may-look-up-nodes.ts';
import trusts from '../../../checks/authenticated/cluster-role-trusts-eks.ts';
import type { Decision, PolicyStatement } from '../../../core/evidence.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { byAwsAuth, byBoth, cluster, entry, item, NODE_ROLE } from '../../support/identity.ts';
import { judged } from '../../support/judged.ts';

const sick = (code: string): Seen => ({
  cluster: cluster({ healthIssues: [{ code, message: '', resourceIds: ['r-1'] }] }),
});

describe('cluster-is-active', () => {
  it.each([
    ['ACTIVE', []],
    ['UPDATING', []],
    ['CREATING', ['cluster-not-active likely authenticated']],
    ['PENDING', ['cluster-not-active likely authenticated']],
    ['DELETING', ['cluster-not-active certain authenticated']],
    ['FAILED', ['cluster-not-active certain authenticated']],
  ] as const)('%s', (status, said) => {
    expect(judged(active, { cluster: cluster({ status }) }).said).toEqual(said);
  });

  it('a cluster that is not here may be in another account', () => {
    const { said, findings } = judged(active, { cluster: null });
    expect(said).toEqual(['cluster-not-active likely authenticated']);
    expect(findings[0]?.subject).toEqual({ kind: 'cluster', id: 'prod-eu' });
  });

  it('says nothing where no cluster was meant or none was read', () => {
    const instance = { ...healthyTopics.instance, tags: {} };
    expect(judged(active, { cluster: null, instance, userData: null }).said).toEqual([]);
    expect(judged(active, { cluster: unread('eks:DescribeCluster') })).toMatchObject({
      said: [],
      calls: ['eks:DescribeCluster'],
    });
  });
});

describe('cluster-is-healthy', () => {
  it.each([
    ['StsRegionalEndpointDisabled', ['sts-regional-endpoint-disabled certain authenticated']],
    ['STS_REGIONAL_ENDPOINT_DISABLED', ['sts-regional-endpoint-disabled certain authenticated']],
    ['KmsKeyDisabled', ['cluster-kms-unusable likely authenticated']],
    ['KmsKeyMarkedForDeletion', ['cluster-kms-unusable likely authenticated']],
    ['KmsGrantRevoked', ['cluster-kms-unusable likely authenticated']],
    ['KMS_KEY_NOT_FOUND', ['cluster-kms-unusable likely authenticated']],
    ['InsufficientFreeAddresses', ['cluster-not-active suspect authenticated']],
    ['ClusterUnreachable', ['cluster-not-active suspect authenticated']],
    ['IamRoleNotFound', []],
    ['AccessDenied', []],
  ])('%s', (code, said) => expect(judged(healthy, sick(code)).said).toEqual(said));

  it('tells every issue, and none of a healthy or unread cluster', () => {
    const healthIssues = ['KmsKeyDisabled', 'Other'].map((code) => ({ code, message: '', resourceIds: [] }));
    expect(judged(healthy, { cluster: cluster({ healthIssues }) }).said).toHaveLength(2);
    expect(judged(healthy)).toMatchObject({ said: [], notChecked: [] });
    expect(judged(healthy, { cluster: unread('eks:DescribeCluster') }).calls).toEqual(['eks:DescribeCluster']);
  });
});

/** How sure both checks of the cluster role are, by what the mapping asks of it. */
const effects: readonly (readonly [string, Seen, string])[] = [
  ['an entry that asks for the private DNS name', {}, 'certain'],
  ['an entry that asks for the instance id', { accessEntry: entry({ type: 'EC2' }) }, 'suspect'],
  ['aws-auth that asks for the private DNS name', byAwsAuth(item(NODE_ROLE)), 'certain'],
  ['aws-auth that asks for the instance id', byAwsAuth(item(NODE_ROLE, 'system:node:{{SessionName}}')), 'suspect'],
  [
    'aws-auth below an unread entry',
    { ...byBoth(item(NODE_ROLE)), accessEntry: unread('eks:DescribeAccessEntry') },
    'likely',
  ],
  ['no mapping', { accessEntry: null }, 'likely'],
  ['an unread mapping', { accessEntry: unread('eks:DescribeAccessEntry') }, 'likely'],
];

describe('cluster-role-trusts-eks', () => {
  const allow = { Effect: 'Allow', Principal: { Service: 'eks.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const trusting = (statement: PolicyStatement): Seen => ({
    clusterRole: { ...healthyTopics.clusterRole, trust: { Statement: [statement] } },
  });
  const distrust = trusting({ ...allow, Principal: { Service: 'ec2.amazonaws.com' } });

  it('passes EKS, also under conditions on this cluster', () => {
    expect(judged(trusts)).toMatchObject({ said: [], notChecked: [] });
    const arns = { ArnLike: { 'aws:SourceArn': 'arn:aws:eks:*:111122223333:cluster/prod-*' } };
    const account = { StringEquals: { 'aws:SourceAccount': '111122223333' } };
    expect(judged(trusts, trusting({ ...allow, Condition: { ...arns, ...account } })).said).toEqual([]);
  });

  it.each(effects)('%s', (_, seen, certainty) => {
    const said = [`cluster-role-trust-invalid ${certainty} authenticated`];
    expect(judged(trusts, { ...seen, ...distrust }).said).toEqual(said);
    expect(judged(trusts, { ...seen, clusterRole: null }).said).toEqual(said);
  });

  it('a condition on another cluster shuts EKS out', () => {
    const Condition = { StringEquals: { 'aws:SourceArn': 'arn:aws:eks:eu-central-1:111122223333:cluster/other' } };
    const { said, findings } = judged(trusts, trusting({ ...allow, Condition }));
    expect(said).toEqual(['cluster-role-trust-invalid certain authenticated']);
    expect(findings[0]?.fix.commands[0]).toContain('update-assume-role-policy --role-name prod-eu-cluster');
  });

  it('EKS’ own word counts where the role could not be read', () => {
    const clusterRole = unread('iam:GetRole');
    expect(judged(trusts, { ...sick('IamRoleNotFound'), clusterRole }).said).toEqual([
      'cluster-role-trust-invalid likely authenticated',
    ]);
    expect(judged(trusts, { clusterRole })).toMatchObject({ said: [], calls: ['iam:GetRole'] });
    expect(judged(trusts, sick('IamRoleNotFound')).said).toEqual([]);
  });

  it('does not guess about other conditions', () => {
    const Condition = { StringEquals: { 'aws:SourceOrgID': 'o-1' } };
    expect(judged(trusts, trusting({ ...allow, Condition }))).toMatchObject({ said: [], calls: ['iam:GetRole'] });
  });
});

describe('cluster-role-may-look-up-nodes', () => {
  const deciding = (decision: Partial<Decision>): Seen => ({
    clusterPermissions: {
      ...healthyTopics.clusterPermissions,
      actions: { 'ec2:DescribeInstances': { allowed: false, explicitDeny: false, ...decision } },
    },
  });

  it('passes while allowed', () => expect(judged(lookUp)).toMatchObject({ said: [], notChecked: [] }));

  it.each(effects)('%s', (_, seen, certainty) => {
    expect(judged(lookUp, { ...seen, ...deciding({}) }).said).toEqual([
      `cluster-role-policy-missing ${certainty} authenticated`,
    ]);
  });

  it('names the policy, but not where another one forbids it', () => {
    expect(judged(lookUp, deciding({})).findings[0]?.fix.commands).toEqual([
      'aws iam attach-role-policy --role-name prod-eu-cluster --policy-arn arn:aws:iam::aws:policy/AmazonEKSClusterPolicy',
    ]);
    expect(judged(lookUp, deciding({ allowedByBoundary: false })).findings[0]?.fix.commands).toEqual([]);
  });

  it('is careful about conditions that were not simulated', () => {
    expect(judged(lookUp, deciding({ missingContext: ['aws:SourceIp'] })).said).toEqual([
      'cluster-role-policy-missing suspect authenticated',
    ]);
    const clusterPermissions = { ...healthyTopics.clusterPermissions, actions: {} };
    expect(judged(lookUp, { clusterPermissions })).toMatchObject({ said: [], calls: ['iam:SimulatePrincipalPolicy'] });
    const denied = { clusterPermissions: unread('iam:SimulatePrincipalPolicy') };
    expect(judged(lookUp, denied)).toMatchObject({ said: [], calls: ['iam:SimulatePrincipalPolicy'] });
    expect(judged(lookUp, { clusterPermissions: null })).toMatchObject({ said: [], notChecked: [] });
  });
});
