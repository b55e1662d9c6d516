/** ARNs as aws-iam-authenticator compares them. Source: aws-iam-authenticator pkg/arn/arn.go. */

/** The partitions that the authenticator recognises (pkg/endpoints/partitions.go). */
const partitions = ['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc'];

/** An ARN that names nobody who can log in. */
export class InvalidIdentityArnError extends Error {
  override name = 'InvalidIdentityArnError';
}

/**
 * Turns the ARN that STS reports into the one that mappings are looked up by:
 * a session of a role becomes the role; users, roles, federated users and account roots stay as they are.
 *
 * @throws InvalidIdentityArnError for anything else, such as an instance profile
 */
export function canonicalArn(arn: string): string {
  const [prefix, partition = '', service, , account, ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (prefix !== 'arn' || rest.length === 0) throw new InvalidIdentityArnError(`arn '${arn}' is invalid`);
  if (!partitions.includes(partition)) {
    throw new InvalidIdentityArnError(`arn '${arn}' does not have a recognized partition`);
  }
  const [kind = '', ...names] = resource.split('/');
  if (service === 'sts' && kind === 'federated-user') return arn;
  if (service === 'iam' && ['role', 'user', 'root'].includes(kind)) return arn;
  if (service === 'sts' && kind === 'assumed-role') {
    if (names.length < 2) throw new InvalidIdentityArnError(`assumed-role arn '${arn}' does not have a role`);
    return `arn:${partition}:iam::${account}:role/${names.slice(0, -1).join('/')}`;
  }
  throw new InvalidIdentityArnError(`unrecognized resource ${resource} for service ${service}`);
}

/** A role's or user's ARN without its path: `…:role/team/a/X` becomes `…:role/X`. */
export function withoutPath(arn: string): string {
  return arn.replace(/:(role|user)\/.*\//, ':$1/');
}

/** The account id in an ARN. */
export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
