import { absent, known, type Observed, unknown } from '../core/observed.ts';
import { isNotFound, unknownBy } from './errors.ts';

/** No call may take longer, its retries included: milliseconds. */
export const DEADLINE = 20_000;

/**
 * Runs one call and says what was seen: a value is known, `undefined` or a not-found error is absent, anything else is
 * unknown. Never throws.
 *
 * @param call the API operation, such as `ec2:DescribeVpcs`
 */
export const observe = async <T>(
  call: string,
  read: (signal: AbortSignal) => Promise<T | undefined>,
  deadline = DEADLINE,
): Promise<Observed<T>> => {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), deadline);
  try {
    const value = await Promise.race([read(controller.signal), aborted(controller.signal)]);
    return value === undefined ? absent(call) : known(value);
  } catch (error) {
    return isNotFound(error) ? absent(call) : unknownBy(call, error);
  } finally {
    clearTimeout(timer);
  }
};

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(Object.assign(new Error('no answer in time'), { name: 'TimeoutError' })));
  });

/** Nobody asked, because `missing` is not known. */
export const notCollected = (call: string, missing: string) => unknown('not-collected', call, `not asked, because ${missing} is not known`);

/** Asks only when what the question needs is there; otherwise says why it was not asked. */
export const observeFor = async <D, T>(
  subject: Observed<D>,
  missing: string,
  call: string,
  read: (subject: D, signal: AbortSignal) => Promise<T | undefined>,
): Promise<Observed<T>> => (subject.state === 'known' ? observe(call, (signal) => read(subject.value, signal)) : notCollected(call, missing));
