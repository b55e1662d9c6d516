import { describe, expect, it } from 'vitest';
import entryFits from '../../../checks/registered/access-entry-fits-node.ts';
import authNode from '../../../checks/registered/aws-auth-makes-it-a-node.ts';
import nameMatches from '../../../checks/registered/node-name-matches-identity.ts';
import type { UserData } from '../../../core/evidence.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { byAwsAuth, byBoth, entry, item, NODE_ROLE } from '../../support/identity.ts';
import { judged } from '../../support/judged.ts';

const userData = (facts: Partial<UserData>): Seen => ({ userData: { ...healthyTopics.userData, ...facts } });
const byId = userData({ instanceIdNodeName: true });
const windows: Seen = {
  instance: { ...healthyTopics.instance, windows: true },
  ...userData({ flavour: 'windows' }),
  nodeGroup: null,
};
const bottlerocket: Seen = {
  image: { ...healthyTopics.image, name: 'bottlerocket-aws-k8s-1.33-aarch64' },
  nodeGroup: null,
  ...userData({ flavour: 'bottlerocket' }),
};
const own = healthyTopics.instance.privateDnsName;
const BY_DNS = 'system:node:{{EC2PrivateDNSName}}';
const BY_ID = 'system:node:{{SessionName}}';
const NODES = ['system:bootstrappers', 'system:nodes'];

describe('access-entry-fits-node', () => {
  it.each<[string, Seen, string[]]>([
    ['a Linux entry and a private DNS name', {}, []],
    ['an EC2 entry and an instance id', { ...byId, accessEntry: entry({ type: 'EC2' }) }, []],
    [
      'an EC2 entry and a private DNS name',
      { accessEntry: entry({ type: 'EC2' }) },
      ['access-entry-ec2-vs-name-scheme certain registered'],
    ],
    ['a Linux entry and an instance id', byId, ['access-entry-ec2-vs-name-scheme certain registered']],
    [
      'an EC2 entry and unread user data',
      { accessEntry: entry({ type: 'EC2' }), userData: unread('ec2:DescribeInstanceAttribute') },
      ['access-entry-ec2-vs-name-scheme likely registered'],
    ],
    [
      'an EC2 entry and Bottlerocket',
      { ...bottlerocket, accessEntry: entry({ type: 'EC2' }) },
      ['access-entry-ec2-vs-name-scheme likely registered'],
    ],
    [
      'an EC2 entry and an image of one’s own',
      {
        image: { ...healthyTopics.image, name: 'golden' },
        nodeGroup: null,
        ...userData({ flavour: 'shell' }),
        accessEntry: entry({ type: 'EC2' }),
      },
      [],
    ],
    [
      'an EC2 entry and Auto Mode',
      { instance: { ...healthyTopics.instance, serviceManaged: true }, accessEntry: entry({ type: 'EC2' }) },
      [],
    ],
    ['a Windows entry and Windows', { ...windows, accessEntry: entry({ type: 'EC2_WINDOWS' }) }, []],
    [
      'an EC2 entry and Windows',
      { ...windows, accessEntry: entry({ type: 'EC2' }) },
      ['access-entry-ec2-vs-name-scheme likely registered'],
    ],
    ['a Linux entry and Windows', windows, ['access-entry-os-mismatch likely ready']],
    ['a Windows entry and Linux', { accessEntry: entry({ type: 'EC2_WINDOWS' }) }, []],
    ['a type for people', { accessEntry: entry({ type: 'STANDARD' }) }, []],
    ['aws-auth alone', { ...byAwsAuth(item(NODE_ROLE)), ...byId, accessEntry: entry() }, []],
  ])('%s', (_, seen, said) => expect(judged(entryFits, seen)).toMatchObject({ said, notChecked: [] }));

  it('says which type to make', () => {
    const [finding] = judged(entryFits, byId).findings;
    expect(finding?.facts).toMatchObject({ type: 'EC2_LINUX', entryType: 'EC2', principalArn: NODE_ROLE });
    expect(finding?.fix.commands).toHaveLength(2);
  });

  it('says what was not read', () => {
    expect(judged(entryFits, { accessEntry: unread('eks:DescribeAccessEntry') }).calls).toEqual([
      'eks:DescribeAccessEntry',
    ]);
    expect(judged(entryFits, { instance: unread('ec2:DescribeInstances') }).calls).toEqual(['ec2:DescribeInstances']);
  });
});

describe('aws-auth-makes-it-a-node', () => {
  const mapped = (username: string, groups: string[] = NODES) => byAwsAuth(item(NODE_ROLE, username, groups));
  const certain = ['awsauth-wrong-username-or-groups certain registered'];
  it.each<[string, Seen, string[]]>([
    ['right', mapped(BY_DNS), []],
    ['more groups than needed', mapped(BY_DNS, [...NODES, 'more']), []],
    ['named by instance id on both sides', { ...mapped(BY_ID), ...byId }, []],
    ['pinned to the very name of this node', mapped(`system:node:${own}`), []],
    [
      'pinned to the name that user data sets',
      { ...mapped('system:node:pinned'), ...userData({ hostnameOverride: 'pinned' }) },
      [],
    ],
    [
      'an image of one’s own, named by instance id',
      {
        ...mapped(BY_ID),
        image: { ...healthyTopics.image, name: 'golden' },
        nodeGroup: null,
        ...userData({ flavour: 'shell' }),
      },
      [],
    ],
    ['hidden by an entry', { ...byBoth(item(NODE_ROLE, 'x', [])), accessEntry: entry() }, []],
    ['no system:nodes', mapped(BY_DNS, ['system:bootstrappers']), certain],
    ['no groups', mapped(BY_DNS, []), certain],
    ['a name for people', mapped('admin'), certain],
    ['no name', mapped(''), certain],
    ['one name for all', mapped('system:node:node'), certain],
    ['blanks in the braces', mapped('system:node:{{ EC2PrivateDNSName }}'), certain],
    ['instance id for a private DNS name', mapped(BY_ID), certain],
    ['private DNS name for an instance id', { ...mapped(BY_DNS), ...byId }, certain],
    [
      'instance id, and user data unread',
      { ...mapped(BY_ID), userData: unread('ec2:DescribeInstanceAttribute') },
      ['awsauth-wrong-username-or-groups likely registered'],
    ],
    [
      'only system:bootstrappers missing',
      mapped(BY_DNS, ['system:nodes']),
      ['awsauth-wrong-username-or-groups suspect registered'],
    ],
    ['Windows without its group', { ...windows, ...mapped(BY_DNS) }, ['awsauth-wrong-username-or-groups likely ready']],
    ['Windows with its group', { ...windows, ...mapped(BY_DNS, [...NODES, 'eks:kube-proxy-windows']) }, []],
    [
      'below an entry that was not read',
      { ...byBoth(item(NODE_ROLE, 'admin', [])), accessEntry: unread('eks:DescribeAccessEntry') },
      ['awsauth-wrong-username-or-groups likely registered'],
    ],
  ])('%s', (_, seen, said) => expect(judged(authNode, seen)).toMatchObject({ said, notChecked: [] }));

  it('looks at the last of two entries', () => {
    expect(
      judged(authNode, byAwsAuth(item(NODE_ROLE) + item(NODE_ROLE, 'admin', []))).findings[0]?.facts,
    ).toMatchObject({
      index: 1,
      foundUsername: 'admin',
      missing: NODES,
    });
  });

  it('says what was not read', () => {
    const seen = { ...byAwsAuth(null), awsAuth: unread('kubernetes:GetConfigMap', 'timeout') };
    expect(judged(authNode, seen)).toMatchObject({ said: [], calls: ['kubernetes:GetConfigMap'] });
  });
});

describe('node-name-matches-identity', () => {
  const named = (hostnameOverride: string): Seen => userData({ hostnameOverride });
  const certain = ['node-name-identity-mismatch certain registered'];
  const likely = ['node-name-identity-mismatch likely registered'];
  it.each<[string, Seen, string[]]>([
    ['no name of its own', {}, []],
    ['its private DNS name, in capitals', named(own.toUpperCase()), []],
    [
      'its instance id for an entry that asks for it',
      { ...named(healthyTopics.instance.id), accessEntry: entry({ type: 'EC2' }) },
      [],
    ],
    ['what the shell will say', named('$(hostname -f)'), []],
    ['another name', named('worker-1'), certain],
    ['its instance id for an entry that asks for the DNS name', named(healthyTopics.instance.id), certain],
    ['another name, mapped by aws-auth', { ...named('worker-1'), ...byAwsAuth(item(NODE_ROLE)) }, certain],
    [
      'the name that aws-auth pins',
      { ...named('worker-1'), ...byAwsAuth(item(NODE_ROLE, 'system:node:worker-1')) },
      [],
    ],
    [
      'another name, and no node’s mapping',
      { ...named('worker-1'), accessEntry: entry({ type: 'STANDARD', username: 'anna' }) },
      [],
    ],
    ['another name, mapping unread', { ...named('worker-1'), accessEntry: unread('eks:DescribeAccessEntry') }, likely],
    ['one of its own names, mapping unread', { ...named(own), accessEntry: unread('eks:DescribeAccessEntry') }, []],
    [
      'another name, before EC2 gave one',
      { ...named('worker-1'), instance: { ...healthyTopics.instance, privateDnsName: '' } },
      [],
    ],
  ])('%s', (_, seen, said) => expect(judged(nameMatches, seen)).toMatchObject({ said, notChecked: [] }));

  it('says what was not read', () => {
    const seen = { userData: unread('ec2:DescribeInstanceAttribute') };
    expect(judged(nameMatches, seen).calls).toEqual(['ec2:DescribeInstanceAttribute']);
  });
});
