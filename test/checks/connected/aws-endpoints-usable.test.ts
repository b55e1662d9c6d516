import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/aws-endpoints-usable.ts';
import type { VpcEndpoint } from '../../../core/evidence.ts';
import { type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import * as n from '../../support/network.ts';

const routed = [{ prefixListId: 'pl-s3', target: 'vpce-s3', state: 'active' as const }];
/** A VPC without internet, with all endpoints, one of them changed. */
const apart = (service?: string, change: Partial<VpcEndpoint> = {}, more: Seen = {}): Seen => ({
  ...n.isolated,
  routeTables: n.tables({ 'rtb-private': routed, 'rtb-public': [] }),
  cluster: n.privateOnly(),
  vpcEndpoints: n.privateEndpoints.map((one) =>
    service && one.serviceName.endsWith(`.${service}`) ? { ...one, ...change } : one,
  ),
  ...more,
});
const said = (service?: string, change?: Partial<VpcEndpoint>, more?: Seen) =>
  judged(check, apart(service, change, more)).said;
const hub = n.tables({
  'rtb-private': [...routed, { cidr: '10.9.0.0/16', target: 'tgw-1', state: 'active' }],
  'rtb-public': [],
});

describe('aws-endpoints-usable', () => {
  it('passes where every endpoint works, or the internet stands beside it', () => {
    expect(said()).toEqual([]);
    expect(judged(check, { vpcEndpoints: [n.endpointOf('ec2', { state: 'failed' })] }).said).toEqual([]);
    expect(judged(check, { vpcEndpoints: [n.endpointOf('ec2', { privateDnsEnabled: false })] }).said).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['failed', 'ec2', 'vpce-not-available certain configured'],
    ['rejected', 'ec2', 'vpce-not-available certain configured'],
    ['pendingacceptance', 'ec2', 'vpce-not-available certain configured'],
    ['deleting', 'ec2', 'vpce-not-available likely configured'],
    ['pending', 'ec2', 'vpce-not-available suspect configured'],
    ['failed', 'ecr.api', 'vpce-not-available likely ready'],
  ])('an endpoint that is %s (%s)', (state, service, expected) => {
    expect(said(service, { state })).toEqual([expected]);
  });

  it('names an endpoint whose name does not lead to it', () => {
    const { findings } = judged(check, apart('ec2', { privateDnsEnabled: false }));
    expect(findings).toMatchObject([
      {
        cause: 'vpce-private-dns-off',
        certainty: 'likely',
        stage: 'configured',
        subject: { kind: 'vpc-endpoint', id: 'vpce-ec2' },
        facts: { endpoint: 'vpce-ec2', service: 'ec2' },
        fix: { heals: 'after-reboot' },
      },
    ]);
    expect(findings[0]?.fix.commands).toEqual([
      'aws ec2 modify-vpc-endpoint --region eu-central-1 --vpc-endpoint-id vpce-ec2 --private-dns-enabled',
    ]);
    expect(said('ecr.api', { privateDnsEnabled: false })).toEqual(['vpce-private-dns-off suspect ready']);
  });

  it('only suspects where zones of the user may name all endpoints, or a hub may have others', () => {
    const off = n.privateEndpoints.map((one) => ({ ...one, privateDnsEnabled: false }));
    expect(new Set(said('ec2', {}, { vpcEndpoints: off }).map((one) => one.split(' ')[1]))).toEqual(
      new Set(['suspect']),
    );
    expect(said('ec2', { privateDnsEnabled: false }, { routeTables: hub })).toEqual([
      'vpce-private-dns-off suspect configured',
    ]);
    expect(said('ec2', { state: 'failed' }, { routeTables: hub })).toEqual(['vpce-not-available suspect configured']);
    const guest = { vpc: { ...n.healthy('vpc'), ownerId: '999999999999' } };
    expect(said('ec2', { state: 'failed' }, guest)).toEqual(['vpce-not-available suspect configured']);
  });

  it('names the S3 gateway that the node subnet has no route to', () => {
    const without = { routeTables: n.tables({ 'rtb-private': [], 'rtb-public': [] }) };
    const { findings } = judged(check, apart('s3', { routeTableIds: [] }, without));
    expect(findings).toMatchObject([
      { cause: 's3-gateway-not-routed', certainty: 'likely', stage: 'ready', subject: { id: 'vpce-s3' } },
    ]);
    expect(findings[0]?.fix.commands[0]).toContain('--add-route-table-ids rtb-private');
  });

  it('is content with a second endpoint that works', () => {
    const twice = [...n.privateEndpoints, n.endpointOf('ec2', { id: 'vpce-old', state: 'failed' })];
    expect(said('ec2', {}, { vpcEndpoints: twice })).toEqual([]);
  });

  it('is silent on services that the node does not call', () => {
    expect(said('ec2', { state: 'failed' }, { userData: n.userData({ instanceIdNodeName: true }) })).toEqual([]);
  });

  it('is likely at most with unread user data, a suspect behind a proxy, and not checked without endpoints', () => {
    expect(said('ec2', { state: 'failed' }, { userData: unread('ec2:DescribeInstanceAttribute') })).toEqual([
      'vpce-not-available likely configured',
    ]);
    expect(said('ec2', { state: 'failed' }, { userData: n.userData({ proxy: { set: true, noProxy: [] } }) })).toEqual([
      'vpce-not-available suspect configured',
    ]);
    expect(judged(check, { vpcEndpoints: unread('ec2:DescribeVpcEndpoints') }).calls).toEqual([
      'ec2:DescribeVpcEndpoints',
    ]);
  });
});
