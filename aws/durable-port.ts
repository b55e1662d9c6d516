import type { DurableContext } from '@aws/durable-execution-sdk-js';
import type { FixOrder, FixResult, WatchPort } from '../core/watch.ts';

/** A step that fails is tried this often: throttled calls and a topic that is away for a moment. */
const ATTEMPTS = 4;

/**
 * The watch's port over a Lambda durable execution: the only file that knows the durable runtime.
 *
 * Waiting holds no function. `fixFunction` is the name or ARN of the fixing function; it is not durable, so it needs no
 * qualifier (Lambda developer guide, durable functions: invoking other functions).
 */
export const durablePort = (context: DurableContext, fixFunction: string): WatchPort => ({
  step: (name, run) =>
    context.step(name, () => run(), {
      retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < ATTEMPTS, delay: { seconds: 2 ** attempt } }),
    }),
  sleep: async (name, seconds) => {
    await context.wait(name, { seconds });
  },
  fix: async (name, order) => {
    try {
      return await context.invoke<FixOrder, FixResult>(name, fixFunction, order);
    } catch (error) {
      const says = `the fixing function did not answer: ${error instanceof Error ? error.message : 'unknown error'}`;
      return { change: order.change, outcome: 'failed', says };
    }
  },
});
