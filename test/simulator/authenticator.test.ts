import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { canonicalArn, InvalidIdentityArnError, withoutPath } from '../../simulator/kubernetes/arn.ts';
import { mapIdentity } from '../../simulator/kubernetes/authenticator.ts';
import { parseAwsAuth } from '../../simulator/kubernetes/aws-auth.ts';
import { addAccessEntry, awsAuthItem, writeAwsAuth } from '../../simulator/world/access.ts';
import { clusterName, healthyWorld } from '../../simulator/world/healthy.ts';
import type {
  AccessEntryType,
  AuthenticationMode,
  Cluster,
  Instance,
  Role,
  World,
} from '../../simulator/world/types.ts';

let world: World;
let cluster: Cluster;
let instance: Instance;
let role: Role;

function start(authentication: AuthenticationMode): void {
  world = healthyWorld({ authentication, nodeKind: 'self-managed' });
  cluster = only(world.clusters);
  instance = only(world.instances);
  role = only(world.roles.filter(({ assumeRolePolicyDocument: trust }) => JSON.stringify(trust).includes('ec2.')));
}

function only<T>(items: T[]): T {
  const [item] = items;
  if (item === undefined || items.length !== 1) throw new Error(`one expected, not ${items.length}`);
  return item;
}

/** The node logs in, as STS reports its role session. */
const login = (session = instance.instanceId) =>
  mapIdentity(world, clusterName, {
    arn: `arn:aws:sts::111122223333:assumed-role/${role.roleName}/${session}`,
    userId: `${role.roleId}:${session}`,
  });
const joined = () => ({ ok: true, username: `system:node:${instance.privateDnsName}` });
const refused = { ok: false };
const arnOfRole = (name = role.roleName) => `arn:aws:iam::111122223333:role/${name}`;

describe('ARNs', () => {
  const name = fc.stringMatching(/^[\w+=,.@-]{1,64}$/);
  const account = fc.stringMatching(/^\d{12}$/);
  const partition = fc.constantFrom('aws', 'aws-cn', 'aws-us-gov');

  test('a role session becomes its role', () => {
    fc.assert(
      fc.property(partition, account, name, name, (p, a, r, session) => {
        expect(canonicalArn(`arn:${p}:sts::${a}:assumed-role/${r}/${session}`)).toBe(`arn:${p}:iam::${a}:role/${r}`);
      }),
    );
  });

  test('roles, users, roots and federated users stay as they are', () => {
    const resources = fc.oneof(
      fc
        .tuple(fc.constantFrom('iam::{}:role/', 'iam::{}:user/', 'sts::{}:federated-user/'), name)
        .map(([a, b]) => a + b),
      fc.constant('iam::{}:root'),
    );
    fc.assert(
      fc.property(partition, account, resources, (p, a, resource) => {
        const arn = `arn:${p}:${resource.replace('{}', a)}`;
        expect(canonicalArn(arn)).toBe(arn);
      }),
    );
  });

  test.each([
    'arn:aws:iam::111122223333:instance-profile/x',
    'arn:aws:sts::111122223333:assumed-role/x',
    'arn:aws:ec2:eu-central-1:111122223333:instance/i-1',
    'arn:mars:iam::111122223333:role/x',
    'arn:aws:iam',
    '',
  ])('%s names nobody', (arn) => {
    expect(() => canonicalArn(arn)).toThrow(InvalidIdentityArnError);
  });

  test('a path is taken off', () => {
    expect(withoutPath('arn:aws:iam::1:role/team/a/X')).toBe('arn:aws:iam::1:role/X');
    expect(withoutPath('arn:aws:iam::1:role/X')).toBe('arn:aws:iam::1:role/X');
  });
});

describe('reading aws-auth', () => {
  const roles = (mapRoles: string) => parseAwsAuth({ mapRoles }).roles;

  test('keys inside an entry may have any case, keys of the data may not', () => {
    expect(roles('- roleARN: a\n  UserName: b\n  GROUPS: [c]\n')).toEqual([{ arn: 'a', username: 'b', groups: ['c'] }]);
    expect(parseAwsAuth({ maproles: '- rolearn: a\n', MapRoles: '- rolearn: b\n' }).roles).toEqual([]);
  });

  test('broken YAML costs its own key only', () => {
    const read = parseAwsAuth({
      mapRoles: '- rolearn: a\n\tusername: b\n',
      mapUsers: '- userarn: u\n',
      mapAccounts: '- 012345678901\n',
    });
    expect(read).toEqual({ roles: [], users: [{ arn: 'u', username: '', groups: [] }], accounts: ['012345678901'] });
  });

  test.each(['', '  \n', '""', '``', 'null', 'rolearn: a', 'just text', '- rolearn: a\n  bad: [', '[]'])(
    '%j maps nobody',
    (text) => {
      expect(roles(text)).toEqual([]);
    },
  );

  test('an entry without an ARN, or of another type, is dropped alone', () => {
    const text =
      '- username: x\n- just text\n-\n- rolearn: 5\n- {rolearn: a, sso: {accountID: "1"}}\n- rolearn: b\n  groups: g\n';
    expect(roles(text)).toEqual([{ arn: 'b', username: '', groups: [] }]);
  });

  test('flow style, JSON, comments, anchors and line ends of Windows are YAML too', () => {
    const entry = { arn: 'a', username: 'u', groups: ['g', 'h'] };
    expect(roles('[{"rolearn":"a","username":"u","groups":["g","h"]}]')).toEqual([entry]);
    expect(roles('# c\r\n- rolearn: a # c\r\n  username: u\r\n  groups: &g [g, h]\r\n')).toEqual([entry]);
    expect(roles('- &x {rolearn: a, username: u, groups: [g, h]}\n- {<<: *x, rolearn: b}\n')[1]).toEqual({
      ...entry,
      arn: 'b',
    });
  });
});

describe.each(['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP'] as const)('with %s', (mode) => {
  beforeEach(() => start(mode));

  test('the healthy node is let in', () => {
    expect(login()).toMatchObject(joined());
    expect(login()).toMatchObject({ groups: expect.arrayContaining(['system:nodes']) });
  });

  test('a session that is no instance is refused', () => {
    for (const session of ['me@example.com', 'i-123', 'i-0123456789abcdef0', 'i-0123456789abcdef01']) {
      expect(login(session)).toMatchObject(refused);
    }
  });

  test('the name needs the cluster role: there, trusting EKS, allowed to describe instances', () => {
    const controlRole = world.roles.find(({ arn }) => arn === cluster.roleArn);
    if (!controlRole) throw new Error('no cluster role');
    const { attachedManagedPolicies, assumeRolePolicyDocument } = controlRole;
    controlRole.attachedManagedPolicies = [];
    expect(login()).toMatchObject(refused);
    controlRole.attachedManagedPolicies = attachedManagedPolicies;
    controlRole.assumeRolePolicyDocument = role.assumeRolePolicyDocument;
    expect(login()).toMatchObject(refused);
    controlRole.assumeRolePolicyDocument = assumeRolePolicyDocument;
    expect(login()).toMatchObject(joined());
    cluster.roleArn = arnOfRole('gone');
    expect(login()).toMatchObject(refused);
  });

  test('an instance of another account is not found', () => {
    instance.ownerId = '444455556666';
    expect(login()).toMatchObject(refused);
  });

  test('nobody knows an unmapped role', () => {
    const stranger = { arn: 'arn:aws:sts::111122223333:assumed-role/x/y', userId: 'AROAX:y' };
    expect(mapIdentity(world, clusterName, stranger)).toEqual({ ok: false, reason: 'identity is not mapped' });
  });
});

describe('access entries', () => {
  beforeEach(() => start('API_AND_CONFIG_MAP'));
  const entry = () => only(world.accessEntries.filter(({ principalArn }) => principalArn === role.arn));

  test('an entry made for an earlier role of the same name does not count', () => {
    role.roleId = 'AROAANOTHERROLE0000000';
    expect(login()).toMatchObject(refused);
  });

  test('an entry finds a role with a path', () => {
    const arn = arnOfRole(`team/a/${role.roleName}`);
    entry().principalArn = arn;
    role.arn = arn;
    expect(login()).toMatchObject(joined());
  });

  test('a STANDARD entry shadows a right aws-auth', () => {
    writeAwsAuth(world, clusterName, awsAuthItem(arnOfRole()));
    world.accessEntries = [];
    expect(login()).toMatchObject({ ...joined(), groups: ['system:bootstrappers', 'system:nodes'] });
    addAccessEntry(world, cluster, role, 'STANDARD');
    expect(login()).toMatchObject({
      ok: true,
      username: `arn:aws:sts::111122223333:assumed-role/${role.roleName}/${instance.instanceId}`,
      groups: [],
    });
  });

  test('an entry whose name cannot be made does not fall through to aws-auth', () => {
    writeAwsAuth(world, clusterName, awsAuthItem(arnOfRole(), 'system:node:{{SessionName}}'));
    instance.privateDnsName = '';
    expect(login()).toMatchObject(refused);
    world.accessEntries = [];
    expect(login()).toMatchObject({ ok: true, username: `system:node:${instance.instanceId}` });
  });

  test.each<[AccessEntryType, string, string[]]>([
    ['EC2_LINUX', 'dns', ['system:nodes']],
    ['EC2_WINDOWS', 'dns', ['system:nodes', 'eks:kube-proxy-windows']],
    ['EC2', 'session', ['system:nodes']],
    ['HYBRID_LINUX', 'session', ['system:nodes']],
  ])('type %s gives a name by %s', (type, by, groups) => {
    entry().type = type;
    const name = by === 'dns' ? instance.privateDnsName : instance.instanceId;
    expect(login()).toMatchObject({ ok: true, username: `system:node:${name}`, groups });
  });

  test('in API mode aws-auth counts for nothing, in CONFIG_MAP mode the entry', () => {
    writeAwsAuth(world, clusterName, awsAuthItem(arnOfRole(), 'from-config-map'));
    const setMode = (authenticationMode: AuthenticationMode) => {
      cluster.accessConfig = { authenticationMode, bootstrapClusterCreatorAdminPermissions: true };
    };
    setMode('CONFIG_MAP');
    expect(login()).toMatchObject({ username: 'from-config-map' });
    setMode('API');
    expect(login()).toMatchObject(joined());
    world.accessEntries = [];
    expect(login()).toMatchObject(refused);
    cluster.accessConfig = undefined;
    expect(login()).toMatchObject({ username: 'from-config-map' });
  });
});

describe('aws-auth', () => {
  beforeEach(() => start('CONFIG_MAP'));

  test.each([
    ['its ARN', () => arnOfRole(), true],
    ['its ARN in other case', () => arnOfRole().toUpperCase().replace('ARN:AWS', 'arn:aws'), true],
    ['a path', () => arnOfRole(`team/a/${role.roleName}`), false],
    ['an instance profile', () => arnOfRole().replace(':role/', ':instance-profile/'), false],
    ['a pattern', () => arnOfRole('*'), false],
    ['another account', () => arnOfRole().replace('1111', '9999'), false],
  ])('the role by %s', (_, arn, ok) => {
    writeAwsAuth(world, clusterName, awsAuthItem(arn()));
    expect(login().ok).toBe(ok);
  });

  test('of two entries the last one wins, whatever their case', () => {
    writeAwsAuth(
      world,
      clusterName,
      awsAuthItem(arnOfRole(), 'first') + awsAuthItem(arnOfRole().toLowerCase(), 'last'),
    );
    expect(login()).toMatchObject({ username: 'last' });
  });

  test('templates are filled in, in names and groups', () => {
    const template = '{{AccountID}}:{{SessionName}}:{{SessionNameRaw}}';
    writeAwsAuth(world, clusterName, awsAuthItem(arnOfRole(), `"${template}"`, ['"team:{{SessionName}}"']));
    expect(login('me@example.com')).toMatchObject({
      username: '111122223333:me-example.com:me@example.com',
      groups: ['team:me-example.com'],
    });
  });

  test('an account that is mapped as a whole lets its roles in without groups', () => {
    const [awsAuth] = world.kubernetes[clusterName]?.configMaps ?? [];
    if (!awsAuth) throw new Error('no aws-auth');
    awsAuth.data = { mapAccounts: '- "111122223333"\n' };
    expect(login()).toMatchObject({ ok: true, username: arnOfRole(), groups: [] });
  });

  test('without the ConfigMap nobody is mapped', () => {
    world.kubernetes[clusterName]?.configMaps.splice(0);
    expect(login()).toMatchObject(refused);
  });
});
