import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/aws-endpoints-admit-node.ts';
import { runCheck } from '../../../core/judge.ts';
import { unknown } from '../../../core/observed.ts';
import { evidence, type Seen } from '../../support/evidence.ts';
import * as n from '../../support/network.ts';

const judge = (overrides: Seen) => runCheck(check, evidence(overrides));
const found = (overrides: Seen) => judge(overrides).findings[0];
const unread = unknown('denied', 'ec2:Describe');

const tight = {
  id: 'sg-tight',
  name: 'tight',
  vpcId: 'vpc-0a',
  ownerId: '111122223333',
  ingress: [],
  egress: [],
  tags: {},
};
const securityGroups = [...n.healthy('securityGroups'), tight];
const behind = (service: string, change = {}): Seen => ({
  securityGroups,
  vpcEndpoints: [n.endpointOf(service, { groups: ['sg-tight'], ...change })],
});

describe('aws-endpoints-admit-node', () => {
  it('names the endpoint that shuts the node out, although NAT is fine', () => {
    expect(found(behind('ec2'))).toMatchObject({
      cause: 'vpce-sg-blocked',
      certainty: 'certain',
      stage: 'configured',
      subject: { kind: 'vpc-endpoint', id: 'vpce-ec2' },
      facts: { endpointGroups: ['sg-tight'], nodeGroups: ['sg-cluster'], destination: 'the ec2 API' },
      fix: {
        heals: 'after-reboot',
        commands: [
          'aws ec2 authorize-security-group-ingress --region eu-central-1 --group-id sg-tight --protocol tcp --port 443 --source-group sg-cluster',
        ],
      },
    });
  });

  it.each<[string, Seen, string, string]>([
    ['images are another rung, and may be preloaded', behind('ecr.api'), 'likely', 'ready'],
    [
      'another resolver may lead to the internet',
      { ...behind('ec2'), dhcpOptions: { id: 'd', nameServers: ['192.168.1.1'] } },
      'suspect',
      'configured',
    ],
  ])('%s', (_, overrides, certainty, stage) => {
    expect(found(overrides)).toMatchObject({ certainty, stage });
  });

  it.each<[string, Seen]>([
    ['names do not lead to it', behind('ec2', { privateDnsEnabled: false })],
    ['private zones are inert', { ...behind('ec2'), vpcDns: { enableDnsSupport: true, enableDnsHostnames: false } }],
    ['nodes do not call it', behind('sts')],
    ['this node does not call it', { ...behind('ec2'), userData: n.userData({ instanceIdNodeName: true }) }],
    [
      'it stands in another zone only, and admits the node',
      { vpcEndpoints: [n.endpointOf('ec2', { subnetIds: ['subnet-0b'] })] },
    ],
    ['its group is not listed', { vpcEndpoints: [n.endpointOf('ec2', { groups: ['sg-unseen'] })] }],
  ])('is silent: %s', (_, overrides) => {
    expect(judge(overrides).findings).toEqual([]);
  });

  it('is not checked without endpoints', () => {
    expect(judge({ vpcEndpoints: unread })).toMatchObject({ findings: [], notChecked: [{}] });
  });
});
