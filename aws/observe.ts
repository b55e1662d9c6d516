import { absent, known, type Observed } from '../core/observed.ts';
import { observationOf } from './errors.ts';

/** Asks one question; `undefined` means that AWS answered that there is none. */
export type Question<T> = (signal: AbortSignal) => Promise<T | undefined>;

/** Turns a question into an observation. */
export type Observe = <T>(call: string, ask: Question<T>) => Promise<Observed<T>>;

/** All retries of one question together must end within this time. */
export const ANSWER_WITHIN_MS = 15_000;

/**
 * Gives the way in which everything is asked: it never throws, and no question takes longer than the deadline, whatever
 * the connection does.
 *
 * @example await observe('ec2:DescribeVpcs', (signal) => readVpc(ec2, 'vpc-0a', signal))
 */
export const observeWithin =
  (milliseconds: number = ANSWER_WITHIN_MS): Observe =>
  async (call, ask) => {
    const deadline = new AbortController();
    const late = new DOMException(`no answer within ${milliseconds} ms`, 'TimeoutError');
    const timer = setTimeout(() => deadline.abort(late), milliseconds);
    const expired = new Promise<never>((_resolve, reject) => {
      deadline.signal.addEventListener('abort', () => reject(late));
    });
    try {
      const value = await Promise.race([ask(deadline.signal), expired]);
      return value === undefined ? absent(call) : known(value);
    } catch (error) {
      return observationOf(error, call);
    } finally {
      clearTimeout(timer);
    }
  };
