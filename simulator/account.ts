/** An AWS account that runs inside this process: its APIs over HTTP, its clusters over TLS, its instances in virtual time. */
import { settle } from './boot/index.ts';
import { VirtualClock } from './clock.ts';
import { credentialsOf, identifyCaller, rollcallAccessKeyId, rollcallCaller } from './iam/credentials.ts';
import { letRollcallIn } from './kubernetes/rollcall-access.ts';
import { startKubernetes } from './kubernetes/server.ts';
import { Functions } from './operations/functions.ts';
import { operations } from './operations/index.ts';
import type { Interference } from './wire/interference.ts';
import type { RoundCount } from './wire/rounds.ts';
import { startServer } from './wire/server.ts';
import { type Call, Traffic } from './wire/traffic.ts';
import { bindCluster } from './world/binding.ts';
import type { Caller, World } from './world/types.ts';

export type { Interference } from './wire/interference.ts';
export type { RoundCount } from './wire/rounds.ts';
export type { Call } from './wire/traffic.ts';

export interface AccountOptions {
  /** Stands at the world's start if left out. */
  clock?: VirtualClock;
  /** At most so many items an answer of every list, whatever was asked for. */
  pageSize?: number;
  /** Whether Rollcall was given its access to the clusters; it was, if left out. */
  rollcallAccess?: boolean;
}

export interface Account {
  /** Where every AWS API answers: `AWS_ENDPOINT_URL`. */
  endpoint: string;
  /** What a process needs to call this account with unmodified SDK clients. */
  environment: Record<string, string>;
  /** Live and mutable. */
  world: World;
  clock: VirtualClock;
  /** Every call, to AWS and to Kubernetes, in the order of arrival. */
  calls: readonly Call[];
  /** The Lambda functions that can be invoked. */
  functions: Functions;
  /** Makes calls fail. @returns a function that takes it back */
  interfere(rule: Interference): () => void;
  /** Begins to count rounds of calls that depend on each other. */
  countRounds(): RoundCount;
  /** Moves the virtual clock: nodes boot, kubelets try again. */
  advance(seconds: number): void;
  close(): Promise<void>;
}

/** Starts the account of a world: its clusters are bound to their servers, and Rollcall is let in. */
export async function startAccount(world: World, options: AccountOptions = {}): Promise<Account> {
  const clock = options.clock ?? new VirtualClock(world.startedAt);
  const traffic = new Traffic(clock);
  const functions = new Functions();
  if (options.rollcallAccess ?? true) letRollcallIn(world);
  const kubernetes = await startKubernetes(world, { clock, traffic });
  for (const [name, { endpoint, certificateAuthorityData }] of Object.entries(kubernetes.clusters)) {
    bindCluster(world, name, { endpoint, ca: certificateAuthorityData });
  }
  const callerOf = (accessKeyId: string): Caller => identifyCaller(world, accessKeyId) ?? rollcallCaller(world);
  const server = await startServer({
    operations,
    traffic,
    principalOf: (accessKeyId) => callerOf(accessKeyId).arn,
    contextOf: ({ accessKeyId }) => ({
      world,
      clock,
      functions,
      caller: callerOf(accessKeyId),
      pageSize: options.pageSize,
    }),
  });
  settle(world, clock.now());
  return {
    endpoint: server.url,
    environment: environmentOf(world, server.url),
    world,
    clock,
    calls: traffic.calls,
    functions,
    interfere: (rule) => traffic.interfere(rule),
    countRounds: () => traffic.countRounds(),
    advance(seconds) {
      clock.advance(seconds);
      settle(world, clock.now());
    },
    close: async () => {
      await Promise.all([server.close(), kubernetes.close()]);
    },
  };
}

function environmentOf(world: World, endpoint: string): Record<string, string> {
  const { accessKeyId, secretAccessKey } = credentialsOf(rollcallAccessKeyId);
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: world.account.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
