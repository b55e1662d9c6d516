import { describe, expect, it } from 'vitest';
import { unknown } from '../../core/observed.ts';
import { reportedPaths } from '../../network/paths.ts';
import { evidence, type Seen } from '../support/evidence.ts';
import * as n from '../support/network.ts';

const paths = (overrides: Seen = {}) => reportedPaths(evidence(overrides));
const short = (overrides: Seen = {}) => paths(overrides).map(({ to, verdict }) => `${to} ${verdict}`);
const tight = { id: 'sg-tight', name: 't', vpcId: 'vpc-0a', ownerId: '1', ingress: [], egress: [], tags: {} };

describe('reportedPaths', () => {
  it('leads to the API server and to what the node surely needs', () => {
    expect(short()).toEqual(['API server yes', 'ec2 API yes']);
    expect(short({ userData: n.userData({ instanceIdNodeName: true }) })).toEqual(['API server yes']);
  });

  it('adds what is provably out of reach', () => {
    expect(short({ ...n.isolated, vpcEndpoints: [n.endpointOf('ec2')] })).toEqual([
      'API server yes',
      'ec2 API yes',
      'ecr.api API no',
      'ecr.dkr API no',
      's3 API no',
    ]);
  });

  it('shows the broken way where one of two is broken', () => {
    const [server] = paths({
      clusterInterfaces: n
        .healthy('clusterInterfaces')
        .map((one) => (one.id === 'eni-c2' ? { ...one, groups: ['sg-tight'] } : one)),
      securityGroups: [...n.healthy('securityGroups'), tight],
    });
    expect(server).toMatchObject({ to: 'API server', port: 443, verdict: 'no' });
    expect(server?.hops.filter(({ verdict }) => verdict !== 'yes')).toEqual([
      {
        kind: 'far-groups',
        id: 'sg-tight',
        verdict: 'no',
        says: 'sg-tight has no fitting ingress rule for tcp 443',
      },
    ]);
  });

  it('does not show a broken way that is perhaps not taken', () => {
    const [server] = paths({
      dhcpOptions: { id: 'd', nameServers: ['192.0.2.53'] },
      cluster: n.cluster({ publicAccessCidrs: ['192.0.2.0/24'] }),
    });
    expect(server).toMatchObject({ verdict: 'unproven' });
  });

  it('breaks nothing of what nobody read', () => {
    expect(short(n.unreadBut('instance', 'cluster'))).toEqual(['API server unproven']);
    expect(
      paths({ cluster: n.publicOnly({ endpoint: '' }), instance: n.nodeWith({ groups: [], privateIp: 'x' }) }),
    ).toMatchObject([
      { to: 'API server', verdict: 'unproven' },
      { to: 'ec2 API', verdict: 'unproven' },
    ]);
  });

  it('says where it cannot tell', () => {
    const unread = unknown('denied', 'ec2:DescribeNetworkInterfaces');
    expect(short({ clusterInterfaces: unread, vpcEndpoints: unread })).toEqual([
      'API server unproven',
      'ec2 API unproven',
    ]);
    expect(paths({ instance: null })).toEqual([]);
  });
});
