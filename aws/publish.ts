import type { Alert } from '../core/alert.ts';
import { clientOptions } from './clients.ts';

/** Where alerts go. A topic that is not set is not published to. */
export interface Topics {
  /** For people: subject and plain text. */
  readonly people?: string;
  /** For Amazon Q Developer in chat applications: custom notifications. */
  readonly chat?: string;
}

/** Topics from the deployment's environment: `ROLLCALL_PEOPLE_TOPIC` and `ROLLCALL_CHAT_TOPIC`. */
export const topicsFrom = (environment: NodeJS.ProcessEnv): Topics => ({
  people: environment['ROLLCALL_PEOPLE_TOPIC'],
  chat: environment['ROLLCALL_CHAT_TOPIC'],
});

/** SNS takes at most 262,144 bytes a message; texts beyond this are cut. */
const MOST_BYTES = 200_000;

/** Publishes an alert. @throws the SDK's error when a topic refuses: the step that calls this is tried again */
export type Publish = (alert: Alert) => Promise<void>;

/** Publishes to both topics. Two of them, because the chat service drops whatever is not its own schema. */
export const topicPublisher = (region: string, topics: Topics): Publish => {
  const { people, chat } = topics;
  return async (alert) => {
    const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns');
    const sns = new SNSClient(clientOptions({ region }));
    const attributes = Object.fromEntries(
      Object.entries(alert.attributes).map(([key, value]) => [key, { DataType: 'String', StringValue: value }]),
    );
    const messages = [
      { TopicArn: people, Subject: alert.subject, Message: cutBytes(alert.text) },
      { TopicArn: chat, Message: JSON.stringify(alert.chat) },
    ];
    for (const message of messages) {
      if (message.TopicArn) await sns.send(new PublishCommand({ ...message, MessageAttributes: attributes }));
    }
  };
};

const cutBytes = (text: string): string =>
  Buffer.byteLength(text) <= MOST_BYTES ? text : `${Buffer.from(text).subarray(0, MOST_BYTES).toString()}\n… cut`;
