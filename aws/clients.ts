import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { EKSClient } from '@aws-sdk/client-eks';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Milliseconds: a round waits for its slowest call, so no call may hang. */
const TIMEOUTS = { connectionTimeout: 3000, requestTimeout: 8000 };

/** Settings of every client. The SDK itself honours `AWS_ENDPOINT_URL` and the usual credential chain. */
export const clientConfig = (region: string) => ({
  region,
  maxAttempts: 3,
  userAgentAppId: 'rollcall',
  requestHandler: new NodeHttpHandler(TIMEOUTS),
});

/** The clients that evidence is read with, one of each and loaded on first use: EC2 alone is half of a bundle. */
export interface Clients {
  readonly region: string;
  readonly ec2: () => Promise<EC2Client>;
  readonly eks: () => Promise<EKSClient>;
  readonly iam: () => Promise<IAMClient>;
  readonly ssm: () => Promise<SSMClient>;
  readonly autoScaling: () => Promise<AutoScalingClient>;
  /** How many calls were sent so far, pages counted, retries not. */
  readonly calls: () => number;
}

interface Counted {
  readonly middlewareStack: { add(middleware: (next: (args: never) => unknown) => (args: never) => unknown, options: { step: 'initialize' }): void };
}

/** Clients for one region. */
export const makeClients = (region: string): Clients => {
  let calls = 0;
  const config = clientConfig(region);
  const counting = <C extends object>(client: C): C => {
    const { middlewareStack } = client as unknown as Counted;
    middlewareStack.add(
      (next) => (args) => {
        calls += 1;
        return next(args);
      },
      { step: 'initialize' },
    );
    return client;
  };
  return {
    region,
    ec2: once(async () => counting(new (await import('@aws-sdk/client-ec2')).EC2Client(config))),
    eks: once(async () => counting(new (await import('@aws-sdk/client-eks')).EKSClient(config))),
    iam: once(async () => counting(new (await import('@aws-sdk/client-iam')).IAMClient(config))),
    ssm: once(async () => counting(new (await import('@aws-sdk/client-ssm')).SSMClient(config))),
    autoScaling: once(async () => counting(new (await import('@aws-sdk/client-auto-scaling')).AutoScalingClient(config))),
    calls: () => calls,
  };
};

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};
