import { describe, expect, it } from 'vitest';
import { GroupError } from '../../aws/collect-group.ts';
import { checks } from '../../checks/index.ts';
import { assess } from '../../core/verdict.ts';
import { startAccount } from '../../simulator/account.ts';
import { faults, injectFault } from '../../simulator/world/faults.ts';
import { healthyWorld } from '../../simulator/world/healthy.ts';
import type { World } from '../../simulator/world/types.ts';
import { collectGroupFrom } from '../support/collect.ts';

/** A group whose launch fails; without a fault, one that has never launched anything. */
const worldOf = (nodeKind: 'managed' | 'self-managed', fault: string | null): World => {
  const world = healthyWorld({ nodeKind });
  if (fault) injectFault(world, fault);
  else world.instances = [];
  if (!fault) for (const group of world.autoScalingGroups) Object.assign(group, { instances: [], activities: [] });
  return world;
};

const cases = (['managed', 'self-managed'] as const).flatMap((nodeKind) =>
  [null, 'ami-unavailable', 'launch-template-missing-or-drifted', 'node-role-or-profile-deleted:launch'].map(
    (fault) => [nodeKind, fault] as const,
  ),
);

describe.each(cases)('every operation of a group in turn is in trouble: %s, %s', (nodeKind, fault) => {
  it.each(['deny', 'throttle', 'fail'] as const)(
    '%s: nobody is wrongly accused',
    async (kind) => {
      const right = fault ? faults[fault]?.cause : undefined;
      const account = await startAccount(worldOf(nodeKind, fault));
      try {
        await collectGroupFrom(account);
        const operations = new Map(account.calls.map((call) => [`${call.service} ${call.operation}`, call]));
        expect(operations.size).toBeGreaterThan(20);
        for (const { service, operation } of operations.values()) {
          const undo = account.interfere({ service, operation, kind });
          const collected = await collectGroupFrom(account).catch((error: unknown) => error);
          undo();
          // Without the group itself, or its members, there is nothing to diagnose.
          if (collected instanceof GroupError) continue;
          const { evidence, target } = collected as Awaited<ReturnType<typeof collectGroupFrom>>;
          const certain = assess(evidence, target, checks).causes.filter(({ certainty }) => certainty === 'certain');
          const wrong = certain.map(({ cause }) => cause).filter((cause) => cause !== right);
          expect({ operation, wrong }).toEqual({ operation, wrong: [] });
        }
      } finally {
        await account.close();
      }
    },
    60_000,
  );
});
