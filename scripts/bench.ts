/**
 * Counts, not times: rounds and calls of a diagnosis, sizes of bundles, and the checks over one snapshot as a median of
 * many runs in this process.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createClients } from '../aws/clients.ts';
import { collectEvidence } from '../aws/collect.ts';
import { kubernetesAccess } from '../aws/kubernetes-access.ts';
import { checks } from '../checks/index.ts';
import { rehearse } from '../cli/demo/rehearsal.ts';
import { scenarios, worldOf } from '../cli/demo/scenarios.ts';
import type { Evidence } from '../core/evidence.ts';
import { assess } from '../core/verdict.ts';
import { startAccount } from '../simulator/account.ts';
import { healthyWorld } from '../simulator/world/healthy.ts';
import { buildLambda } from './build.mjs';
import { heavy } from './heavy-snapshot.ts';

const print = (name: string, value: string | number): void => void process.stdout.write(`${name.padEnd(52)}${value}\n`);

const account = await startAccount(healthyWorld());
Object.assign(process.env, account.environment);
const clients = createClients({ region: account.world.account.region });
const now = (): Date => new Date(account.clock.now());
const rounds = account.countRounds();
const { evidence, target, cost } = await collectEvidence({
  instanceId: account.world.instances[0]?.instanceId ?? '',
  clients,
  kubernetes: kubernetesAccess(clients, now),
  now: () => now().getTime(),
});
print('diagnosis of one node: dependent rounds, counted', rounds.count);
rounds.stop();
print('diagnosis of one node: calls', cost.apiCalls);

/** A fresh copy each time, as every diagnosis has evidence of its own. */
const medianOf = (snapshot: Evidence): string => {
  const times = Array.from({ length: 200 }, () => {
    const copy = structuredClone(snapshot);
    const start = performance.now();
    assess(copy, target, checks);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return (times[100] ?? 0).toFixed(2);
};
print(`all ${checks.length} checks over one snapshot, median ms`, medianOf(evidence));
print('the same with 1000 rules, 200 routes, 5 VPC blocks', medianOf(heavy(evidence)));
clients.close();
await account.close();

for (const scenario of scenarios) {
  const { calls, moments } = await rehearse(worldOf(scenario), { fixes: scenario.fixes.join('+') });
  const alert = moments.find(({ kind }) => kind === 'alert');
  const fix = moments.find(({ kind }) => kind === 'fix');
  print(
    `${scenario.id}: calls / fix at s / first alert at s`,
    `${calls.length} / ${fix?.at ?? '-'} / ${alert?.at ?? '-'}`,
  );
}

for (const { id } of await buildLambda()) {
  const folder = join(import.meta.dirname, '..', 'build', id);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mjs'));
  const bytes = files.map((name) => gzipSync(readFileSync(join(folder, name))).length).reduce((a, b) => a + b, 0);
  print(`bundle ${id}: KB compressed`, Math.round(bytes / 1024));
}
