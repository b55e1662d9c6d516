import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { EKSClient } from '@aws-sdk/client-eks';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentialIdentity } from '@smithy/types';

/** How calls are made. */
export interface ClientSettings {
  readonly region: string;
  /** Until a connection stands. */
  readonly connectionTimeoutMs?: number;
  /** Until one attempt has answered. */
  readonly requestTimeoutMs?: number;
  readonly maxAttempts?: number;
  /** Instead of what the SDK finds by itself: for an account that runs in this very process. */
  readonly endpoint?: string;
  readonly credentials?: AwsCredentialIdentity;
}

/** The AWS clients that reading needs; each is loaded and made when first asked for. */
export interface Clients {
  readonly region: string;
  ec2(): Promise<EC2Client>;
  eks(): Promise<EKSClient>;
  iam(): Promise<IAMClient>;
  ssm(): Promise<SSMClient>;
  autoScaling(): Promise<AutoScalingClient>;
  /** Calls sent so far: pages count, retries do not. */
  calls(): number;
  /** Closes idle connections. */
  close(): void;
}

/**
 * The options that all of Rollcall's SDK clients share: few attempts and short timeouts, because a late answer is worth
 * less than an honest "unknown". `AWS_ENDPOINT_URL` and the credential chain are the SDK's own business.
 */
export const clientOptions = (settings: ClientSettings) => ({
  region: settings.region,
  endpoint: settings.endpoint,
  credentials: settings.credentials,
  maxAttempts: settings.maxAttempts ?? 3,
  retryMode: 'standard',
  userAgentAppId: 'rollcall',
  requestHandler: new NodeHttpHandler({
    connectionTimeout: settings.connectionTimeoutMs ?? 3_000,
    requestTimeout: settings.requestTimeoutMs ?? 8_000,
    throwOnRequestTimeout: true,
  }),
});

/**
 * Clients for one region. EC2's client is half of all code, so every client is imported only when it is needed.
 *
 * IAM is global; the SDK finds its endpoint from the region's partition.
 */
export const createClients = (settings: ClientSettings): Clients => {
  const options = clientOptions(settings);
  let calls = 0;
  const counted = <C extends Countable>(client: C): C => {
    client.middlewareStack.add(
      (next) => (args) => {
        calls += 1;
        return next(args);
      },
      { step: 'initialize', name: 'countRollcallCalls' },
    );
    return client;
  };
  return {
    region: settings.region,
    ec2: once(async () => counted(new (await import('@aws-sdk/client-ec2')).EC2Client(options))),
    eks: once(async () => counted(new (await import('@aws-sdk/client-eks')).EKSClient(options))),
    iam: once(async () => counted(new (await import('@aws-sdk/client-iam')).IAMClient(options))),
    ssm: once(async () => counted(new (await import('@aws-sdk/client-ssm')).SSMClient(options))),
    autoScaling: once(async () =>
      counted(new (await import('@aws-sdk/client-auto-scaling')).AutoScalingClient(options)),
    ),
    calls: () => calls,
    close: () => options.requestHandler.destroy(),
  };
};

/** The part of a client's middleware stack that counting needs, the same for every service. */
interface Countable {
  readonly middlewareStack: {
    add(
      middleware: <Args, Result>(next: (args: Args) => Promise<Result>) => (args: Args) => Promise<Result>,
      options: { step: 'initialize'; name: string },
    ): void;
  };
}

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

/** The region of the usual configuration chain: environment, then profile; `undefined` when none says one. */
export const usualRegion = async (): Promise<string | undefined> => {
  const { EKSClient } = await import('@aws-sdk/client-eks');
  try {
    return await new EKSClient({}).config.region();
  } catch {
    return undefined;
  }
};

/** A client for the ledger's table. */
export const ledgerClient = async (region: string): Promise<DynamoDBClient> =>
  new (await import('@aws-sdk/client-dynamodb')).DynamoDBClient(clientOptions({ region }));
