/**
 * Whether IAM lets a role do something: identity policies, permissions boundary, service control policies.
 * Source: IAM user guide, "Policy evaluation logic".
 */
import type { PolicyDocument, PolicyStatement, Role, World } from '../world/types.ts';
import { conditionOutcome, fillVariables, missingKeys, type RequestContext } from './conditions.ts';
import { globMatches, listOf } from './glob.ts';

export type Decision = 'allowed' | 'implicitDeny' | 'explicitDeny';

/** A statement that decided, and the policy it stands in, in the words of `iam:SimulatePrincipalPolicy`. */
export interface MatchedStatement {
  sourcePolicyId: string;
  sourcePolicyType: 'role' | 'aws-managed' | 'user-managed' | 'none';
  statement: PolicyStatement;
}

export interface Evaluation {
  decision: Decision;
  /** Absent when the role has no boundary. */
  allowedByPermissionsBoundary?: boolean;
  /** Absent when no service control policy applies. */
  allowedByOrganizations?: boolean;
  /** The denying statements if there are any, else the allowing ones. */
  matchedStatements: MatchedStatement[];
  /** Condition keys that the identity policies ask for and the request does not have. */
  missingContextValues: string[];
}

/** The world has no role of this ARN, or a role names a managed policy that the world does not hold. */
export class UnknownPolicySourceError extends Error {
  override name = 'UnknownPolicySourceError';
}

interface Policy {
  id: string;
  type: MatchedStatement['sourcePolicyType'];
  document: PolicyDocument;
}

interface Request {
  action: string;
  resource: string;
  context: RequestContext;
}

/**
 * Decides one action of one role.
 * An explicit deny anywhere wins; then organization, boundary and identity policies must each allow.
 *
 * @param resource the resource's ARN; `*`, as in `iam:SimulatePrincipalPolicy`, when none is named
 * @param context condition keys of the request, besides what the role and the account say by themselves
 * @throws UnknownPolicySourceError if the world does not hold the role or one of its policies
 */
export function evaluate(
  world: World,
  roleArn: string,
  action: string,
  resource = '*',
  context: RequestContext = {},
): Evaluation {
  const role = world.roles.find(({ arn }) => arn === roleArn);
  if (!role) throw new UnknownPolicySourceError(`no role ${roleArn}`);
  const request: Request = { action, resource, context: { ...standingContext(world, role), ...context } };

  const identity = [...role.attachedManagedPolicies.map((arn) => managedPolicy(world, arn)), ...inlinePolicies(role)];
  const boundary = role.permissionsBoundary ? [managedPolicy(world, role.permissionsBoundary)] : undefined;
  const organization = isServiceLinked(role) ? [] : world.serviceControlPolicies.map(organizationPolicy);

  const denials = [...identity, ...(boundary ?? []), ...organization].flatMap((policy) =>
    matching(policy, 'Deny', request),
  );
  const allowances = identity.flatMap((policy) => matching(policy, 'Allow', request));
  // The account keeps FullAWSAccess, so its organization can only take away by denying.
  const organizationAllows = organization.every((policy) => matching(policy, 'Deny', request).length === 0);
  const boundaryAllows = boundary === undefined || admits(boundary, request);

  return {
    decision: decide(denials.length > 0, boundaryAllows && allowances.length > 0),
    ...(boundary && { allowedByPermissionsBoundary: boundaryAllows }),
    ...(organization.length > 0 && { allowedByOrganizations: organizationAllows }),
    matchedStatements: denials.length > 0 ? denials : allowances,
    missingContextValues: missingValues(identity, request),
  };
}

/** Whether a role may do an action: `evaluate` in short, and false for a role that does not exist. */
export function isAllowed(
  world: World,
  roleArn: string,
  action: string,
  resource = '*',
  context: RequestContext = {},
): boolean {
  const exists = world.roles.some(({ arn }) => arn === roleArn);
  return exists && evaluate(world, roleArn, action, resource, context).decision === 'allowed';
}

function decide(denied: boolean, allowed: boolean): Decision {
  if (denied) return 'explicitDeny';
  return allowed ? 'allowed' : 'implicitDeny';
}

function admits(policies: Policy[], request: Request): boolean {
  const has = (effect: 'Allow' | 'Deny') => policies.some((policy) => matching(policy, effect, request).length > 0);
  return has('Allow') && !has('Deny');
}

function matching(policy: Policy, effect: 'Allow' | 'Deny', request: Request): MatchedStatement[] {
  return policy.document.Statement.filter((statement) => statement.Effect === effect)
    .filter((statement) => applies(statement, request))
    .map((statement) => ({ sourcePolicyId: policy.id, sourcePolicyType: policy.type, statement }));
}

/** An undecided condition is taken the cautious way: it does not allow, and it does deny. */
function applies(statement: PolicyStatement, request: Request): boolean {
  if (!namesRequest(statement, request)) return false;
  const outcome = conditionOutcome(statement.Condition, request.context);
  return outcome === 'satisfied' || (outcome === 'undecided' && statement.Effect === 'Deny');
}

function namesRequest(statement: PolicyStatement, { action, resource, context }: Request): boolean {
  const namesAction = (pattern: string) => globMatches(pattern, action, { ignoreCase: true });
  const namesResource = (pattern: string) => globMatches(fillVariables(pattern, context), resource);
  return (
    (statement.NotAction
      ? !listOf(statement.NotAction).some(namesAction)
      : listOf(statement.Action).some(namesAction)) &&
    (statement.NotResource
      ? !listOf(statement.NotResource).some(namesResource)
      : listOf(statement.Resource ?? '*').some(namesResource))
  );
}

function missingValues(policies: Policy[], request: Request): string[] {
  const statements = policies.flatMap(({ document }) => document.Statement);
  const relevant = statements.filter((statement) => namesRequest(statement, request));
  return [...new Set(relevant.flatMap(({ Condition }) => missingKeys(Condition, request.context)))];
}

function standingContext(world: World, role: Role): RequestContext {
  const tags = Object.entries(role.tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]);
  return {
    'aws:PrincipalArn': role.arn,
    'aws:PrincipalAccount': world.account.id,
    'aws:RequestedRegion': world.account.region,
    'aws:SecureTransport': 'true',
    ...Object.fromEntries(tags),
  };
}

function managedPolicy(world: World, arn: string): Policy {
  const policy = world.managedPolicies.find((one) => one.arn === arn);
  if (!policy) throw new UnknownPolicySourceError(`no managed policy ${arn}`);
  const type = arn.includes(':iam::aws:') ? 'aws-managed' : 'user-managed';
  return { id: policy.policyName, type, document: policy.document };
}

function inlinePolicies(role: Role): Policy[] {
  return Object.entries(role.inlinePolicies).map(([id, document]) => ({ id, type: 'role', document }));
}

function organizationPolicy({ name, document }: World['serviceControlPolicies'][number]): Policy {
  return { id: name, type: 'none', document };
}

/** Service control policies do not restrict service-linked roles (AWS Organizations user guide, SCPs). */
function isServiceLinked(role: Role): boolean {
  return role.path.startsWith('/aws-service-role/');
}
