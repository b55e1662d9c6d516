import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/aws-endpoint-policies-allow-node.ts';
import { type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import * as n from '../../support/network.ts';

const ALL = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
const ROLE = 'arn:aws:iam::111122223333:role/prod-eu-node';
const endpoint = (service: string, ...statements: readonly object[]) =>
  n.endpointOf(service, { policy: JSON.stringify({ Statement: statements }) });
const judge = (service: string, statements: readonly object[], more: Seen = {}) =>
  judged(check, { vpcEndpoints: [endpoint(service, ...statements)], ...more });
const said = (service: string, ...statements: readonly object[]) => judge(service, statements).said;
const allow = (change: object) => ({ ...ALL, ...change });
const deny = (change: object) => ({ ...ALL, Effect: 'Deny', ...change });
const CERTAIN = ['vpce-policy-denies certain configured'];
const LIKELY = ['vpce-policy-denies likely ready'];

describe('aws-endpoint-policies-allow-node', () => {
  it('passes with the default policy, without any, and without endpoints', () => {
    expect(said('ec2', ALL)).toEqual([]);
    expect(judged(check, { vpcEndpoints: [n.endpointOf('ec2')] }).said).toEqual([]);
    expect(judged(check).said).toEqual([]);
  });

  it.each<[string, readonly object[]]>([
    ['no statement', []],
    ['another action', [allow({ Action: ['ec2:DescribeVolumes'] })]],
    ['all but this action', [allow({ Action: undefined, NotAction: 'ec2:Describe*' })]],
    ['resources, which this action has none of', [allow({ Resource: 'arn:aws:ec2:*:*:instance/*' })]],
    ['another role', [allow({ Principal: { AWS: 'arn:aws:iam::111122223333:role/other' } })]],
    ['another account', [allow({ Principal: { AWS: ['999999999999'] } })]],
    ['an explicit deny', [ALL, deny({ Action: 'EC2:describe*' })]],
    ['an explicit deny of the node role', [ALL, deny({ Principal: { AWS: ROLE } })]],
  ])('is certain: %s', (_, statements) => {
    expect(said('ec2', ...statements)).toEqual(CERTAIN);
  });

  it.each<[string, readonly object[]]>([
    ['the role', [allow({ Principal: { AWS: ROLE } })]],
    ['the account', [allow({ Principal: { AWS: '111122223333' } })]],
    ['the root of the account', [allow({ Principal: { AWS: 'arn:aws:iam::111122223333:root' } })]],
    ['the action in other letters', [allow({ Action: 'EC2:DescribeInst?nces' })]],
    ['a deny of something else', [ALL, deny({ Action: 'ec2:TerminateInstances' })]],
  ])('is silent: %s', (_, statements) => {
    expect(said('ec2', ...statements)).toEqual([]);
  });

  it.each<[string, readonly object[]]>([
    ['an organization', [allow({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })]],
    ['a deny under a condition', [ALL, deny({ Condition: { StringNotEquals: { 'aws:PrincipalAccount': '1' } } })]],
    [
      'a session of the role',
      [allow({ Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/prod-eu-node/i-1' } })],
    ],
    ['a statement with NotPrincipal', [ALL, deny({ Principal: undefined, NotPrincipal: { AWS: ROLE } })]],
  ])('is not judged: %s', (_, statements) => {
    expect(judge('ec2', statements)).toMatchObject({ said: [], calls: ['ec2:DescribeVpcEndpoints'] });
  });

  it('does not judge what it cannot read', () => {
    const odd = n.endpointOf('ec2', { policy: '{' });
    expect(judged(check, { vpcEndpoints: [odd] })).toMatchObject({ said: [], calls: ['ec2:DescribeVpcEndpoints'] });
    const nobody: Seen = {
      nodeRole: unread('iam:GetRole'),
      instanceProfile: unread('iam:GetInstanceProfile'),
      nodeGroup: unread('eks:DescribeNodegroup'),
    };
    expect(judge('ec2', [allow({ Principal: { AWS: ROLE } })], nobody).said).toEqual([]);
    expect(judged(check, { vpcEndpoints: unread('ec2:DescribeVpcEndpoints') }).calls).toEqual([
      'ec2:DescribeVpcEndpoints',
    ]);
  });

  it('is likely for images: they may be preloaded', () => {
    expect(said('ecr.dkr', allow({ Action: 'ecr:BatchGetImage' }))).toEqual(LIKELY);
    expect(said('ecr.api', allow({ Action: 'ecr:BatchGetImage' }))).toEqual(LIKELY);
    expect(said('ecr.dkr', allow({ Action: 'ecr:*' }))).toEqual([]);
  });

  it('knows that images of EKS belong to AWS', () => {
    const own = { StringEquals: { 'aws:ResourceAccount': '111122223333' } };
    const organization = { StringEquals: { 'aws:ResourceOrgID': 'o-1' } };
    expect(said('ecr.dkr', allow({ Condition: own }))).toEqual(LIKELY);
    expect(said('ecr.dkr', allow({ Condition: organization }))).toEqual(LIKELY);
    const both = { StringEquals: { 'aws:ResourceAccount': ['111122223333', '602401143452'] } };
    expect(said('ecr.dkr', allow({ Condition: both }))).toEqual([]);
    expect(said('ecr.dkr', allow({ Condition: own }), ALL)).toEqual([]);
  });

  it('reads the policy of the S3 gateway, whose caller is not the node role', () => {
    const routeTables = n.tables({
      'rtb-private': [{ prefixListId: 'pl-s3', target: 'vpce-s3', state: 'active' }, n.byDefault('nat-0a')],
    });
    const s3 = (...statements: readonly object[]) => {
      const gateway = { ...endpoint('s3', ...statements), type: 'Gateway' as const, privateDnsEnabled: false };
      return judged(check, { routeTables, vpcEndpoints: [gateway] }).said;
    };
    const layers = 'arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*';
    expect(s3(allow({ Action: 's3:GetObject', Resource: [layers] }))).toEqual([]);
    expect(s3(allow({ Action: 's3:*', Resource: 'arn:aws:s3:::team-*' }))).toEqual(LIKELY);
    expect(s3(allow({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }))).toEqual(LIKELY);
    expect(s3(allow({ Resource: 'arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/some/*' }))).toEqual([]);
  });

  it('is silent where the way does not lead through the endpoint', () => {
    const other = { vpcEndpoints: [{ ...endpoint('ec2'), privateDnsEnabled: false }] };
    expect(judged(check, other).said).toEqual([]);
    expect(judge('ec2', [], { dhcpOptions: { id: 'd', nameServers: ['192.0.2.53'] } }).said).toEqual([]);
    expect(judge('ec2', [], { userData: n.userData({ instanceIdNodeName: true }) }).said).toEqual([]);
    expect(judge('ec2', [], { userData: n.userData({ proxy: { set: true, noProxy: [] } }) }).said).toEqual([
      'vpce-policy-denies suspect configured',
    ]);
  });
});
