import { type DurableContext, withDurableExecution } from '@aws/durable-execution-sdk-js';
import { durablePort } from '../aws/durable-port.ts';
import { watchActs } from '../aws/watch-acts.ts';
import { type WatchInput, type WatchResult, watch } from '../core/watch.ts';
import { watchLaunches } from '../core/watch-launches.ts';
import { setting } from './parts/environment.ts';
import { watchParts } from './parts/watch.ts';

/** Watches one launch group, or one group that cannot launch, as a durable execution: replayed after every wait. */
export const handler = withDurableExecution<WatchInput, WatchResult>((input: WatchInput, context: DurableContext) => {
  const run = input.scalingGroup === undefined ? watch : watchLaunches;
  return run(input, durablePort(context, setting('ROLLCALL_FIX_FUNCTION')), watchActs(watchParts()));
});
