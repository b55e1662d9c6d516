import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/endpoint-reachable-without-internet.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

describe('endpoint-reachable-without-internet', () => {
  it('asks for the private endpoint in a VPC without internet', () => {
    expect(found({ ...n.isolated, cluster: n.publicOnly(), vpcEndpoints: n.privateEndpoints })).toMatchObject({
      cause: 'endpoint-private-off-no-internet',
      certainty: 'certain',
      stage: 'connected',
      subject: { kind: 'cluster', id: 'prod-eu' },
      facts: { endpointPrivateAccess: false, outOfReach: ['API server'] },
      fix: {
        commands: [
          'aws eks update-cluster-config --region eu-central-1 --name prod-eu --resources-vpc-config endpointPrivateAccess=true',
        ],
      },
    });
  });

  it.each<[string, Seen]>([
    ['the private endpoint is on', { cluster: n.privateOnly() }],
    ['the VPC has a way out that this subnet misses', { internetGateways: n.healthy('internetGateways') }],
    ['another table has a default route', { routeTables: n.tables({ 'rtb-private': [] }) }],
    [
      'the node subnet leads to a transit gateway',
      { routeTables: n.tables({ 'rtb-private': [n.byDefault('tgw-1')], 'rtb-public': [] }) },
    ],
  ])('is silent: %s', (_, more) => {
    expect(judge({ ...n.isolated, cluster: n.publicOnly(), ...more }).findings).toEqual([]);
  });

  it('is not checked without gateways', () => {
    expect(judge({ ...n.isolated, cluster: n.publicOnly(), internetGateways: unread })).toMatchObject({
      findings: [],
      notChecked: [{}],
    });
  });
});
