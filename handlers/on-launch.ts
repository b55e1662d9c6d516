import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { startWatches } from '../aws/start-watches.ts';
import { type LaunchEvent, readLaunchEvent } from '../core/launch-event.ts';
import { startParts } from './parts/start.ts';

/**
 * Takes a batch of launches from the queue and starts one durable watch per launch group.
 *
 * A message that is no launch is dropped with a line in the log: trying it again cannot help. When starting fails the
 * whole batch comes back; the ledger keeps launches that were already taken from being watched twice.
 */
export const handler = async (batch: SQSEvent): Promise<SQSBatchResponse> => {
  const launches: LaunchEvent[] = [];
  for (const { messageId, body } of batch.Records) {
    const read = readLaunchEvent(body);
    if ('noLaunch' in read) console.warn(JSON.stringify({ message: 'dropped', messageId, because: read.noLaunch }));
    else launches.push(read);
  }
  if (launches.length === 0) return { batchItemFailures: [] };
  try {
    const started = await startWatches(
      launches.map(({ instanceId }) => instanceId),
      startParts(),
    );
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
