import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/default-route-alive.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

describe('default-route-alive', () => {
  const none = n.tables({ 'rtb-private': [] });
  const blackhole = n.tables({ 'rtb-private': [n.byDefault('nat-gone', 'blackhole')] });

  it('names the table that has no default route and both ways out of it', () => {
    expect(found({ cluster: n.publicOnly(), routeTables: none })).toMatchObject({
      cause: 'route-none',
      certainty: 'certain',
      subject: { kind: 'route-table', id: 'rtb-private' },
      facts: {
        subnet: 'subnet-0a',
        routeTable: 'rtb-private',
        target: null,
        outOfReach: ['API server', 'ec2 API', 'ecr.api API', 'ecr.dkr API', 's3 API'],
      },
      fix: {
        commands: [
          'aws ec2 create-route --region eu-central-1 --route-table-id rtb-private --destination-cidr-block 0.0.0.0/0 --nat-gateway-id nat-0a',
          'aws eks update-cluster-config --region eu-central-1 --name prod-eu --resources-vpc-config endpointPrivateAccess=true',
        ],
      },
    });
  });

  it('names a route inside the VPC whose appliance is gone', () => {
    const through = (state: 'active' | 'blackhole', ...cidrs: readonly string[]) => ({
      routeTables: n.tables({
        'rtb-private': [...cidrs.map((cidr) => ({ cidr, target: 'eni-gone', state })), n.byDefault('nat-0a')],
      }),
    });
    const said = (overrides: Seen) =>
      judge(overrides).findings.map(({ cause, certainty, stage }) => [cause, certainty, stage]);
    const across = {
      clusterInterfaces: n.healthy('clusterInterfaces').filter(({ subnetId }) => subnetId === 'subnet-0b'),
    };
    expect(said({ ...through('blackhole', '10.0.2.0/24'), ...across })).toEqual([
      ['route-blackhole', 'certain', 'connected'],
    ]);
    expect(said(through('blackhole', '10.0.1.0/24', '10.0.2.0/24'))).toEqual([
      ['route-blackhole', 'suspect', 'connected'],
    ]);
    expect(said(through('active', '10.0.1.0/24', '10.0.2.0/24'))).toEqual([]);
  });

  it('names the route whose target is gone', () => {
    expect(found({ cluster: n.publicOnly(), routeTables: blackhole })).toMatchObject({
      cause: 'route-blackhole',
      certainty: 'certain',
      facts: { target: 'nat-gone' },
      evidence: [
        { source: 'ec2:DescribeRouteTables' },
        { source: 'eks:DescribeCluster' },
        { source: 'ec2:DescribeVpcEndpoints' },
      ],
      fix: {
        commands: [
          'aws ec2 replace-route --region eu-central-1 --route-table-id rtb-private --destination-cidr-block 0.0.0.0/0 --nat-gateway-id nat-0a',
        ],
      },
    });
  });

  it('stands on the main table where the subnet has none of its own', () => {
    const routeTables = n.healthy('routeTables').map((table) => ({ ...table, subnetIds: [] }));
    expect(found({ cluster: n.publicOnly(), routeTables })?.subject.id).toBe('rtb-main');
  });

  it.each<[string, Seen]>([
    ['the API server is private and every endpoint stands', { routeTables: none, vpcEndpoints: n.privateEndpoints }],
    ['a missing route beside a private endpoint: the AWS endpoints lack', { routeTables: none }],
    [
      'the default route of another table',
      { cluster: n.publicOnly(), routeTables: n.tables({ 'rtb-main': [n.byDefault('nat-gone', 'blackhole')] }) },
    ],
    [
      'a transit gateway',
      { cluster: n.publicOnly(), routeTables: n.tables({ 'rtb-private': [n.byDefault('tgw-1')] }) },
    ],
  ])('is silent: %s', (_, overrides) => {
    expect(judge(overrides).findings).toEqual([]);
  });

  it('lowers itself where a hub may replace the internet', () => {
    const routeTables = n.tables({
      'rtb-private': [n.byDefault('nat-gone', 'blackhole'), { cidr: '10.9.0.0/16', target: 'tgw-1', state: 'active' }],
    });
    expect(found({ routeTables })?.certainty).toBe('suspect');
  });

  it('is not checked without route tables', () => {
    expect(judge({ routeTables: unread })).toMatchObject({ findings: [], notChecked: [{}] });
  });
});
