/** SQS: queues (Amazon SQS API reference). Receiving never waits: there is no one else to send in the meantime. */
import { createHash } from 'node:crypto';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../wire/errors.ts';
import { nextUuid } from '../world/ids.ts';
import type { Queue, World } from '../world/types.ts';
import { define } from './context.ts';

/** Bytes (1 MiB since 2025). */
const maximumMessage = 1_048_576;

export const sqsOperations = [
  define(SendMessageCommand, ({ QueueUrl, MessageBody = '' }, { world, clock }) => {
    const queue = queueOf(world, QueueUrl);
    if (MessageBody === '' || Buffer.byteLength(MessageBody) > maximumMessage) {
      throw new AwsError('InvalidParameterValue', 'The message must be at least one byte and at most 1 MiB long.', 400);
    }
    const messageId = nextUuid(world);
    queue.messages.push({ messageId, receiptHandle: '', sentAt: clock.now(), body: MessageBody, receiveCount: 0 });
    return { MessageId: messageId, MD5OfMessageBody: md5(MessageBody) };
  }),

  define(ReceiveMessageCommand, (input, { world, clock }) => {
    const queue = queueOf(world, input.QueueUrl);
    const now = clock.now();
    const hiddenFor = input.VisibilityTimeout ?? Number(queue.attributes.VisibilityTimeout ?? 30);
    const visible = queue.messages.filter(({ hiddenUntil = 0 }) => hiddenUntil <= now);
    const Messages = visible.slice(0, input.MaxNumberOfMessages ?? 1).map((message) => {
      message.receiveCount += 1;
      message.receiptHandle = nextUuid(world);
      message.hiddenUntil = now + hiddenFor * 1000;
      return {
        MessageId: message.messageId,
        ReceiptHandle: message.receiptHandle,
        Body: message.body,
        MD5OfBody: md5(message.body),
        Attributes: {
          ApproximateReceiveCount: String(message.receiveCount),
          SentTimestamp: String(message.sentAt),
        },
      };
    });
    return { Messages: Messages.length > 0 ? Messages : undefined };
  }),

  define(DeleteMessageCommand, ({ QueueUrl, ReceiptHandle }, { world }) => {
    const queue = queueOf(world, QueueUrl);
    if (!ReceiptHandle) throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
    queue.messages = queue.messages.filter(({ receiptHandle }) => receiptHandle !== ReceiptHandle);
    return {};
  }),

  define(GetQueueAttributesCommand, ({ QueueUrl, AttributeNames = [] }, { world, clock }) => {
    const queue = queueOf(world, QueueUrl);
    const hidden = queue.messages.filter(({ hiddenUntil = 0 }) => hiddenUntil > clock.now()).length;
    const all: Record<string, string> = {
      ...queue.attributes,
      QueueArn: queue.queueArn,
      ApproximateNumberOfMessages: String(queue.messages.length - hidden),
      ApproximateNumberOfMessagesNotVisible: String(hidden),
    };
    const asked = Object.entries(all).filter(([name]) =>
      AttributeNames.some((wanted) => wanted === 'All' || wanted === name),
    );
    return { Attributes: Object.fromEntries(asked) };
  }),
];

function queueOf(world: World, url: string | undefined): Queue {
  const queue = world.queues.find(({ queueUrl }) => queueUrl === url);
  if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  return queue;
}

/** The client compares this with what it sent and received. */
function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
