import { type Absent, absent, type Unknown, unknown } from '../core/observed.ts';
import { redact } from '../core/redact.ts';
import { KubernetesError } from './kubernetes-error.ts';

/** What an SDK error carries, as far as it is looked at. Messages and requests may hold secrets and stay unread. */
interface ServiceError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly status?: number;
}

/**
 * Denied for lack of permission. EC2: `UnauthorizedOperation` (EC2 API reference, error codes); IAM, STS, Auto Scaling:
 * `AccessDenied`; EKS, SSM and other JSON services: `AccessDeniedException`.
 */
const DENIED = ['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException', 'NotAuthorized'];

/** The credentials themselves are refused (common errors of the AWS APIs; `AuthFailure` is EC2's). */
const BAD_CREDENTIALS = [
  'AuthFailure',
  'Blocked',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
  'OptInRequired',
];

/** Refused for the rate of calls (EC2 API throttling guide; common errors; the SDK's own list of throttling codes). */
const THROTTLED = [
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'BandwidthLimitExceeded',
  'PriorRequestNotComplete',
];

/** No answer in time, or no way to the service: names of the SDK's handler and codes of Node's sockets. */
const TIMEOUT = [
  'TimeoutError',
  'AbortError',
  'RequestTimeout',
  'RequestTimeoutException',
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
];

/** The object cannot answer this, such as `Latest` console output of an instance that is not built on Nitro. */
const UNSUPPORTED = ['UnsupportedOperation', 'UnsupportedOperationException', 'OperationNotPermitted'];

/**
 * EC2 spells `InvalidVpcID.NotFound` and `InvalidLaunchTemplateId.VersionNotFound`, IAM `NoSuchEntity(Exception)`, EKS
 * `ResourceNotFoundException`.
 */
const NOT_FOUND = [
  'NoSuchEntity',
  'NoSuchEntityException',
  'ResourceNotFoundException',
  'NotFoundException',
  'InvalidAMIID.Unavailable',
  'InvalidInstanceType',
];

/** AWS answered that the thing asked for does not exist. */
export const isNotFound = (error: unknown): boolean => {
  const { name } = read(error);
  return NOT_FOUND.includes(name) || /^Invalid\w+\.(Version)?NotFound(Exception)?$/.test(name);
};

/** The caller lacks the permission. */
export const isDenied = (error: unknown): boolean => DENIED.includes(read(error).name);

/** AWS does not accept the caller's credentials, or there are none. */
export const isBadCredentials = (error: unknown): boolean => {
  const { name } = read(error);
  return BAD_CREDENTIALS.includes(name) || name === 'CredentialsProviderError';
};

/** Refused for the rate of calls, also after retries. */
export const isThrottled = (error: unknown): boolean => {
  const { name, status } = read(error);
  return THROTTLED.includes(name) || status === 429;
};

/** No answer in time, or no network path. */
export const isTimeout = (error: unknown): boolean => {
  const { name, code } = read(error);
  return TIMEOUT.includes(name) || (code !== undefined && TIMEOUT.includes(code));
};

/** The service or the object cannot answer this question. */
export const isUnsupported = (error: unknown): boolean => UNSUPPORTED.includes(read(error).name);

/**
 * An error as an observation: absent where AWS says that there is none, else unknown with the reason.
 *
 * @param error whatever was thrown
 * @param call the operation, spelled like its IAM action: `iam:GetRole`
 */
export const observationOf = (error: unknown, call: string): Absent | Unknown => {
  if (error instanceof KubernetesError) return kubernetesObservation(error, call);
  if (isNotFound(error)) return absent(call);
  if (isDenied(error)) return unknown('denied', call, `Rollcall may not call ${call}: its role lacks this permission`);
  if (isBadCredentials(error)) return unknown('failed', call, `AWS accepts no credentials of Rollcall for ${call}`);
  if (isThrottled(error)) return unknown('throttled', call, `${call} was refused for the rate of calls`);
  if (isUnsupported(error)) return unknown('unsupported', call, `${call} cannot be answered for this object`);
  if (isTimeout(error)) return unknown('timeout', call, `${call} did not answer in time`);
  const { name, message } = read(error);
  return unknown('failed', call, `${call} failed: ${name}${message ? `: ${redact(message).slice(0, 160)}` : ''}`);
};

/** The API server's refusals, and what stands between it and Rollcall. */
const kubernetesObservation = (error: KubernetesError, call: string): Absent | Unknown => {
  if (error.isNotFound) return absent(call);
  if (error.isUnauthorized) return unknown('denied', call, 'the API server does not know the role of Rollcall');
  if (error.isForbidden) return unknown('denied', call, `the API server does not allow Rollcall ${error.operation}`);
  if (error.status === 429) return unknown('throttled', call, 'the API server refused for the rate of requests');
  if (error.isTimeout || error.reason === 'Unreachable' || error.reason === 'ConnectionReset') {
    return unknown('timeout', call, 'Rollcall cannot reach the API server of the cluster');
  }
  return unknown('failed', call, `the API server could not be asked: ${error.reason}`);
};

/** Looks at the causes too: the SDK wraps a socket's error in its own. */
const read = (error: unknown): ServiceError => {
  if (typeof error !== 'object' || error === null) return { name: 'Error', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? Number(metadata.httpStatusCode)
      : undefined;
  return {
    name: 'name' in error && typeof error.name === 'string' ? error.name : 'Error',
    message: 'message' in error && typeof error.message === 'string' ? error.message : '',
    code: code ?? codeOfCause(error),
    status,
  };
};

const codeOfCause = (error: object): string | undefined => {
  const cause = 'cause' in error ? error.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : undefined;
};
