/** IAM: roles, instance profiles and the policies they hold. */
import {
  AttachRolePolicyCommand,
  type InstanceProfile as DescribedProfile,
  type Role as DescribedRole,
  DetachRolePolicyCommand,
  GetAccountSummaryCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { AwsError } from '../wire/errors.ts';
import type { InstanceProfile, ManagedPolicy, PolicyDocument, Role, Tags, World } from '../world/types.ts';
import { define } from './context.ts';
import { iamPage } from './iam-paging.ts';

/** IAM quota "Managed policies attached to an IAM role", its default. */
const policiesPerRole = 10;

export const roleOperations = [
  define(GetAccountSummaryCommand, (_input, { world }) => ({
    SummaryMap: {
      Roles: world.roles.length,
      InstanceProfiles: world.instanceProfiles.length,
      GlobalEndpointTokenVersion: world.account.globalEndpointTokenVersion ?? 1,
    },
  })),

  define(GetRoleCommand, ({ RoleName }, { world }) => ({ Role: describeRole(roleOf(world, RoleName)) })),

  define(GetInstanceProfileCommand, ({ InstanceProfileName }, { world }) => {
    const profile = world.instanceProfiles.find(
      ({ instanceProfileName }) => instanceProfileName === InstanceProfileName,
    );
    if (!profile) throw noSuchEntity(`Instance Profile ${InstanceProfileName} cannot be found.`);
    return { InstanceProfile: describeProfile(world, profile) };
  }),

  define(ListInstanceProfilesForRoleCommand, (input, context) => {
    const { roleName } = roleOf(context.world, input.RoleName);
    const holding = context.world.instanceProfiles.filter(({ roles }) => roles.includes(roleName));
    const { items, ...rest } = iamPage(holding, input, context);
    return { InstanceProfiles: items.map((profile) => describeProfile(context.world, profile)), ...rest };
  }),

  define(ListAttachedRolePoliciesCommand, (input, context) => {
    const { attachedManagedPolicies } = roleOf(context.world, input.RoleName);
    const { items, ...rest } = iamPage(attachedManagedPolicies, input, context);
    const AttachedPolicies = items.map((PolicyArn) => ({ PolicyArn, PolicyName: PolicyArn.split('/').at(-1) }));
    return { AttachedPolicies, ...rest };
  }),

  define(ListRolePoliciesCommand, (input, context) => {
    const { inlinePolicies } = roleOf(context.world, input.RoleName);
    const { items, ...rest } = iamPage(Object.keys(inlinePolicies), input, context);
    return { PolicyNames: items, ...rest };
  }),

  define(GetRolePolicyCommand, ({ RoleName, PolicyName }, { world }) => {
    const { inlinePolicies, roleName } = roleOf(world, RoleName);
    const document = inlinePolicies[PolicyName ?? ''];
    if (!document || !PolicyName) throw noSuchEntity(`The role policy with name ${PolicyName} cannot be found.`);
    return { RoleName: roleName, PolicyName, PolicyDocument: encoded(document) };
  }),

  define(GetPolicyCommand, ({ PolicyArn }, { world }) => {
    const policy = policyOf(world, PolicyArn);
    const AttachmentCount = world.roles.filter((role) => role.attachedManagedPolicies.includes(policy.arn)).length;
    return {
      Policy: {
        PolicyName: policy.policyName,
        PolicyId: policy.policyId,
        Arn: policy.arn,
        Path: policy.path,
        DefaultVersionId: policy.defaultVersionId,
        AttachmentCount,
        IsAttachable: true,
        CreateDate: new Date(policy.createDate),
        UpdateDate: new Date(policy.createDate),
      },
    };
  }),

  define(GetPolicyVersionCommand, ({ PolicyArn, VersionId }, { world }) => {
    const policy = policyOf(world, PolicyArn);
    if (VersionId !== policy.defaultVersionId) throw noSuchEntity(`Policy version ${VersionId} does not exist.`);
    const CreateDate = new Date(policy.createDate);
    return { PolicyVersion: { VersionId, IsDefaultVersion: true, Document: encoded(policy.document), CreateDate } };
  }),

  // Attaching what is attached changes nothing and is no error.
  define(AttachRolePolicyCommand, ({ RoleName, PolicyArn }, { world }) => {
    const role = modifiableRole(world, RoleName);
    const { arn } = policyOf(world, PolicyArn);
    if (role.attachedManagedPolicies.includes(arn)) return {};
    if (role.attachedManagedPolicies.length >= policiesPerRole) {
      throw new AwsError('LimitExceededException', `Cannot exceed quota for PoliciesPerRole: ${policiesPerRole}`);
    }
    role.attachedManagedPolicies.push(arn);
    return {};
  }),

  define(DetachRolePolicyCommand, ({ RoleName, PolicyArn }, { world }) => {
    const role = modifiableRole(world, RoleName);
    if (!role.attachedManagedPolicies.some((arn) => arn === PolicyArn)) {
      throw noSuchEntity(`Policy ${PolicyArn} was not found.`);
    }
    role.attachedManagedPolicies = role.attachedManagedPolicies.filter((arn) => arn !== PolicyArn);
    return {};
  }),
];

/** What IAM says of anything that does not exist. */
export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntityException', message);
}

function roleOf(world: World, name: string | undefined): Role {
  const role = world.roles.find(({ roleName }) => roleName === name);
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

function modifiableRole(world: World, name: string | undefined): Role {
  const role = roleOf(world, name);
  if (!role.path.startsWith('/aws-service-role/')) return role;
  throw new AwsError('UnmodifiableEntityException', `Cannot perform the operation on the protected role '${name}'`);
}

function policyOf(world: World, arn: string | undefined): ManagedPolicy {
  const policy = world.managedPolicies.find((candidate) => candidate.arn === arn);
  if (!policy) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  return policy;
}

function describeRole(role: Role): DescribedRole {
  return {
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    Path: role.path,
    CreateDate: new Date(role.createDate),
    Description: role.description,
    AssumeRolePolicyDocument: encoded(role.assumeRolePolicyDocument),
    MaxSessionDuration: 3600,
    PermissionsBoundary: role.permissionsBoundary
      ? { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: role.permissionsBoundary }
      : undefined,
    Tags: iamTags(role.tags),
  };
}

function describeProfile(world: World, profile: InstanceProfile): DescribedProfile {
  return {
    InstanceProfileName: profile.instanceProfileName,
    InstanceProfileId: profile.instanceProfileId,
    Arn: profile.arn,
    Path: profile.path,
    CreateDate: new Date(profile.createDate),
    Roles: world.roles.filter(({ roleName }) => profile.roles.includes(roleName)).map(describeRole),
    Tags: iamTags(profile.tags),
  };
}

/** IAM gives policy documents URL-encoded, as RFC 3986 says (IAM API reference, Role and PolicyVersion). */
function encoded(document: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(document));
}

function iamTags(tags: Tags) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
