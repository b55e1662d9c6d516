/** SNS: publishing to topics (Amazon SNS API reference, Publish). */
import { type MessageAttributeValue, PublishCommand } from '@aws-sdk/client-sns';
import { AwsError } from '../wire/errors.ts';
import { nextUuid } from '../world/ids.ts';
import { define } from './context.ts';

/** Body and attributes together. */
const maximumBytes = 262_144;

export const snsOperations = [
  define(PublishCommand, (input, { world, clock }) => {
    const arn = input.TopicArn ?? input.TargetArn;
    if (!arn) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
    const message = input.Message ?? '';
    const attributes = input.MessageAttributes ?? {};
    assertMessage(message, attributes, input.MessageStructure);
    assertSubject(input.Subject);
    const topic = world.topics.find(({ topicArn }) => topicArn === arn);
    if (!topic) throw new AwsError('NotFoundException', 'Topic does not exist');
    const MessageId = nextUuid(world);
    topic.messages.push({
      messageId: MessageId,
      at: clock.now(),
      ...(input.Subject !== undefined && { subject: input.Subject }),
      message,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, { DataType = '', StringValue = '' }]) => [
          name,
          { dataType: DataType, stringValue: StringValue },
        ]),
      ),
    });
    return { MessageId };
  }),
];

function assertMessage(
  message: string,
  attributes: Record<string, MessageAttributeValue>,
  structure: string | undefined,
): void {
  if (message === '') throw invalid('Empty message');
  const parts = Object.entries(attributes).flatMap(([name, { DataType = '', StringValue = '' }]) => [
    name,
    DataType,
    StringValue,
  ]);
  const size = Buffer.byteLength([message, ...parts].join(''), 'utf8');
  if (size > maximumBytes) throw invalid('Message too long');
  if (structure !== undefined) assertStructure(message, structure);
}

/** With the structure `json`, the message holds one text for each protocol and at least `default`. */
function assertStructure(message: string, structure: string): void {
  if (structure !== 'json') throw invalid('MessageStructure');
  let perProtocol: unknown;
  try {
    perProtocol = JSON.parse(message);
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse');
  }
  const hasDefault =
    typeof perProtocol === 'object' &&
    perProtocol !== null &&
    'default' in perProtocol &&
    typeof perProtocol.default === 'string';
  if (!hasDefault) throw invalid('Message Structure - No default entry in JSON message body');
}

/** No line breaks, no control characters, less than 100 characters long. */
function assertSubject(subject: string | undefined): void {
  if (subject === undefined) return;
  if (subject === '' || subject.length >= 100 || /\p{Cc}/u.test(subject)) throw invalid('Subject');
}

function invalid(what: string): AwsError {
  return new AwsError('InvalidParameterException', `Invalid parameter: ${what}`);
}
