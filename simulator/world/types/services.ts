/** The other services that Rollcall speaks to. */
import type { Tags } from './network.ts';

export interface ManagedInstance {
  instanceId: string;
  pingStatus: 'Online' | 'ConnectionLost' | 'Inactive';
  lastPingDateTime: number;
  agentVersion: string;
  platformType: 'Linux' | 'Windows';
  platformName: string;
  platformVersion: string;
  ipAddress: string;
  computerName: string;
}

export interface Topic {
  topicArn: string;
  tags: Tags;
  /** What was published, oldest first. */
  messages: {
    messageId: string;
    at: number;
    subject?: string;
    message: string;
    attributes: Record<string, { dataType: string; stringValue: string }>;
  }[];
}

export interface Queue {
  queueName: string;
  queueUrl: string;
  queueArn: string;
  attributes: Record<string, string>;
  messages: {
    messageId: string;
    receiptHandle: string;
    sentAt: number;
    body: string;
    receiveCount: number;
    /** End of the visibility timeout of the last receive. */
    hiddenUntil?: number;
  }[];
}

export interface LogGroup {
  logGroupName: string;
  logGroupArn: string;
  createdAt: number;
  streams: { logStreamName: string; events: { timestamp: number; message: string }[] }[];
}

export interface LambdaFunction {
  functionName: string;
  functionArn: string;
  /** What it was invoked with, oldest first. */
  invocations: { at: number; payload: string; invocationType: string }[];
}
