import { describe, expect, it } from 'vitest';
import type { AccessEntry, AwsAuth } from '../../core/evidence.ts';
import { absent, known, type Observed, unknown } from '../../core/observed.ts';
import { type Mapping, mappingOf, userTemplateOf } from '../../identity/mapping.ts';

const ROLE = 'arn:aws:iam::111122223333:role/team/a/nodes';
const denied = unknown('denied', 'eks:DescribeAccessEntry');
const entry = (type = 'EC2_LINUX', createdAt = '2026-02-01T00:00:00.000Z'): Observed<AccessEntry> =>
  known({ principalArn: ROLE, type, username: 'u', kubernetesGroups: [], createdAt });
const auth = (mapRoles: string, more: Partial<AwsAuth> = {}): Observed<AwsAuth> =>
  known({ mapRoles, keys: ['mapRoles'], ...more });
const mapped = '- {rolearn: arn:aws:iam::111122223333:role/nodes, username: node, groups: [system:nodes]}';

const map = (
  mode: 'CONFIG_MAP' | 'API_AND_CONFIG_MAP' | 'API',
  accessEntry: Observed<AccessEntry>,
  awsAuth: Observed<AwsAuth>,
  roleCreatedAt = '2026-01-01T00:00:00.000Z',
): Mapping =>
  mappingOf({
    roleArn: ROLE,
    roleCreatedAt,
    instanceProfileArn: 'arn:aws:iam::111122223333:instance-profile/box',
    cluster: { authenticationMode: mode, account: '111122223333' },
    accessEntry,
    awsAuth,
  });

describe('mappingOf', () => {
  it('asks aws-auth alone in CONFIG_MAP mode', () => {
    expect(map('CONFIG_MAP', entry(), auth(mapped))).toMatchObject({ by: 'aws-auth', sure: true, list: 'mapRoles' });
    expect(map('CONFIG_MAP', denied, auth(mapped))).toMatchObject({ by: 'aws-auth', sure: true });
    expect(map('CONFIG_MAP', entry(), auth(''))).toMatchObject({ by: 'unmapped', sure: true, flaw: { kind: 'none' } });
    expect(map('CONFIG_MAP', entry(), denied)).toMatchObject({ by: 'unclear' });
    expect(map('CONFIG_MAP', absent(), absent())).toMatchObject({ by: 'unmapped', flaw: { kind: 'no-config-map' } });
  });

  it('asks access entries alone in API mode', () => {
    expect(map('API', entry(), denied)).toMatchObject({ by: 'access-entry' });
    expect(map('API', absent(), auth(mapped))).toMatchObject({ by: 'unmapped', sure: true, flaw: { kind: 'none' } });
    expect(map('API', denied, auth(mapped))).toMatchObject({ by: 'unclear', because: denied });
  });

  it('asks entries first and aws-auth second where the mode has both', () => {
    expect(map('API_AND_CONFIG_MAP', entry('STANDARD'), auth(mapped))).toMatchObject({
      by: 'access-entry',
      awsAuth: { username: 'node' },
    });
    expect(map('API_AND_CONFIG_MAP', absent(), auth(mapped))).toMatchObject({ by: 'aws-auth', sure: true });
    expect(map('API_AND_CONFIG_MAP', absent(), denied)).toMatchObject({ by: 'unmapped', sure: false });
    expect(map('API_AND_CONFIG_MAP', denied, auth(mapped))).toMatchObject({ by: 'aws-auth', sure: false });
    expect(map('API_AND_CONFIG_MAP', denied, auth(''))).toMatchObject({ by: 'unclear' });
  });

  it('an entry older than the role belongs to nobody, so aws-auth is asked', () => {
    const late = '2026-03-01T00:00:00.000Z';
    expect(map('API', entry(), absent(), late)).toMatchObject({ by: 'unmapped', stale: { type: 'EC2_LINUX' } });
    expect(map('API_AND_CONFIG_MAP', entry(), auth(mapped), late)).toMatchObject({ by: 'aws-auth', stale: {} });
    expect(map('API', entry('EC2_LINUX', '2026-02-28T23:59:55.000Z'), absent(), late).by).toBe('access-entry');
    expect(map('API', entry('EC2_LINUX', 'gestern'), absent(), late).by).toBe('access-entry');
  });

  it('mapUsers may hold a role, mapAccounts a whole account', () => {
    const mapUsers = '- {userarn: arn:aws:iam::111122223333:role/NODES, username: node}';
    expect(map('CONFIG_MAP', absent(), auth('', { mapUsers }))).toMatchObject({ by: 'aws-auth', list: 'mapUsers' });
    expect(map('CONFIG_MAP', absent(), auth('', { mapAccounts: '- 111122223333' }))).toMatchObject({ by: 'account' });
  });

  it.each([
    ['a path', '- rolearn: arn:aws:iam::111122223333:role/team/a/nodes', 'path'],
    ['an instance profile', '- rolearn: arn:aws:iam::111122223333:instance-profile/box', 'wrong-arn'],
    [
      'an instance profile of the same name',
      '- rolearn: arn:aws:iam::111122223333:instance-profile/nodes',
      'wrong-arn',
    ],
    ['a session', '- rolearn: arn:aws:sts::111122223333:assumed-role/nodes/i-0123', 'wrong-arn'],
    ['a namesake of another account', '- rolearn: arn:aws:iam::999999999999:role/nodes', 'wrong-arn'],
    ['a namesake of another partition', '- rolearn: arn:aws-cn:iam::111122223333:role/nodes', 'wrong-arn'],
    ['a user', '- rolearn: arn:aws:iam::111122223333:user/nodes', 'wrong-arn'],
    ['broken text', '- rolearn: x\n username: y', 'broken'],
    ['an entry for nodes without rolearn', '- groups: [system:nodes]', 'no-arn'],
    ['an entry for people without rolearn', '- groups: [system:masters]', 'none'],
    ['somebody else', '- rolearn: arn:aws:iam::111122223333:role/admin', 'none'],
    ['another instance profile', '- rolearn: arn:aws:iam::111122223333:instance-profile/other', 'none'],
    ['the account', '- rolearn: arn:aws:iam::111122223333:root', 'none'],
  ])('%s: unmapped', (_, text, kind) => {
    expect(map('CONFIG_MAP', absent(), auth(text))).toMatchObject({ by: 'unmapped', sure: true, flaw: { kind } });
  });

  it('is not sure of what another parser or wildcards may match', () => {
    expect(map('CONFIG_MAP', absent(), auth('- groups: [\n]'))).toMatchObject({ by: 'unmapped', sure: false });
    const wild = '- rolearn: arn:aws:iam::111122223333:role/n*';
    expect(map('CONFIG_MAP', absent(), auth(wild))).toMatchObject({ by: 'unmapped', sure: false });
  });

  it('a misspelled key explains a missing mapping', () => {
    const awsAuth = known({ keys: ['maproles'] });
    expect(map('CONFIG_MAP', absent(), awsAuth)).toMatchObject({ flaw: { kind: 'misspelled', key: 'maproles' } });
  });
});

it.each([
  ['EC2_LINUX', 'system:node:{{EC2PrivateDNSName}}'],
  ['EC2', 'system:node:{{SessionName}}'],
  ['STANDARD', 'u'],
])('an entry of type %s stands for %s', (type, template) => {
  expect(userTemplateOf(map('API', entry(type), absent()))).toBe(template);
});
