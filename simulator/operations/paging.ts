/** Cuts lists into pages with opaque tokens. */
import { AwsError } from '../wire/errors.ts';

export interface PageRequest {
  /** The token of the previous page. */
  token: string | undefined;
  /** The most items that the caller wants; all of them if left out. */
  limit: number | undefined;
  /** The code with which the service refuses a token it did not give out. */
  invalidToken: string;
}

export interface Page<Item> {
  items: Item[];
  /** Absent on the last page. */
  next: string | undefined;
}

const prefix = 'page:';

/**
 * One page of a list.
 * @throws AwsError with `invalidToken` as its code
 */
export function pageOf<Item>(all: readonly Item[], { token, limit, invalidToken }: PageRequest): Page<Item> {
  const start = token === undefined ? 0 : offsetOf(token, invalidToken);
  const end = start + (limit ?? all.length);
  const next = end < all.length ? Buffer.from(`${prefix}${end}`).toString('base64url') : undefined;
  return { items: all.slice(start, end), next };
}

/** The smaller of what the caller asked for and what the account allows. */
export function smaller(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}

function offsetOf(token: string, code: string): number {
  const text = Buffer.from(token, 'base64url').toString();
  const offset = text.startsWith(prefix) ? Number(text.slice(prefix.length)) : Number.NaN;
  if (!Number.isInteger(offset)) throw new AwsError(code, 'The specified token is not valid.', 400);
  return offset;
}
