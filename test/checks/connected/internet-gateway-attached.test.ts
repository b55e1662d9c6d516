import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/internet-gateway-attached.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

describe('internet-gateway-attached', () => {
  it('names the gateway that is attached to nothing', () => {
    const internetGateways = [{ id: 'igw-0a', attachments: [] }];
    expect(found({ cluster: n.publicOnly(), internetGateways })).toMatchObject({
      cause: 'igw-not-attached',
      certainty: 'certain',
      subject: { kind: 'internet-gateway', id: 'igw-0a' },
      facts: { routeTable: 'rtb-public', target: 'igw-0a' },
      fix: {
        commands: [
          'aws ec2 attach-internet-gateway --region eu-central-1 --internet-gateway-id igw-0a --vpc-id vpc-0a',
        ],
      },
    });
  });

  it('speaks for the blackhole that EC2 makes of the route', () => {
    const routeTables = n.tables({ 'rtb-public': [n.byDefault('igw-0a', 'blackhole')] });
    expect(n.blames({ cluster: n.publicOnly(), routeTables, internetGateways: [] })).toEqual({
      'igw-not-attached': 'certain configured',
    });
    expect(n.blames({ cluster: n.publicOnly(), routeTables })).toEqual({ 'route-blackhole': 'certain configured' });
  });

  it('is silent to a guest of a shared VPC, who does not see gateways', () => {
    expect(
      judge({ cluster: n.publicOnly(), internetGateways: [], vpc: { ...n.healthy('vpc'), ownerId: '999999999999' } })
        .findings,
    ).toEqual([]);
  });

  it('is not checked without gateways', () => {
    expect(judge({ internetGateways: unread })).toMatchObject({ findings: [], notChecked: [{}] });
  });
});
