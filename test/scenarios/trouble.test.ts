import { beforeAll, describe, expect, it } from 'vitest';
import { rehearse } from '../../cli/demo/rehearsal.ts';
import { type Scenario, scenarios, worldOf } from '../../cli/demo/scenarios.ts';
import { diagnose } from '../../core/diagnosis.ts';
import { type Diagnosis } from '../../core/watch.ts';
import { knowledgeWith } from '../../handlers/parts/knowledge.ts';
import { startAccount } from '../../simulator/account.ts';
import { faults } from '../../simulator/world/faults.ts';
import { collectFrom } from '../support/collect.ts';

/** A group without an instance has a test of its own. */
const withInstance = scenarios.filter((scenario) => worldOf(scenario).instances.length > 0);

const WRITES = /^(Modify|Attach|Detach|Create|Delete|PUT)/;

interface Operation {
  readonly service: string;
  readonly operation: string;
}

const named = (id: string): Scenario => {
  const scenario = scenarios.find((one) => one.id === id);
  if (!scenario) throw new Error(`no scenario ${id}`);
  return scenario;
};

/** Every operation that diagnosing a scenario asks for. */
const operationsOf = async (scenario: Scenario): Promise<Operation[]> => {
  const account = await startAccount(worldOf(scenario));
  await collectFrom(account);
  const seen = new Map(
    account.calls.map(({ service, operation }) => [`${service} ${operation}`, { service, operation }]),
  );
  await account.close();
  return [...seen.values()];
};

const inTrouble = async (
  scenario: Scenario,
  trouble: Operation & { kind: 'deny' | 'throttle' | 'fail' },
): Promise<Diagnosis> => {
  const account = await startAccount(worldOf(scenario));
  try {
    account.interfere(trouble);
    const diagnosis = diagnose(await collectFrom(account), knowledgeWith('all'));
    expect(account.calls.filter(({ operation }) => WRITES.test(operation))).toEqual([]);
    return diagnosis;
  } finally {
    await account.close();
  }
};

describe.each(['deny', 'throttle', 'fail'] as const)('every operation in turn: %s', (kind) => {
  it.each(withInstance.map((scenario) => [scenario.id, scenario] as const))(
    '%s',
    async (_id, scenario) => {
      const right = scenario.fault ? faults[scenario.fault]?.cause : undefined;
      const operations = await operationsOf(scenario);
      expect(operations.length).toBeGreaterThan(25);
      for (const one of operations) {
        const { report, changes } = await inTrouble(scenario, { ...one, kind });
        const certain = report.causes.filter(({ certainty }) => certainty === 'certain').map(({ id }) => id);
        expect({ ...one, wrong: certain.filter((id) => id !== right) }).toEqual({ ...one, wrong: [] });
        expect({ ...one, planned: changes.filter(({ cause }) => cause !== right) }).toEqual({ ...one, planned: [] });
      }
    },
    120_000,
  );
});

describe('trouble on the whole way', () => {
  let people: string;

  beforeAll(async () => {
    const run = await rehearse(worldOf(named('vpc-dns-off')), {
      fixes: 'vpc-dns',
      before: (account) => void account.interfere({ service: 'ec2', operation: 'ModifyVpcAttribute', kind: 'deny' }),
    });
    people = run.sent.find(({ topic }) => topic === 'people')?.message ?? '';
  });

  it('tells that a fix was refused by AWS, and the command for a person', () => {
    expect(people).toContain('UnauthorizedOperation');
    expect(people).toContain('aws ec2 modify-vpc-attribute');
  });

  it('gives the message back to the queue when the launch cannot be described', async () => {
    const run = rehearse(worldOf(named('healthy')), {
      fixes: 'none',
      before: (account) => void account.interfere({ service: 'ec2', operation: 'DescribeInstances', kind: 'deny' }),
    });
    await expect(run).rejects.toThrow('ec2:DescribeInstances');
  });

  it('accuses nobody when it may not look into the cluster and the node is healthy', async () => {
    const { sent } = await rehearse(worldOf(named('healthy')), { fixes: 'none', rollcallAccess: false });
    expect(sent.filter(({ message }) => message.includes('did not become'))).toEqual([]);
  });
});
