/**
 * What was seen of one thing: it is there, AWS answered that it is not there, or nobody knows and why.
 *
 * Keeping `absent` and `unknown` apart is what stops a denied call from looking like an empty answer.
 */
export type Observed<T> = Known<T> | Absent | Unknown;

/** The thing was read. */
export interface Known<T> {
  readonly state: 'known';
  readonly value: T;
}

/** AWS or Kubernetes answered: there is none. `call` is the call that said so, such as `eks:DescribeAccessEntry`. */
export interface Absent {
  readonly state: 'absent';
  readonly call?: string;
}

/**
 * Why a thing could not be read.
 *
 * - `denied`: the caller lacks the permission
 * - `throttled`: the API refused for its rate, also after retries
 * - `timeout`: no answer in time, or no network path
 * - `unsupported`: the API or the object cannot answer this
 * - `not-collected`: nobody asked, usually because something it depends on is unknown
 * - `failed`: any other error, or an answer that could not be understood
 */
export type UnknownReason = 'denied' | 'throttled' | 'timeout' | 'unsupported' | 'not-collected' | 'failed';

/** The thing could not be read. `call` names the API operation that would have told. */
export interface Unknown {
  readonly state: 'unknown';
  readonly because: UnknownReason;
  readonly call: string;
  /** One short sentence for a person, free of secrets. */
  readonly says?: string;
}

/** The value as read. */
export const known = <T>(value: T): Known<T> => ({ state: 'known', value });

/** There is none, by the word of `call`. */
export const absent = (call?: string): Absent => (call ? { state: 'absent', call } : { state: 'absent' });

/** Nobody knows, because of `because` at `call`. */
export const unknown = (because: UnknownReason, call: string, says?: string): Unknown =>
  says ? { state: 'unknown', because, call, says } : { state: 'unknown', because, call };

/** The value where it is known, else `undefined`. Use it only where absent and unknown mean the same to the reader. */
export const valueOf = <T>(seen: Observed<T>): T | undefined => (seen.state === 'known' ? seen.value : undefined);
