import {
  type ContextEntry,
  type ContextKeyTypeEnum,
  type EvaluationResult,
  GetInstanceProfileCommand,
  GetRoleCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  paginateSimulatePrincipalPolicy,
} from '@aws-sdk/client-iam';
import type { Decision, InstanceProfile, Permissions, PolicyDocument, Role } from '../../core/evidence.ts';
import { allPages, isoOf, present, tagsOf } from './tags.ts';

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
  const input = {
    PolicySourceArn: roleArn,
    ActionNames: [...actions],
    ContextEntries: [
      contextOf('aws:RequestedRegion', 'string', region),
      contextOf('aws:SecureTransport', 'boolean', 'true'),
    ],
  };
  const pages = paginateSimulatePrincipalPolicy({ client: iam, pageSize: 1000 }, input, { abortSignal });
  const decisions: Record<string, Decision> = {};
  for (const result of await allPages(pages, (page) => page.EvaluationResults)) {
    if (result.EvalActionName) decisions[result.EvalActionName] = toDecision(result);
  }
  return { roleArn, actions: decisions };
};

/** A condition key that is the same for every call of a node. */
const contextOf = (key: string, type: ContextKeyTypeEnum, value: string): ContextEntry => ({
  ContextKeyName: key,
  ContextKeyType: type,
  ContextKeyValues: [value],
});

const toDecision = (result: EvaluationResult): Decision => ({
  allowed: result.EvalDecision === 'allowed',
  explicitDeny: result.EvalDecision === 'explicitDeny',
  allowedByBoundary: result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
  allowedByOrganizations: result.OrganizationsDecisionDetail?.AllowedByOrganizations,
  missingContext: result.MissingContextValues?.length ? result.MissingContextValues : undefined,
});

/** `iam:ListAttachedRolePolicies`: names of managed policies; a role has at most some dozens. */
export const readAttachedPolicies = async (
  iam: IAMClient,
  roleArn: string,
  abortSignal: AbortSignal,
): Promise<string[]> => {
  const pages = paginateListAttachedRolePolicies(
    { client: iam, pageSize: 1000 },
    { RoleName: nameOfArn(roleArn) },
    { abortSignal },
  );
  return present((await allPages(pages, (page) => page.AttachedPolicies)).map(({ PolicyName }) => PolicyName));
};

/** `iam:ListRolePolicies`: names of inline policies. */
export const readInlinePolicies = async (
  iam: IAMClient,
  roleArn: string,
  abortSignal: AbortSignal,
): Promise<string[]> => {
  const pages = paginateListRolePolicies(
    { client: iam, pageSize: 1000 },
    { RoleName: nameOfArn(roleArn) },
    { abortSignal },
  );
  return present(await allPages(pages, (page) => page.PolicyNames));
};
