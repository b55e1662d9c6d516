import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamoLedger } from '../../aws/ledger.ts';
import { type IncidentKey, incidentId, type Ledger } from '../../core/incident.ts';
import { changeOf } from '../../core/remediation.ts';
import { type LedgerTable, startLedgerTable } from '../../simulator/ledger-table.ts';

let table: LedgerTable;
let ledger: Ledger;
let count = 0;
let now = new Date('2026-11-24T08:10:00Z');

beforeAll(async () => {
  table = await startLedgerTable();
  const client = new DynamoDBClient({
    endpoint: table.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  ledger = dynamoLedger({ table: table.table, client: async () => client, now: () => now });
});
afterAll(() => table.close());
beforeEach(() => {
  count += 1;
  now = new Date('2026-11-24T08:10:00Z');
});

const incident = (): IncidentKey => ({
  account: '111122223333',
  region: 'eu-central-1',
  cluster: `cluster-${count}`,
  cause: 'route-none',
  subject: { kind: 'route-table', id: 'rtb-1' },
});

const change = () =>
  changeOf({
    remediation: 'vpc-dns',
    cause: 'vpc-dns-support-disabled',
    cluster: `cluster-${count}`,
    region: 'eu-central-1',
    account: '111122223333',
    object: { kind: 'vpc', id: 'vpc-1' },
    says: 'x',
    before: { on: false },
    after: { on: true },
    undo: { says: 'y', commands: ['aws …'], clean: true },
    heals: 'running',
  });

describe('an incident', () => {
  it('is alerted by exactly one of many that claim it at once', async () => {
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, index) => ledger.claim(incident(), `w${index}`, [`i-${index}`])),
    );
    expect(claims.filter(({ alert }) => alert)).toHaveLength(1);
    const { incident: seen } = await ledger.claim(incident(), 'late', ['i-99']);
    expect(seen.instances).toHaveLength(11);
  });

  it('is alerted again by its owner until the alert went out', async () => {
    const id = incidentId(incident());
    expect((await ledger.claim(incident(), 'w1', ['i-1'])).alert).toBe(true);
    expect((await ledger.claim(incident(), 'w1', ['i-1'])).alert).toBe(true);
    await ledger.alerted(id, 'w2');
    expect((await ledger.claim(incident(), 'w1', ['i-1'])).alert).toBe(true);
    await ledger.alerted(id, 'w1');
    expect((await ledger.claim(incident(), 'w1', ['i-1'])).alert).toBe(false);
  });

  it('opens anew after it was closed', async () => {
    const id = incidentId(incident());
    expect(await ledger.close(id)).toBe(false);
    await ledger.claim(incident(), 'w1', ['i-1']);
    expect(await ledger.close(id)).toBe(true);
    expect(await ledger.close(id)).toBe(false);
    const again = await ledger.claim(incident(), 'w2', ['i-2']);
    expect([again.alert, again.incident.instances]).toEqual([true, ['i-2']]);
  });
});

describe('a change', () => {
  it('is recorded before it is made, and not made twice', async () => {
    const { id } = change();
    expect(await ledger.record(change())).toEqual({ proceed: true });
    expect((await ledger.record(change())).proceed).toBe(true);
    await ledger.note(id, 'applied');
    expect((await ledger.record(change())).proceed).toBe(false);
    await ledger.note(id, 'undone', 'it did not help');
    expect(await ledger.record(change())).toMatchObject({
      proceed: false,
      known: { status: 'undone', says: 'it did not help' },
    });
    expect((await ledger.listChanges(`cluster-${count}`)).map((one) => one.change)).toEqual([change()]);
  });

  it('takes no status that cannot follow', async () => {
    const { id } = change();
    await ledger.record(change());
    await ledger.note(id, 'undone');
    expect((await ledger.findChange(id))?.status).toBe('recorded');
    await ledger.note('nothing', 'applied');
    expect(await ledger.findChange('nothing')).toBeUndefined();
  });
});

describe('the budget', () => {
  it('lets so many through in an hour, whoever asks at once', async () => {
    const cluster = { account: '111122223333', region: 'eu-central-1', name: `cluster-${count}` };
    const asked = await Promise.all(Array.from({ length: 8 }, () => ledger.spend(cluster, 3)));
    expect(asked.filter(Boolean)).toHaveLength(3);
    now = new Date('2026-11-24T09:00:01Z');
    expect(await ledger.spend(cluster, 3)).toBe(true);
    expect(await ledger.spend({ ...cluster, name: `other-${count}` }, 0)).toBe(false);
  });
});

describe('launches', () => {
  it('belong to the watch that took them first', async () => {
    const launches = Array.from({ length: 60 }, (_, index) => ({ instanceId: `i-${count}-${index}`, launchTime: 't' }));
    expect(await ledger.takeLaunches(launches, 'w1')).toHaveLength(60);
    expect(await ledger.takeLaunches(launches, 'w1')).toHaveLength(60);
    expect(await ledger.takeLaunches(launches, 'w2')).toEqual([]);
    expect(await ledger.takeLaunches([{ instanceId: `i-${count}-0`, launchTime: 'later' }], 'w2')).toHaveLength(1);
  });
});
