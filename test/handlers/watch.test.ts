import { withDurableExecution } from '@aws/durable-execution-sdk-js';
import { LocalDurableTestRunner } from '@aws/durable-execution-sdk-js-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { durablePort } from '../../aws/durable-port.ts';
import { changeOf } from '../../core/remediation.ts';
import type { Report } from '../../core/report.ts';
import {
  type Diagnosis,
  type FixOrder,
  type Look,
  type WatchActs,
  type WatchInput,
  type WatchResult,
  watch,
} from '../../core/watch.ts';
import { watchLaunches } from '../../core/watch-launches.ts';

beforeAll(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: true }));
afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());

const input: WatchInput = {
  version: 1,
  name: 'prod-eu-0123',
  cluster: 'prod-eu',
  region: 'eu-central-1',
  account: '111122223333',
  nodeKind: 'managed',
  platform: 'al2023',
  instances: [{ id: 'i-1', privateDnsName: 'n', launchTime: 't' }],
};

const change = changeOf({
  remediation: 'vpc-dns',
  cause: 'vpc-dns-support-disabled',
  cluster: 'prod-eu',
  region: 'eu-central-1',
  account: '111122223333',
  object: { kind: 'vpc', id: 'vpc-1' },
  says: 'x',
  before: {},
  after: {},
  undo: { says: '', commands: [], clean: true },
  heals: 'running',
});

const report = (certain: boolean): Report => ({
  version: 1,
  target: {
    instanceId: 'i-1',
    region: 'eu-central-1',
    account: '111122223333',
    cluster: 'prod-eu',
    nodeGroup: 'ng',
    nodeKind: 'managed',
    platform: 'al2023',
  },
  verdict: certain ? 'cause-found' : 'unknown',
  stage: { reached: 'booted', blockedAt: 'configured' },
  causes: certain
    ? [
        {
          id: 'vpc-dns-support-disabled',
          certainty: 'certain',
          stage: 'configured',
          check: 'c',
          subject: { kind: 'vpc', id: 'vpc-1' },
          says: '',
          why: '',
          facts: {},
          evidence: [],
          fix: { remediation: 'vpc-dns', heals: 'running', commands: [], manual: 'Do it.' },
        },
      ]
    : [],
  warnings: [],
  ruledOut: [],
  notChecked: [],
  paths: [],
  cost: { apiCalls: 1, rounds: 3, milliseconds: 1 },
});

/** What the world does; `group` watches a scaling group that cannot launch. */
interface Script {
  certain: boolean;
  changes: boolean;
  joinsAtLook: number;
  failSteps?: number;
  group?: boolean;
}

const run = async (script: Script) => {
  const told: string[] = [];
  let looks = 0;
  let failures = script.failSteps ?? 0;
  const acts: WatchActs = {
    diagnose: async (): Promise<Diagnosis> => {
      if (failures > 0) {
        failures -= 1;
        throw new Error('a moment of trouble');
      }
      return {
        report: report(script.certain),
        changes: script.changes ? [change] : [],
        remarks: [],
        silent: null,
        clusterUpdating: false,
        access: null,
      };
    },
    look: async (): Promise<Look> => {
      looks += 1;
      return { joined: looks >= script.joinsAtLook ? ['i-1'] : [], gone: [], blind: null };
    },
    launches: async () => {
      looks += 1;
      return looks >= script.joinsAtLook ? 'again' : 'failing';
    },
    open: async ({ kind, at }) => (told.push(`${kind} ${at}`), true),
    update: async ({ at }) => void told.push(`update ${at}`),
    close: async ({ at }) => void told.push(`closed ${at}`),
  };
  const handler = withDurableExecution<WatchInput, WatchResult>((event, context) =>
    (event.scalingGroup === undefined ? watch : watchLaunches)(event, durablePort(context, 'fix'), acts),
  );
  const runner = new LocalDurableTestRunner<WatchResult>({ handlerFunction: handler });
  runner.registerFunction('fix', async (order: FixOrder) => {
    told.push(`fix ${order.task}`);
    return { change: order.change, outcome: order.task === 'undo' ? 'undone' : 'applied', says: '' };
  });
  const payload = script.group ? { ...input, instances: [], scalingGroup: 'eks-workers' } : input;
  const execution = await runner.run({ payload });
  return { result: execution.getResult(), told, looks };
};

describe('the watch in the durable runtime', () => {
  it('fixes before the first look, and closes when the node joins', async () => {
    const { result, told } = await run({ certain: true, changes: true, joinsAtLook: 1 });
    expect(told).toEqual(['fix apply', 'failing 0', 'closed 45']);
    expect(result).toMatchObject({ outcome: 'joined', alerts: 2, changes: 1 });
  });

  it('says nothing of a healthy node', async () => {
    const { result, told } = await run({ certain: false, changes: false, joinsAtLook: 2 });
    expect([told, result?.outcome]).toEqual([[], 'joined']);
  });

  it('alerts a certain cause at 120 s, and no cause at 360 s', async () => {
    expect((await run({ certain: true, changes: false, joinsAtLook: 9 })).told).toEqual(['failing 120', 'closed 240']);
    expect((await run({ certain: false, changes: false, joinsAtLook: 12 })).told).toEqual([
      'failing 360',
      'closed 480',
    ]);
  });

  it('tries a step again that fails', async () => {
    const { result } = await run({ certain: false, changes: false, joinsAtLook: 1, failSteps: 2 });
    expect(result?.outcome).toBe('joined');
  });
});

describe('the watch of a group that cannot launch', () => {
  const group = { changes: false, group: true };

  it('stays silent when the group launches again by itself', async () => {
    const { result, told } = await run({ ...group, certain: true, joinsAtLook: 1 });
    expect([told, result?.outcome]).toEqual([[], 'joined']);
  });

  it('alerts a certain cause at 120 s, no cause at 360 s, and closes when it launches again', async () => {
    expect((await run({ ...group, certain: true, joinsAtLook: 4 })).told).toEqual(['failing 120', 'closed 600']);
    expect((await run({ ...group, certain: false, joinsAtLook: 4 })).told).toEqual(['failing 360', 'closed 600']);
  });

  it('alerts once however long it lasts, and never fixes', async () => {
    const { result, told } = await run({ ...group, certain: true, changes: true, joinsAtLook: 99 });
    expect(told).toEqual(['failing 120']);
    expect(result).toMatchObject({ outcome: 'still-failing', alerts: 1, changes: 0 });
  });
});
