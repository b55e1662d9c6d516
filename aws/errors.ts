import { type Unknown, type UnknownReason, unknown } from '../core/observed.ts';
import { KubernetesError } from './kubernetes-error.ts';

/** Error names by which services say that the caller may not (EC2, IAM, EKS, SSM, Auto Scaling API references). */
const DENIED = new Set([
  'UnauthorizedOperation',
  'AccessDenied',
  'AccessDeniedException',
  'AuthFailure',
  'UnauthorizedException',
  'NotAuthorized',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'ExpiredTokenException',
  'OptInRequired',
]);

/** Error names by which services say that the rate is too high. */
const THROTTLED = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestThrottled',
  'RequestThrottledException',
  'EC2ThrottledException',
  'SlowDown',
]);

/** Error names by which services say that there is no such thing. EC2 ends its codes in `.NotFound`. */
const NOT_FOUND = new Set(['NoSuchEntity', 'NoSuchEntityException', 'ResourceNotFoundException', 'NotFoundException', 'InvalidAMIID.Unavailable']);

const UNSUPPORTED = new Set(['UnsupportedOperation', 'InvalidParameterCombination', 'OperationNotPermitted']);

const TIMED_OUT = new Set(['TimeoutError', 'AbortError', 'ETIMEDOUT', 'ESOCKETTIMEDOUT', 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** AWS answered: there is no such thing. */
export const isNotFound = (error: unknown): boolean => {
  const name = nameOf(error);
  return NOT_FOUND.has(name) || name.endsWith('.NotFound') || name.endsWith('.Malformed') || (error instanceof KubernetesError && error.isNotFound);
};

/** Why a call failed, in the words of {@link UnknownReason}. */
export const reasonOf = (error: unknown): UnknownReason => {
  if (error instanceof KubernetesError) return kubernetesReason(error);
  const name = nameOf(error);
  if (DENIED.has(name) || name === 'CredentialsProviderError') return 'denied';
  if (THROTTLED.has(name)) return 'throttled';
  if (TIMED_OUT.has(name) || TIMED_OUT.has(codeOf(error))) return 'timeout';
  return UNSUPPORTED.has(name) ? 'unsupported' : 'failed';
};

const kubernetesReason = (error: KubernetesError): UnknownReason => {
  if (error.isUnauthorized || error.isForbidden) return 'denied';
  if (error.status === 429) return 'throttled';
  return error.isTimeout || error.status === undefined ? 'timeout' : 'failed';
};

/** The sentence for a person. The error's own text is left out: it may repeat what was sent. */
const SAYS: Record<UnknownReason, (call: string, name: string) => string> = {
  denied: (call, name) => `${call} is denied (${name}): allow it to the role of Rollcall`,
  throttled: (call) => `${call} was throttled, also when tried again`,
  timeout: (call) => `${call} did not answer in time`,
  unsupported: (call) => `${call} is not supported here`,
  'not-collected': (call) => `${call} was not asked`,
  failed: (call, name) => `${call} failed (${name})`,
};

/** What is left of an error: an unknown with its reason, the call and one sentence. */
export const unknownBy = (call: string, error: unknown): Unknown => {
  const because = reasonOf(error);
  return unknown(because, call, SAYS[because](call, nameOf(error) || 'no name'));
};
