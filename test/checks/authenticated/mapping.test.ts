import { describe, expect, it } from 'vitest';
import entryCurrent from '../../../checks/authenticated/access-entry-is-current.ts';
import authWhole from '../../../checks/authenticated/aws-auth-is-whole.ts';
import authNames from '../../../checks/authenticated/aws-auth-names-role.ts';
import roleMapped from '../../../checks/authenticated/node-role-is-mapped.ts';
import roleNotClusters from '../../../checks/authenticated/node-role-is-not-cluster-role.ts';
import roleOfAccount from '../../../checks/authenticated/node-role-of-cluster-account.ts';
import entryFits from '../../../checks/registered/access-entry-fits-node.ts';
import entryForNodes from '../../../checks/registered/access-entry-is-for-nodes.ts';
import authNode from '../../../checks/registered/aws-auth-makes-it-a-node.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { byAwsAuth, byBoth, cluster, entry, item, NODE_ROLE, runningAs } from '../../support/identity.ts';
import { judged } from '../../support/judged.ts';

const checks = [
  entryCurrent,
  authNames,
  authWhole,
  roleMapped,
  roleNotClusters,
  roleOfAccount,
  entryForNodes,
  entryFits,
  authNode,
];
/** What all checks of the mapping say together: a specific cause never has its umbrella beside it. */
const all = (seen: Seen = {}) => checks.flatMap((check) => judged(check, seen).said);
const PATHED = 'arn:aws:iam::111122223333:role/team/a/prod-eu-node';
const unreadAwsAuth = { awsAuth: unread('kubernetes:GetConfigMap', 'timeout') };

describe('a mapped role', () => {
  it.each<[string, Seen]>([
    ['by an access entry', {}],
    ['by an access entry, with a path', { ...runningAs(PATHED), accessEntry: entry({ principalArn: PATHED }) }],
    ['by an access entry, which hides a broken aws-auth', { ...byBoth('- ['), accessEntry: entry() }],
    ['by an access entry, which hides a wrong mapping', { ...byBoth(item(NODE_ROLE, 'x', [])), accessEntry: entry() }],
    ['by an access entry, with aws-auth unread', { ...byBoth(null), ...unreadAwsAuth, accessEntry: entry() }],
    ['by aws-auth', byAwsAuth(item(NODE_ROLE))],
    ['by aws-auth, in other letter case', byAwsAuth(item(NODE_ROLE.toUpperCase()))],
    ['by aws-auth, of a role with a path', { ...runningAs(PATHED), ...byAwsAuth(item(NODE_ROLE)) }],
    [
      'by aws-auth, beside its twin with a path',
      { ...runningAs(PATHED), ...byAwsAuth(item(NODE_ROLE) + item(PATHED)) },
    ],
    [
      'by aws-auth, beside broken users',
      { ...byAwsAuth(null), awsAuth: { mapRoles: item(NODE_ROLE), mapUsers: '- [', keys: [] } },
    ],
    ['by aws-auth where entries are asked first', byBoth(item(NODE_ROLE))],
    ['by the last of two entries', byAwsAuth(item(NODE_ROLE, 'x', []) + item(NODE_ROLE))],
    ['by a type for HyperPod', { accessEntry: entry({ type: 'HYPERPOD_LINUX' }) }],
  ])('%s: nothing to say', (_, seen) => expect(all(seen)).toEqual([]));
});

describe('an unmapped role', () => {
  it.each<[string, Seen, string]>([
    ['API', { accessEntry: null }, 'auth-role-unmapped certain authenticated'],
    [
      'API, whatever aws-auth says',
      { accessEntry: null, awsAuth: { mapRoles: item(NODE_ROLE), keys: [] } },
      'auth-role-unmapped certain authenticated',
    ],
    ['CONFIG_MAP', byAwsAuth(item('arn:aws:iam::111122223333:role/admin')), 'auth-role-unmapped certain authenticated'],
    [
      'CONFIG_MAP, whatever entries say',
      { ...byAwsAuth(''), accessEntry: entry() },
      'auth-role-unmapped certain authenticated',
    ],
    ['both modes', byBoth(''), 'auth-role-unmapped certain authenticated'],
    ['both modes, no ConfigMap', byBoth(null), 'auth-role-unmapped certain authenticated'],
    ['both modes, aws-auth unread', { ...byBoth(null), ...unreadAwsAuth }, 'auth-role-unmapped likely authenticated'],
    ['wildcards', byAwsAuth(item('arn:aws:iam::111122223333:role/prod-*')), 'auth-role-unmapped likely authenticated'],
    [
      'mapAccounts alone',
      { ...byAwsAuth(null), awsAuth: { mapAccounts: '- "111122223333"', keys: [] } },
      'auth-role-unmapped certain registered',
    ],
    ['a path', { ...runningAs(PATHED), ...byAwsAuth(item(PATHED)) }, 'awsauth-path-arn certain authenticated'],
    [
      'a path, entries asked first',
      { ...runningAs(PATHED), ...byBoth(item(PATHED)) },
      'awsauth-path-arn certain authenticated',
    ],
    [
      'an instance profile',
      byAwsAuth(item('arn:aws:iam::111122223333:instance-profile/prod-eu-node')),
      'awsauth-instance-profile-arn certain authenticated',
    ],
    [
      'a session',
      byAwsAuth(item('arn:aws:sts::111122223333:assumed-role/prod-eu-node/i-1')),
      'awsauth-instance-profile-arn certain authenticated',
    ],
    [
      'another account',
      byAwsAuth(item('arn:aws:iam::999999999999:role/prod-eu-node')),
      'awsauth-instance-profile-arn certain authenticated',
    ],
    ['no ConfigMap', byAwsAuth(null), 'awsauth-yaml-invalid-or-lost certain authenticated'],
    ['tabs', byAwsAuth(`- rolearn: ${NODE_ROLE}\n\tusername: x`), 'awsauth-yaml-invalid-or-lost certain authenticated'],
    ['no list', byAwsAuth(`rolearn: ${NODE_ROLE}`), 'awsauth-yaml-invalid-or-lost certain authenticated'],
    ['YAML that Go may read', byAwsAuth('- groups: [\n]'), 'awsauth-yaml-invalid-or-lost likely authenticated'],
    [
      'an entry without rolearn',
      byAwsAuth('- groups: [system:nodes]'),
      'awsauth-yaml-invalid-or-lost certain authenticated',
    ],
    [
      'a misspelled key',
      { ...byAwsAuth(null), awsAuth: { keys: ['mapRole'] } },
      'awsauth-yaml-invalid-or-lost certain authenticated',
    ],
    [
      'an entry of a former role',
      { accessEntry: entry({ createdAt: '2025-12-01T00:00:00.000Z' }) },
      'access-entry-stale-principal certain authenticated',
    ],
    [
      'the entry type of people',
      { accessEntry: entry({ type: 'STANDARD' }) },
      'access-entry-wrong-type certain registered',
    ],
    [
      'the entry type of people before a right mapping',
      { ...byBoth(item(NODE_ROLE)), accessEntry: entry({ type: 'STANDARD' }) },
      'access-entry-shadows-aws-auth certain registered',
    ],
    [
      'the entry type of Fargate',
      { accessEntry: entry({ type: 'FARGATE_LINUX' }) },
      'access-entry-wrong-type likely registered',
    ],
  ])('%s', (_, seen, said) => expect(all(seen)).toEqual([said]));

  it('a stale entry over a right mapping is a suspect; over unread aws-auth it is likely', () => {
    const accessEntry = entry({ createdAt: '2025-12-01T00:00:00.000Z' });
    expect(all({ ...byBoth(item(NODE_ROLE)), accessEntry })).toEqual([
      'access-entry-stale-principal suspect authenticated',
    ]);
    expect(all({ ...byBoth(null), ...unreadAwsAuth, accessEntry })).toEqual([
      'access-entry-stale-principal likely authenticated',
    ]);
  });
});

describe('a role of another account', () => {
  const foreign = 'arn:aws:iam::999999999999:role/prod-eu-node';
  it.each<[string, Seen, string[]]>([
    ['API', { accessEntry: null }, ['node-role-cross-account certain authenticated']],
    ['mapped by private DNS name', byAwsAuth(item(foreign)), ['node-role-cross-account certain authenticated']],
    ['not mapped', byAwsAuth(''), ['node-role-cross-account certain authenticated']],
    ['aws-auth unread', { ...byBoth(null), ...unreadAwsAuth }, ['node-role-cross-account likely authenticated']],
    [
      'mapped by instance id, which needs no look-up',
      {
        ...byAwsAuth(item(foreign, 'system:node:{{SessionName}}')),
        userData: { ...healthyTopics.userData, instanceIdNodeName: true },
      },
      [],
    ],
  ])('%s', (_, seen, said) => expect(all({ ...runningAs(foreign), ...seen })).toEqual(said));
});

it('the cluster’s own role is likely wrong for nodes', () => {
  expect(all({ ...runningAs(healthyTopics.cluster.roleArn), accessEntry: entry() })).toEqual([
    'role-is-cluster-role likely authenticated',
  ]);
});

describe('facts and commands', () => {
  it('an unmapped role says what to create', () => {
    const [finding] = judged(roleMapped, { accessEntry: null }).findings;
    expect(finding?.facts).toMatchObject({
      cluster: 'prod-eu',
      mode: 'API',
      principalArn: NODE_ROLE,
      roleName: 'prod-eu-node',
      entryType: 'EC2_LINUX',
      username: 'system:node:{{EC2PrivateDNSName}}',
      groups: ['system:bootstrappers', 'system:nodes'],
    });
    expect(finding?.fix).toMatchObject({
      remediation: 'map-node-role',
      heals: 'running',
      commands: [
        `aws eks create-access-entry --region eu-central-1 --cluster-name prod-eu --principal-arn ${NODE_ROLE} --type EC2_LINUX`,
      ],
    });
  });

  it('a path keeps the whole ARN for an entry and the short one for aws-auth', () => {
    const [finding] = judged(authNames, { ...runningAs(PATHED), ...byAwsAuth(item(PATHED)) }).findings;
    expect(finding?.facts).toMatchObject({
      mode: 'CONFIG_MAP',
      index: 0,
      found: PATHED,
      principalArn: PATHED,
      canonicalArn: NODE_ROLE,
    });
    expect(finding?.fix.commands).toEqual([
      `eksctl create iamidentitymapping --cluster prod-eu --region eu-central-1 --arn ${NODE_ROLE} --group system:bootstrappers,system:nodes --username 'system:node:{{EC2PrivateDNSName}}'`,
    ]);
  });

  it.each([
    ['Windows', { instance: { ...healthyTopics.instance, windows: true } }, 'EC2_WINDOWS'],
    ['names by instance id', { userData: { ...healthyTopics.userData, instanceIdNodeName: true } }, 'EC2'],
  ])('%s asks for another type', (_, seen, entryType) => {
    expect(judged(roleMapped, { accessEntry: null, ...seen }).findings[0]?.facts).toMatchObject({ entryType });
  });
});

describe('what was not read', () => {
  it.each<[string, Seen, string]>([
    ['the cluster', { cluster: unread('eks:DescribeCluster') }, 'eks:DescribeCluster'],
    ['the entry in API mode', { accessEntry: unread('eks:DescribeAccessEntry') }, 'eks:DescribeAccessEntry'],
    [
      'the entry, with nothing in aws-auth',
      { ...byBoth(''), accessEntry: unread('eks:DescribeAccessEntry') },
      'eks:DescribeAccessEntry',
    ],
    ['aws-auth in CONFIG_MAP mode', { ...byAwsAuth(null), ...unreadAwsAuth }, 'kubernetes:GetConfigMap'],
    [
      'every source of the role',
      { instanceProfile: unread('iam:GetInstanceProfile'), nodeRole: unread('iam:GetRole'), nodeGroup: null },
      'iam:GetInstanceProfile',
    ],
  ])('%s: not checked', (_, seen, call) => {
    expect(all(seen)).toEqual([]);
    expect(judged(roleMapped, seen).calls).toEqual([call]);
  });

  it('the node group names the role where IAM is silent', () => {
    const seen = {
      instanceProfile: unread('iam:GetInstanceProfile'),
      nodeRole: unread('iam:GetRole'),
      accessEntry: null,
    };
    expect(judged(roleMapped, seen).said).toEqual(['auth-role-unmapped certain authenticated']);
  });

  it('a role that was not read leaves open whether the entry is older', () => {
    const seen = { nodeRole: unread('iam:GetRole'), accessEntry: entry({ createdAt: '2025-12-01T00:00:00.000Z' }) };
    expect(judged(entryCurrent, seen)).toMatchObject({ said: [], calls: ['iam:GetRole'] });
  });

  it('an entry type from the future is not judged', () => {
    expect(judged(entryForNodes, { accessEntry: entry({ type: 'EC2_MOON' }) })).toMatchObject({
      said: [],
      calls: ['eks:DescribeAccessEntry'],
    });
  });

  it('an instance without a profile runs as nobody', () => {
    const instance = { ...healthyTopics.instance, instanceProfileArn: undefined };
    expect(all({ instance, accessEntry: null })).toEqual([]);
  });
});

it('times that are no times and names that are no names harm nobody', () => {
  expect(all({ accessEntry: entry({ createdAt: 'soon' }), ...runningAs('nonsense') })).toEqual([]);
  expect(
    all({ cluster: cluster({ authenticationMode: 'CONFIG_MAP' }), awsAuth: { mapRoles: '\u0000\uffff', keys: [''] } }),
  ).toHaveLength(1);
});
