import { beforeAll, describe, expect, it } from 'vitest';
import { rehearse } from '../../cli/demo/rehearsal.ts';
import { scenarios, worldOf } from '../../cli/demo/scenarios.ts';
import { faults } from '../../simulator/world/faults.ts';

const WRITES = /^(Modify|Attach|Detach|Create|Delete|PUT)/;

/** Every operation that any scenario asks for, found by running them once. */
const operations: { service: string; operation: string }[] = [];

beforeAll(async () => {
  const seen = new Set<string>();
  for (const scenario of scenarios) {
    const { calls } = await rehearse(worldOf(scenario), { fixes: scenario.fixes.join('+') });
    for (const { service, operation } of calls) seen.add(`${service} ${operation}`);
  }
  for (const one of [...seen].sort()) {
    const [service = '', ...operation] = one.split(' ');
    operations.push({ service, operation: operation.join(' ') });
  }
}, 300_000);

const READ_ONLY = scenarios.filter(({ id }) => ['vpc-dns-off', 'aws-auth-path', 'no-nat', 'healthy'].includes(id));

describe.each(['deny', 'throttle'] as const)('one operation in turn: %s', (kind) => {
  it.each(READ_ONLY.map((scenario) => [scenario.id, scenario] as const))(
    '%s: no crash, no wrong certain, no write that was not sure',
    async (_id, scenario) => {
      const right = scenario.fault ? faults[scenario.fault]?.cause : undefined;
      expect(operations.length).toBeGreaterThan(25);
      for (const { service, operation } of operations) {
        if (service === 'sns' || service === 'lambda') continue;
        const before = { service, operation, kind };
        const run = rehearse(worldOf(scenario), { fixes: 'none', before: (account) => void account.interfere(before) });
        const outcome = await run.catch((error: unknown) => error);
        // Where the launch itself cannot be described, the message goes back to the queue.
        if (outcome instanceof Error) {
          expect(operation).toBe('DescribeInstances');
          continue;
        }
        const { moments, calls } = outcome as Awaited<typeof run>;
        const certain = moments
          .filter(({ says }) => says.includes('(certain)'))
          .map(({ says }) => /: ([\w-]+) \(certain\)/.exec(says)?.[1]);
        expect({ operation, certain: certain.filter((cause) => cause !== right) }).toEqual({ operation, certain: [] });
        expect(calls.filter((call) => WRITES.test(call.operation))).toEqual([]);
      }
    },
    600_000,
  );
});
