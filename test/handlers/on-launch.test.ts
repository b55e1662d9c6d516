import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { handler as fix } from '../../handlers/fix.ts';
import { handler as onLaunch } from '../../handlers/on-launch.ts';

const batch = (...bodies: string[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({
    messageId: `m${index}`,
    receiptHandle: '',
    body,
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '', SenderId: '', ApproximateFirstReceiveTimestamp: '' },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  })),
});

describe('the handlers and bad input', () => {
  it('drop messages that are no launches: trying again cannot help', async () => {
    expect(await onLaunch(batch('{', 'null', '{"detail-type":"something else"}'))).toEqual({ batchItemFailures: [] });
  });

  it.each([undefined, null, 'x', {}, { version: 2 }, { version: 1, task: 'apply', change: {} }])(
    'refuse to fix on the order %j',
    async (order) => {
      await expect(fix(order)).rejects.toThrow('malformed');
    },
  );
});
