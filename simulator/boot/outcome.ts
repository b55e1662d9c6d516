/** What came of one thing a node tried: a value, or the one plain reason why not. */
export type Outcome<T> = { ok: true; value: T } | Failure;

export interface Failure {
  ok: false;
  reason: string;
}

export const success = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const failure = (reason: string): Failure => ({ ok: false, reason });
