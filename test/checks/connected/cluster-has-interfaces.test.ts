import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/cluster-has-interfaces.ts';
import { type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import * as n from '../../support/network.ts';

const issue = (code = 'Ec2SubnetNotFound') => ({ healthIssues: [{ code, message: '', resourceIds: ['subnet-gone'] }] });
const one = n.healthy('clusterInterfaces').slice(0, 1);
const said = (overrides: Seen) => judged(check, overrides).said;

describe('cluster-has-interfaces', () => {
  it('passes with two, whatever EKS reports', () => {
    expect(said({})).toEqual([]);
    expect(said({ cluster: n.privateOnly(issue()) })).toEqual([]);
  });

  it.each([
    'Ec2SubnetNotFound',
    'Ec2SecurityGroupNotFound',
    'VpcNotFound',
    'InsufficientFreeAddresses',
    'EC2_SUBNET_NOT_FOUND',
  ])('is certain with none where EKS reports %s and the private name is the only one', (code) => {
    expect(judged(check, { clusterInterfaces: [], cluster: n.privateOnly(issue(code)) }).findings).toMatchObject([
      {
        cause: 'cluster-eni-missing',
        certainty: 'certain',
        stage: 'connected',
        subject: { kind: 'cluster', id: 'prod-eu' },
        facts: { interfaces: [], issue: code, resources: ['subnet-gone'] },
      },
    ]);
  });

  it.each<[string, Seen, string]>([
    ['one is left', { clusterInterfaces: one, cluster: n.privateOnly(issue()) }, 'likely'],
    ['EKS reports nothing: health lags', { clusterInterfaces: [], cluster: n.privateOnly() }, 'suspect'],
    [
      'EKS reports something else',
      { clusterInterfaces: [], cluster: n.privateOnly(issue('KmsKeyDisabled')) },
      'suspect',
    ],
    [
      'the public side may be met',
      {
        clusterInterfaces: [],
        cluster: n.cluster(issue()),
        dhcpOptions: { id: 'd', nameServers: ['192.0.2.53'] },
      },
      'suspect',
    ],
  ])('is not certain: %s', (_, overrides, certainty) => {
    expect(said(overrides)).toEqual([`cluster-eni-missing ${certainty} connected`]);
  });

  it.each<[string, Seen]>([
    ['the version is updated', { clusterInterfaces: [], cluster: n.privateOnly({ status: 'UPDATING' }) }],
    ['the node meets the public side alone', { clusterInterfaces: [], cluster: n.publicOnly(issue()) }],
    ['the node is in another VPC', { clusterInterfaces: [], instance: n.nodeWith({}, { vpcId: 'vpc-x' }) }],
    [
      'the cluster is of another account',
      { clusterInterfaces: [], cluster: n.privateOnly({ account: '999999999999' }) },
    ],
  ])('is silent: %s', (_, overrides) => {
    expect(said(overrides)).toEqual([]);
  });

  it('is not checked without the interfaces', () => {
    expect(judged(check, { clusterInterfaces: unread('ec2:DescribeNetworkInterfaces') }).calls).toEqual([
      'ec2:DescribeNetworkInterfaces',
    ]);
  });
});
