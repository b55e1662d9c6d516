/**
 * Whether a role's trust policy lets somebody assume the role.
 * Source: IAM user guide, "AWS JSON policy elements: Principal" and "Policy evaluation logic".
 */
import type { PolicyDocument, PolicyStatement } from '../world/types.ts';
import { conditionOutcome, type RequestContext } from './conditions.ts';
import { globMatches, listOf } from './glob.ts';

/** Who asks: a service (`ec2.amazonaws.com`) or an AWS principal by its ARN. */
export interface TrustedParty {
  service?: string;
  awsPrincipal?: string;
}

/**
 * Decides `sts:AssumeRole` (or another action) on a role for a service or an AWS principal.
 * A deny wins; a condition that cannot be decided does not allow, and does deny.
 *
 * @param context condition keys such as `aws:SourceAccount` and `aws:SourceArn`
 */
export function trustAllows(
  document: PolicyDocument,
  party: TrustedParty,
  action: string,
  context: RequestContext = {},
): boolean {
  const named = document.Statement.filter((one) => namesAction(one, action) && namesParty(one.Principal, party));
  const outcomes = named.map((one) => ({ effect: one.Effect, outcome: conditionOutcome(one.Condition, context) }));
  const denied = outcomes.some(({ effect, outcome }) => effect === 'Deny' && outcome !== 'unsatisfied');
  return !denied && outcomes.some(({ effect, outcome }) => effect === 'Allow' && outcome === 'satisfied');
}

function namesAction(statement: PolicyStatement, action: string): boolean {
  const matches = (pattern: string) => globMatches(pattern, action, { ignoreCase: true });
  if (statement.NotAction) return !listOf(statement.NotAction).some(matches);
  return listOf(statement.Action).some(matches);
}

function namesParty(principal: PolicyStatement['Principal'], { service, awsPrincipal }: TrustedParty): boolean {
  if (principal === undefined) return false;
  const { AWS, Service } = principal === '*' ? { AWS: '*', Service: undefined } : principal;
  const namesService = service !== undefined && listOf(Service).includes(service);
  return namesService || (awsPrincipal !== undefined && listOf(AWS).some((name) => namesPrincipal(name, awsPrincipal)));
}

/** An account, by its id or its root ARN, stands for every principal of that account. */
function namesPrincipal(name: string, arn: string): boolean {
  const account = arn.split(':')[4] ?? '';
  return name === '*' || name === arn || name === account || name.endsWith(`:iam::${account}:root`);
}
