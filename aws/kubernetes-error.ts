/** What can go wrong between Rollcall and a cluster's API server. */

/** Reasons of our own, where no answer, or no usable one, came from the API server. */
export type TransportReason =
  | 'Timeout'
  | 'Unreachable'
  | 'ConnectionReset'
  | 'Untrusted'
  | 'NoToken'
  | 'TooLarge'
  | 'TooManyPages'
  | 'Malformed';

interface Details {
  operation: string;
  /** The HTTP status, if the API server answered. */
  status?: number;
  /** `reason` of the Kubernetes Status, or one of ours. */
  reason: string;
  cause?: unknown;
}

/**
 * A request to the Kubernetes API failed.
 * `operation` is method and path; the message never holds the token.
 */
export class KubernetesError extends Error {
  override readonly name: string = 'KubernetesError';
  readonly operation: string;
  readonly status: number | undefined;
  readonly reason: string;

  constructor(message: string, { operation, status, reason, cause }: Details) {
    super(`${operation}: ${message}`, { cause });
    this.operation = operation;
    this.status = status;
    this.reason = reason;
  }

  /** The API server does not know who asks. */
  get isUnauthorized(): boolean {
    return this.status === 401;
  }

  /** It knows, and does not allow it. */
  get isForbidden(): boolean {
    return this.status === 403;
  }

  get isNotFound(): boolean {
    return this.status === 404;
  }

  /** Somebody else wrote in between. */
  get isConflict(): boolean {
    return this.status === 409;
  }

  get isTimeout(): boolean {
    return this.reason === 'Timeout';
  }

  /** Worth another try of a request that changes nothing. */
  get isPassing(): boolean {
    return this.reason === 'ConnectionReset' || this.status === 429 || (this.status ?? 0) >= 500;
  }
}

/** The object is no longer the one that was read: read again and plan again. */
export class ConflictError extends KubernetesError {
  override readonly name = 'ConflictError';
}
