import type { Permissions, RolePolicies } from '../core/evidence.ts';
import type { Certainty } from '../core/finding.ts';
import { managedPolicyArn, nameOf } from './arn.ts';

/**
 * What a simulation says of one action.
 *
 * - `absence`: no policy allows it, so that attaching one helps
 * - `explicit-deny`: a policy of the role denies it
 * - `boundary`, `organization`: the permissions boundary or a service control policy stands in the way
 */
export type Denial = 'absence' | 'explicit-deny' | 'boundary' | 'organization';

/** A denied action. `proven` is false where the simulation may be stricter than the real call: then it only hints. */
export interface Denied {
  readonly action: string;
  readonly why: Denial;
  readonly proven: boolean;
}

/**
 * Which of some actions a role may not do. Actions that were not simulated come in `unsimulated`.
 *
 * A simulation against resource `*` denies what a policy allows on named resources only, or under conditions whose
 * keys it was not given. So a denial counts as proven only for an action without resources, or where nothing but
 * well-known AWS policies, which use neither, are attached. What an organization denies is never proven: its policies
 * cannot be read, and a data perimeter denies by the VPC or the address that a real call comes from.
 * Source: IAM API reference, SimulatePrincipalPolicy; service authorization reference of EC2, ECR and EKS.
 */
export const deniedOf = (
  permissions: Permissions,
  actions: readonly string[],
  policies?: RolePolicies,
): { readonly denied: readonly Denied[]; readonly unsimulated: readonly string[] } => {
  const simulated = actions.filter((action) => Object.hasOwn(permissions.actions, action));
  const denied = simulated.flatMap((action): Denied[] => {
    const decision = permissions.actions[action];
    if (!decision || decision.allowed) return [];
    const why: Denial =
      decision.allowedByOrganizations === false
        ? 'organization'
        : decision.allowedByBoundary === false
          ? 'boundary'
          : decision.explicitDeny
            ? 'explicit-deny'
            : 'absence';
    const whole = hasNoResources(action) || (why === 'absence' && isPlain(policies, permissions.roleArn));
    return [{ action, why, proven: whole && why !== 'organization' && !decision.missingContext?.length }];
  });
  return { denied, unsimulated: actions.filter((action) => !simulated.includes(action)) };
};

/** Actions that can be allowed on resource `*` alone. */
const hasNoResources = (action: string): boolean =>
  action.startsWith('ec2:Describe') || action === 'ecr:GetAuthorizationToken';

/** AWS managed policies of nodes: they allow on every resource and without conditions what this module asks about. */
const PLAIN_POLICIES = [
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKSWorkerNodeMinimalPolicy',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonEC2ContainerRegistryPowerUser',
  'AmazonEKS_CNI_Policy',
  'AmazonEKSClusterPolicy',
  'AmazonSSMManagedInstanceCore',
  'CloudWatchAgentServerPolicy',
  'AmazonEBSCSIDriverPolicy',
];

const isPlain = (policies: RolePolicies | undefined, roleArn: string): boolean =>
  policies?.roleArn === roleArn &&
  policies.inline.length === 0 &&
  policies.attached.every((name) => PLAIN_POLICIES.includes(name));

/** AWS managed policies whose names stand for far more than nodes need. */
const BROAD_POLICIES = ['AdministratorAccess', 'PowerUserAccess', 'ReadOnlyAccess'];

/** Whether the names of a role's policies leave it open that it has what `sufficient` give. Names are never proof. */
export const namesSuffice = (policies: RolePolicies, sufficient: readonly string[]): boolean =>
  policies.attached.some((name) => sufficient.includes(name) || BROAD_POLICIES.includes(name));

/** How sure a missing permission is, where it is `needed` beyond doubt or not. */
export const sureOfDenial = (denied: readonly Denied[], needed: boolean): Certainty => {
  if (denied.every(({ proven }) => !proven)) return 'suspect';
  return needed ? 'certain' : 'likely';
};

/** Whether attaching a policy would help: nothing forbids the actions, they are only not allowed. */
export const isPlainAbsence = (denied: readonly Denied[]): boolean =>
  denied.length > 0 && denied.every(({ why }) => why === 'absence');

/** Whether a permissions boundary or a service control policy stands in the way of any of the actions. */
export const isFenced = (denied: readonly Denied[]): boolean =>
  denied.some(({ why }) => why === 'boundary' || why === 'organization');

/** One line of proof for each denied action. */
export const proofsOf = (denied: readonly Denied[]): { readonly source: string; readonly says: string }[] =>
  denied.map(({ action, why }) => ({ source: 'iam:SimulatePrincipalPolicy', says: `${action}: ${WORDS[why]}` }));

const WORDS: Readonly<Record<Denial, string>> = {
  absence: 'implicitDeny',
  'explicit-deny': 'explicitDeny',
  boundary: 'AllowedByPermissionsBoundary=false',
  organization: 'AllowedByOrganizations=false',
};

/** What a finding about missing permissions tells the fix; `policyArn` only where attaching that policy would help. */
export const permissionFacts = (roleArn: string, policy: string | null, denied: readonly Denied[]) => ({
  roleArn,
  roleName: nameOf(roleArn),
  denied: denied.map(({ action }) => action),
  plainAbsence: isPlainAbsence(denied),
  ...(policy && isPlainAbsence(denied) ? { policyArn: managedPolicyArn(policy, roleArn) } : {}),
});

/** The AWS CLI line that attaches an AWS managed policy, in the role's own partition. */
export const attachCommand = (roleArn: string, policy: string): string =>
  `aws iam attach-role-policy --role-name ${nameOf(roleArn)} --policy-arn ${managedPolicyArn(policy, roleArn)}`;
