import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { startGroupWatches } from '../aws/start-group-watches.ts';
import { startWatches } from '../aws/start-watches.ts';
import { type FailedLaunch, type LaunchEvent, readLaunchEvent } from '../core/launch-event.ts';
import { startParts } from './parts/start.ts';

/**
 * Takes a batch of launches from the queue and starts one durable watch per launch group, and one per group that failed
 * to launch.
 *
 * A message that is no launch is dropped with a line in the log: trying it again cannot help. When starting fails the
 * whole batch comes back; the ledger keeps launches that were already taken from being watched twice.
 */
export const handler = async (batch: SQSEvent): Promise<SQSBatchResponse> => {
  const launches: LaunchEvent[] = [];
  const failures: FailedLaunch[] = [];
  for (const { messageId, body } of batch.Records) {
    const read = readLaunchEvent(body);
    if ('noLaunch' in read) console.warn(JSON.stringify({ message: 'dropped', messageId, because: read.noLaunch }));
    else if ('scalingGroup' in read) failures.push(read);
    else launches.push(read);
  }
  if (launches.length + failures.length === 0) return { batchItemFailures: [] };
  try {
    const parts = startParts();
    const ids = launches.map(({ instanceId }) => instanceId);
    const [joining, failing] = [await startWatches(ids, parts), await startGroupWatches(failures, parts)];
    const started = {
      watches: [...joining.watches, ...failing.watches],
      dropped: [...joining.dropped, ...failing.dropped],
    };
    console.info(JSON.stringify({ message: 'started', ...started }));
    return { batchItemFailures: [] };
  } catch (error) {
    console.error(
      JSON.stringify({
        message: 'not started',
        because: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown',
      }),
    );
    return { batchItemFailures: batch.Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  }
};
