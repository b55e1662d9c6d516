import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/aws-endpoints-replace-internet.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

describe('aws-endpoints-replace-internet', () => {
  const shut: Seen = { ...n.isolated, cluster: n.privateOnly() };

  it('asks for every endpoint that is missing', () => {
    expect(found(shut)).toMatchObject({
      cause: 'vpce-missing',
      certainty: 'certain',
      stage: 'configured',
      subject: { kind: 'vpc', id: 'vpc-0a' },
      facts: { outOfReach: ['ec2 API', 'ecr.api API', 'ecr.dkr API', 's3 API'] },
    });
    const commands = found(shut)?.fix.commands ?? [];
    expect(commands).toHaveLength(4);
    expect(commands[0]).toBe(
      'aws ec2 create-vpc-endpoint --region eu-central-1 --vpc-id vpc-0a --vpc-endpoint-type Interface --service-name com.amazonaws.eu-central-1.ec2 --subnet-ids subnet-0a --security-group-ids sg-cluster --private-dns-enabled',
    );
    expect(commands[3]).toContain(
      '--vpc-endpoint-type Gateway --service-name com.amazonaws.eu-central-1.s3 --route-table-ids rtb-private',
    );
  });

  it('guesses no service name in China', () => {
    expect(
      found({ ...shut, cluster: n.privateOnly({ arn: 'arn:aws-cn:eks:cn-north-1:1:cluster/prod-eu' }) })?.fix.commands,
    ).toEqual(['aws ec2 describe-vpc-endpoint-services --region eu-central-1']);
  });

  it.each<[string, Seen, string, string]>([
    ['instance id names need no EC2 API', { userData: n.userData({ instanceIdNodeName: true }) }, 'likely', 'ready'],
    ['only images are out of reach', { vpcEndpoints: [n.endpointOf('ec2')] }, 'likely', 'ready'],
    ['user data unread', { userData: unread }, 'likely', 'configured'],
    [
      'a hub may have the endpoints',
      {
        routeTables: n.tables({
          'rtb-private': [{ cidr: '10.9.0.0/16', target: 'tgw-1', state: 'active' }],
          'rtb-public': [],
        }),
      },
      'suspect',
      'configured',
    ],
    [
      'a guest does not see the endpoints of the owner',
      { vpc: { ...n.healthy('vpc'), ownerId: '999999999999' } },
      'suspect',
      'configured',
    ],
    ['a proxy', { userData: n.userData({ proxy: { set: true, noProxy: [] } }) }, 'suspect', 'configured'],
  ])('%s', (_, more, certainty, stage) => {
    expect(found({ ...shut, ...more })).toMatchObject({ cause: 'vpce-missing', certainty, stage });
  });

  it.each<[string, Seen]>([
    ['all but STS stand, which nodes do not call', { ...shut, vpcEndpoints: n.privateEndpoints }],
    ['the internet replaces them', {}],
    [
      'the default route leads to a transit gateway',
      { routeTables: n.tables({ 'rtb-private': [n.byDefault('tgw-1')] }) },
    ],
  ])('is silent: %s', (_, overrides) => {
    expect(judge(overrides).findings).toEqual([]);
  });

  it('is not checked without endpoints', () => {
    expect(judge({ ...shut, vpcEndpoints: unread })).toMatchObject({ findings: [], notChecked: [{}] });
  });
});
