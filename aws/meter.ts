import type { Cluster } from '../core/evidence.ts';
import type { Cost } from '../core/report.ts';
import type { Clients } from './clients.ts';
import { type Observe, observeWithin } from './observe.ts';
import type { Ask, KubernetesReader } from './rounds/ask.ts';

/** With what evidence is collected, whatever it is collected of. */
export interface MeterOptions {
  readonly clients: Clients;
  /** Makes a client for a cluster's API server; left out where Rollcall has no access. */
  readonly kubernetes?: (cluster: Cluster) => KubernetesReader;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly observe?: Observe;
  /** Told before each round, for somebody who waits. */
  readonly onRound?: (round: number) => void;
}

/** Asks, and keeps count of what asking costs. */
export interface Meter {
  readonly ask: Ask;
  /** When it began, ISO 8601 in UTC. */
  readonly at: string;
  /** Another round of calls that depend on the ones before. */
  readonly begin: () => void;
  readonly cost: () => Cost;
}

/** Starts counting the calls to AWS and Kubernetes, the rounds and the time of one collection. */
export const startMeter = (options: MeterOptions): Meter => {
  const { clients, kubernetes, now, onRound } = options;
  const started = now();
  const callsBefore = clients.calls();
  const readers = new Map<KubernetesReader, number>();
  let rounds = 0;
  const counted = (reader: KubernetesReader): KubernetesReader => {
    if (!readers.has(reader)) readers.set(reader, reader.calls());
    return reader;
  };
  const kubernetesCalls = (): number =>
    [...readers].reduce((sum, [reader, before]) => sum + reader.calls() - before, 0);
  return {
    ask: {
      clients,
      observe: options.observe ?? observeWithin(),
      kubernetes: kubernetes && ((cluster) => counted(kubernetes(cluster))),
    },
    at: new Date(started).toISOString(),
    begin: () => {
      rounds += 1;
      onRound?.(rounds);
    },
    cost: () => ({
      apiCalls: clients.calls() - callsBefore + kubernetesCalls(),
      rounds,
      milliseconds: Math.max(0, now() - started),
    }),
  };
};
