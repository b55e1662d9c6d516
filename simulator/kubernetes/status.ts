/** How the Kubernetes API says that something went wrong. Source: Kubernetes API reference, meta/v1 Status. */
import { AwsError } from '../wire/errors.ts';
import type { Target } from './target.ts';

const codes = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  AlreadyExists: 409,
  Conflict: 409,
  UnsupportedMediaType: 415,
  TooManyRequests: 429,
  InternalError: 500,
} as const;

export type Reason = keyof typeof codes;

/** An error of the API; `code` is the reason. */
export function statusError(reason: Reason, message: string): AwsError {
  return new AwsError(reason, message, codes[reason]);
}

/** `nodes "x" not found`, and the like of it for a path. */
export function notFound(target: Target): AwsError {
  if (target.kind === 'path') return statusError('NotFound', 'the server could not find the requested resource');
  const qualified = target.group ? `${target.resource}.${target.group}` : target.resource;
  return statusError('NotFound', `${qualified} "${target.name ?? ''}" not found`);
}

/** What RBAC answers: who may not do what. */
export function forbidden(username: string, target: Target): AwsError {
  if (target.kind === 'path') {
    return statusError('Forbidden', `forbidden: User "${username}" cannot ${target.verb} path "${target.path}"`);
  }
  const { resource, name, verb, group, namespace } = target;
  const scope = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope';
  const subject = name ? `${resource} "${name}"` : resource;
  return statusError(
    'Forbidden',
    `${subject} is forbidden: User "${username}" cannot ${verb} resource "${resource}" in API group "${group}" ${scope}`,
  );
}

/** The body of an error's response. */
export function statusBody({ code, message, status = 500 }: AwsError): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: code, code: status };
}

/** How an interference answers in the name of Kubernetes. */
export const interferenceErrors = {
  denied: { code: 'Forbidden', status: 403 },
  throttled: { code: 'TooManyRequests', status: 429 },
  failed: { code: 'InternalError', status: 500 },
};
