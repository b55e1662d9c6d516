/** EKS, IAM and STS of the embedded account, asked by unmodified SDK clients. */
import {
  CreateAccessEntryCommand,
  DeleteAccessEntryCommand,
  DescribeAccessEntryCommand,
  DescribeAddonCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  EKSClient,
  ListAccessEntriesCommand,
  ListAddonsCommand,
  ListAssociatedAccessPoliciesCommand,
  ListClustersCommand,
  ListNodegroupsCommand,
  ListPodIdentityAssociationsCommand,
  paginateListAccessEntries,
} from '@aws-sdk/client-eks';
import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  paginateListAttachedRolePolicies,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, test } from 'vitest';
import { type Account, type AccountOptions, startAccount } from '../../simulator/account.ts';
import { clusterName, healthyWorld } from '../../simulator/world/healthy.ts';
import { awsPolicyArn } from '../../simulator/world/partition.ts';
import { addRole } from '../../simulator/world/roles.ts';
import type { World } from '../../simulator/world/types.ts';
import { configOf, first } from '../support/account.ts';

let account: Account;
afterEach(() => account.close());

async function start(world: World = healthyWorld(), options: AccountOptions = {}) {
  account = await startAccount(world, options);
  const config = configOf(account);
  return { eks: new EKSClient(config), iam: new IAMClient(config), sts: new STSClient(config) };
}

const nodeRole = () => {
  const profile = first(account.world.instanceProfiles);
  const role = account.world.roles.find(({ roleName }) => roleName === first(profile.roles));
  return first([role]);
};

describe('EKS', () => {
  test('a cluster is described with its endpoint, certificate and access', async () => {
    const { eks } = await start();
    const stored = first(account.world.clusters);
    const { cluster } = await eks.send(new DescribeClusterCommand({ name: clusterName }));
    expect(cluster).toMatchObject({
      name: clusterName,
      status: 'ACTIVE',
      endpoint: stored.endpoint,
      certificateAuthority: { data: stored.certificateAuthority },
      accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
      resourcesVpcConfig: { vpcId: stored.resourcesVpcConfig.vpcId },
      createdAt: new Date(stored.createdAt),
      tags: stored.tags,
      health: { issues: [] },
    });
    expect((await eks.send(new ListClustersCommand())).clusters).toEqual([clusterName]);
  });

  test('node groups, add-ons and pod identities are listed and described', async () => {
    const { eks } = await start();
    const { nodegroups } = await eks.send(new ListNodegroupsCommand({ clusterName }));
    const { nodegroup } = await eks.send(
      new DescribeNodegroupCommand({ clusterName, nodegroupName: first(nodegroups) }),
    );
    expect(nodegroup).toMatchObject({ nodeRole: nodeRole().arn, health: { issues: [] } });
    const { addons = [] } = await eks.send(new ListAddonsCommand({ clusterName }));
    for (const addonName of addons) {
      const { addon } = await eks.send(new DescribeAddonCommand({ clusterName, addonName }));
      expect(addon?.addonName).toBe(addonName);
    }
    account.world.podIdentityAssociations.push({
      associationId: 'a-1',
      associationArn: 'arn:aws:eks:eu-central-1:111122223333:podidentityassociation/prod-eu/a-1',
      clusterName,
      namespace: 'kube-system',
      serviceAccount: 'aws-node',
      roleArn: nodeRole().arn,
      createdAt: 0,
    });
    const list = (serviceAccount: string) =>
      eks.send(new ListPodIdentityAssociationsCommand({ clusterName, namespace: 'kube-system', serviceAccount }));
    expect((await list('aws-node')).associations).toHaveLength(1);
    expect((await list('other')).associations).toEqual([]);
  });

  test('what does not exist is ResourceNotFoundException with status 404', async () => {
    const { eks } = await start();
    const principalArn = 'arn:aws:iam::111122223333:role/nobody';
    const asks = [
      () => eks.send(new DescribeClusterCommand({ name: 'other' })),
      () => eks.send(new ListNodegroupsCommand({ clusterName: 'other' })),
      () => eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName: 'other' })),
      () => eks.send(new DescribeAddonCommand({ clusterName, addonName: 'other' })),
      () => eks.send(new DescribeAccessEntryCommand({ clusterName, principalArn })),
      () => eks.send(new DeleteAccessEntryCommand({ clusterName, principalArn })),
    ];
    const error = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };
    for (const ask of asks) await expect(ask()).rejects.toMatchObject(error);
  });

  test('an access entry is made with what its type implies, once, and can be taken back', async () => {
    const { eks } = await start();
    account.world.accessEntries = account.world.accessEntries.filter(({ type }) => type === 'STANDARD');
    account.advance(10);
    const principalArn = nodeRole().arn;
    const create = () => eks.send(new CreateAccessEntryCommand({ clusterName, principalArn, type: 'EC2_LINUX' }));
    const { accessEntry } = await create();
    expect(accessEntry).toMatchObject({
      type: 'EC2_LINUX',
      username: 'system:node:{{EC2PrivateDNSName}}',
      kubernetesGroups: ['system:nodes'],
      createdAt: new Date(account.clock.now()),
    });
    const stored = account.world.accessEntries.find((entry) => entry.principalArn === principalArn);
    expect(stored?.principalId).toBe(nodeRole().roleId);
    await expect(create()).rejects.toMatchObject({
      name: 'ResourceInUseException',
      $metadata: { httpStatusCode: 409 },
    });
    const policies = await eks.send(new ListAssociatedAccessPoliciesCommand({ clusterName, principalArn }));
    expect(policies.associatedAccessPolicies).toEqual([]);
    await eks.send(new DeleteAccessEntryCommand({ clusterName, principalArn }));
    const gone = eks.send(new DescribeAccessEntryCommand({ clusterName, principalArn }));
    await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test.each([
    [{ principalArn: 'arn:aws:iam::111122223333:role/nobody' }],
    [{ type: 'NOT_A_TYPE' }],
    [{ type: 'EC2_LINUX', kubernetesGroups: ['mine'] }],
    [{ username: 'system:node:me' }],
  ])('an access entry of %j is refused', async (wrong) => {
    const { eks } = await start();
    const role = addRole(account.world, { name: 'new', service: 'ec2.amazonaws.com', policies: [] });
    const create = new CreateAccessEntryCommand({ clusterName, principalArn: role.arn, ...wrong });
    await expect(eks.send(create)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('a cluster in CONFIG_MAP mode has no access entries', async () => {
    const { eks } = await start(healthyWorld({ authentication: 'CONFIG_MAP' }));
    const principalArn = nodeRole().arn;
    const refused = { name: 'InvalidRequestException' };
    await expect(eks.send(new ListAccessEntriesCommand({ clusterName }))).rejects.toMatchObject(refused);
    await expect(eks.send(new CreateAccessEntryCommand({ clusterName, principalArn }))).rejects.toMatchObject(refused);
  });

  test('access entries come in pages', async () => {
    const { eks } = await start(healthyWorld(), { pageSize: 1 });
    const seen: string[] = [];
    for await (const { accessEntries = [] } of paginateListAccessEntries({ client: eks }, { clusterName })) {
      expect(accessEntries).toHaveLength(1);
      seen.push(...accessEntries);
    }
    expect(seen).toEqual(account.world.accessEntries.map(({ principalArn }) => principalArn));
    expect(seen.length).toBeGreaterThan(1);
  });
});

describe('IAM', () => {
  test('a role is described with its trust URL-encoded, its profile with the role', async () => {
    const { iam } = await start();
    const role = nodeRole();
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: role.roleName }));
    expect(Role).toMatchObject({ Arn: role.arn, RoleId: role.roleId, CreateDate: new Date(role.createDate) });
    expect(Role?.AssumeRolePolicyDocument).toMatch(/^%7B/);
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual(role.assumeRolePolicyDocument);
    const { instanceProfileName } = first(account.world.instanceProfiles);
    const { InstanceProfile } = await iam.send(
      new GetInstanceProfileCommand({ InstanceProfileName: instanceProfileName }),
    );
    expect(first(InstanceProfile?.Roles).Arn).toBe(role.arn);
    const { InstanceProfiles } = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: role.roleName }));
    expect(InstanceProfiles?.map(({ Arn }) => Arn)).toEqual([InstanceProfile?.Arn]);
  });

  test('policies are listed in pages and read with their documents', async () => {
    const { iam } = await start(healthyWorld({ ipFamily: 'ipv6' }), { pageSize: 1 });
    const RoleName = nodeRole().roleName;
    const arns: (string | undefined)[] = [];
    for await (const page of paginateListAttachedRolePolicies({ client: iam }, { RoleName })) {
      arns.push(...(page.AttachedPolicies ?? []).map(({ PolicyArn }) => PolicyArn));
    }
    expect(arns).toEqual(nodeRole().attachedManagedPolicies);
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arns[0] }));
    const version = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn: arns[0], VersionId: Policy?.DefaultVersionId }),
    );
    const stored = account.world.managedPolicies.find(({ arn }) => arn === arns[0]);
    expect(JSON.parse(decodeURIComponent(version.PolicyVersion?.Document ?? ''))).toEqual(stored?.document);
    const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const PolicyName = first(PolicyNames);
    const inline = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    expect(JSON.parse(decodeURIComponent(inline.PolicyDocument ?? ''))).toEqual(nodeRole().inlinePolicies[PolicyName]);
  });

  test('what does not exist is NoSuchEntityException with status 404', async () => {
    const { iam } = await start();
    const RoleName = 'nobody';
    const PolicyArn = 'arn:aws:iam::aws:policy/Nothing';
    const asks = [
      () => iam.send(new GetRoleCommand({ RoleName })),
      () => iam.send(new GetInstanceProfileCommand({ InstanceProfileName: 'none' })),
      () => iam.send(new GetPolicyCommand({ PolicyArn })),
      () => iam.send(new GetRolePolicyCommand({ RoleName: nodeRole().roleName, PolicyName: 'none' })),
      () => iam.send(new AttachRolePolicyCommand({ RoleName: nodeRole().roleName, PolicyArn })),
      () => iam.send(new DetachRolePolicyCommand({ RoleName: nodeRole().roleName, PolicyArn })),
      () =>
        iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: 'arn:aws:iam::111122223333:role/nobody',
            ActionNames: ['ec2:DescribeInstances'],
          }),
        ),
    ];
    const error = { name: 'NoSuchEntityException', $metadata: { httpStatusCode: 404 } };
    for (const ask of asks) await expect(ask()).rejects.toMatchObject(error);
  });

  test('attaching is idempotent, keeps to the quota, and shows in a simulation', async () => {
    const { iam } = await start();
    const role = nodeRole();
    const RoleName = role.roleName;
    role.attachedManagedPolicies = [];
    const PolicyArn = awsPolicyArn(account.world, 'AmazonEKSWorkerNodePolicy');
    const decide = async () => {
      const ActionNames = ['ec2:DescribeInstances', 'iam:CreateUser'];
      const answer = await iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: role.arn, ActionNames }));
      return answer.EvaluationResults?.map(({ EvalDecision }) => EvalDecision);
    };
    expect(await decide()).toEqual(['implicitDeny', 'implicitDeny']);
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    expect(role.attachedManagedPolicies).toEqual([PolicyArn]);
    expect(await decide()).toEqual(['allowed', 'implicitDeny']);
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    expect(role.attachedManagedPolicies).toEqual([]);
    role.attachedManagedPolicies = Array.from(
      { length: 10 },
      (_, index) => `arn:aws:iam::111122223333:policy/p${index}`,
    );
    const oneMore = iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await expect(oneMore).rejects.toMatchObject({ name: 'LimitExceededException', $metadata: { httpStatusCode: 409 } });
  });

  test('a simulation tells a boundary and an organization apart', async () => {
    const { iam } = await start();
    const role = nodeRole();
    account.world.serviceControlPolicies.push({
      id: 'p-1',
      name: 'no-ec2',
      document: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'ec2:*', Resource: '*' }] },
    });
    role.permissionsBoundary = awsPolicyArn(account.world, 'AmazonEKSWorkerNodePolicy');
    const answer = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: role.arn,
        ActionNames: ['ec2:DescribeInstances', 'ecr:GetAuthorizationToken'],
      }),
    );
    expect(answer.EvaluationResults).toMatchObject([
      {
        EvalDecision: 'explicitDeny',
        OrganizationsDecisionDetail: { AllowedByOrganizations: false },
        PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true },
      },
      {
        EvalDecision: 'implicitDeny',
        OrganizationsDecisionDetail: { AllowedByOrganizations: true },
        PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
      },
    ]);
  });
});

test('STS names the caller', async () => {
  const { sts } = await start();
  const identity = await sts.send(new GetCallerIdentityCommand());
  expect(identity).toMatchObject({
    Account: account.world.account.id,
    Arn: 'arn:aws:sts::111122223333:assumed-role/rollcall/rollcall',
  });
});
