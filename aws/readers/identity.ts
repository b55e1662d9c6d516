import {
  type EvaluationResult,
  GetInstanceProfileCommand,
  GetRoleCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import type {
  Decision,
  InstanceProfile,
  Permissions,
  PolicyDocument,
  Role,
  RolePolicies,
} from '../../core/evidence.ts';
import { isoOf, present, tagsOf } from './tags.ts';

/** The name in an IAM ARN: what follows the path. */
export const nameOfArn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** `iam:GetInstanceProfile` by the profile's ARN. */
export const readInstanceProfile = async (
  iam: IAMClient,
  arn: string,
  abortSignal: AbortSignal,
): Promise<InstanceProfile | undefined> => {
  const command = new GetInstanceProfileCommand({ InstanceProfileName: nameOfArn(arn) });
  const { InstanceProfile: profile } = await iam.send(command, { abortSignal });
  return (
    profile && {
      arn: profile.Arn ?? arn,
      name: profile.InstanceProfileName ?? nameOfArn(arn),
      roleArn: profile.Roles?.[0]?.Arn,
    }
  );
};

/** `iam:GetRole` by the role's ARN. */
export const readRole = async (iam: IAMClient, arn: string, abortSignal: AbortSignal): Promise<Role | undefined> => {
  const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: nameOfArn(arn) }), { abortSignal });
  return (
    role && {
      arn: role.Arn ?? arn,
      name: role.RoleName ?? nameOfArn(arn),
      path: role.Path ?? '/',
      id: role.RoleId ?? '',
      createdAt: isoOf(role.CreateDate) ?? '',
      trust: documentOf(role.AssumeRolePolicyDocument),
      permissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
      tags: tagsOf(role.Tags),
    }
  );
};

/** IAM returns documents URL-encoded (IAM API reference, GetRole, RFC 3986). @throws TypeError when it is no JSON object */
const documentOf = (encoded: string | undefined): PolicyDocument => {
  const document: unknown = JSON.parse(decodeURIComponent(encoded ?? ''));
  if (typeof document !== 'object' || document === null) throw new TypeError('a policy that is no JSON object');
  return document;
};

/**
 * `iam:SimulatePrincipalPolicy` with several actions in one call.
 *
 * They are simulated on all resources. Where a policy names resources one by one, an action that EC2, EKS or ECR
 * authorizes by resource comes out as implicitly denied.
 */
export const readPermissions = async (
  iam: IAMClient,
  roleArn: string,
  actions: readonly string[],
  region: string,
  abortSignal: AbortSignal,
): Promise<Permissions> => {
  const command = new SimulatePrincipalPolicyCommand({
    PolicySourceArn: roleArn,
    ActionNames: [...actions],
    ContextEntries: [
      { ContextKeyName: 'aws:RequestedRegion', ContextKeyType: 'string', ContextKeyValues: [region] },
      { ContextKeyName: 'aws:SecureTransport', ContextKeyType: 'boolean', ContextKeyValues: ['true'] },
    ],
  });
  const { EvaluationResults } = await iam.send(command, { abortSignal });
  const decisions: Record<string, Decision> = {};
  for (const result of EvaluationResults ?? []) {
    if (result.EvalActionName) decisions[result.EvalActionName] = toDecision(result);
  }
  return { roleArn, actions: decisions };
};

const toDecision = (result: EvaluationResult): Decision => ({
  allowed: result.EvalDecision === 'allowed',
  explicitDeny: result.EvalDecision === 'explicitDeny',
  allowedByBoundary: result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
  allowedByOrganizations: result.OrganizationsDecisionDetail?.AllowedByOrganizations,
  missingContext: result.MissingContextValues?.length ? result.MissingContextValues : undefined,
});

/** `iam:ListAttachedRolePolicies` and `iam:ListRolePolicies`: a role has at most some dozens of either. */
export const readRolePolicies = async (
  iam: IAMClient,
  roleArn: string,
  abortSignal: AbortSignal,
): Promise<RolePolicies> => {
  const RoleName = nameOfArn(roleArn);
  const [attached, inline] = await Promise.all([
    iam.send(new ListAttachedRolePoliciesCommand({ RoleName, MaxItems: 1000 }), { abortSignal }),
    iam.send(new ListRolePoliciesCommand({ RoleName, MaxItems: 1000 }), { abortSignal }),
  ]);
  return {
    roleArn,
    attached: present(attached.AttachedPolicies?.map(({ PolicyName }) => PolicyName)),
    inline: present(inline.PolicyNames),
  };
};
