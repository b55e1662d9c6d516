import type { AttributeValue, DynamoDBClient, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import {
  type BudgetKey,
  type ChangeStatus,
  type Incident,
  type IncidentKey,
  incidentId,
  type Ledger,
  MOST_INSTANCES,
  type RecordedChange,
} from '../core/incident.ts';
import type { Change } from '../core/remediation.ts';

/** What a ledger needs. */
export interface LedgerOptions {
  /** Its keys are the texts `pk` and `sk`; `expires` is its time-to-live attribute. */
  readonly table: string;
  readonly client: () => Promise<DynamoDBClient>;
  readonly now: () => Date;
}

type Item = Record<string, AttributeValue>;

/** Which statuses a status may follow: see {@link ChangeStatus}. */
const FOLLOWS: Record<Exclude<ChangeStatus, 'recorded'>, readonly ChangeStatus[]> = {
  applied: ['recorded'],
  already: ['recorded'],
  refused: ['recorded'],
  verified: ['applied'],
  failed: ['recorded', 'applied', 'verified'],
  undone: ['applied', 'verified', 'failed'],
};

const HOUR = 3600;
const DAY = 24 * HOUR;
const AT_ONCE = 25;

/** The ledger in one DynamoDB table. Every promise of {@link Ledger} is one conditional write. */
export const dynamoLedger = ({ table, client, now }: LedgerOptions): Ledger => {
  const iso = (): string => now().toISOString();
  const inSeconds = (seconds: number): AttributeValue => ({ N: String(Math.floor(now().getTime() / 1000) + seconds) });

  /** @returns the item after the write, or `undefined` when its condition does not hold */
  const update = async (
    [pk, sk]: readonly [string, string],
    input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>,
  ): Promise<Item | undefined> => {
    const { UpdateItemCommand } = await import('@aws-sdk/client-dynamodb');
    try {
      const key = { pk: { S: pk }, sk: { S: sk } };
      const answer = await (await client()).send(
        new UpdateItemCommand({ TableName: table, Key: key, ReturnValues: 'ALL_NEW', ...input }),
      );
      return answer.Attributes ?? {};
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return undefined;
      throw error;
    }
  };

  const read = async ([pk, sk]: readonly [string, string]): Promise<Item | undefined> => {
    const { GetItemCommand } = await import('@aws-sdk/client-dynamodb');
    const answer = await (await client()).send(
      new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }),
    );
    return answer.Item;
  };

  const openIncident = (key: IncidentKey, owner: string, instances: readonly string[]): Promise<Item | undefined> =>
    update(incidentKey(incidentId(key)), {
      ConditionExpression: 'attribute_not_exists(pk) OR #status = :closed',
      UpdateExpression:
        'SET #status = :open, #owner = :owner, alerted = :no, openedAt = :now, #data = :data, instances = :instances REMOVE closedAt, expires',
      ExpressionAttributeNames: { '#status': 'status', '#owner': 'owner', '#data': 'data' },
      ExpressionAttributeValues: {
        ':open': { S: 'open' },
        ':closed': { S: 'closed' },
        ':owner': { S: owner },
        ':no': { BOOL: false },
        ':now': { S: iso() },
        ':data': { S: JSON.stringify(key) },
        ':instances': { SS: instancesOf(instances) },
      },
    });

  const joinIncident = (id: string, instances: readonly string[]): Promise<Item | undefined> =>
    update(incidentKey(id), {
      ConditionExpression: '#status = :open AND size(instances) < :most',
      UpdateExpression: 'ADD instances :instances',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':open': { S: 'open' },
        ':most': { N: String(MOST_INSTANCES) },
        ':instances': { SS: instancesOf(instances) },
      },
    });

  return {
    async claim(key, owner, instances) {
      const id = incidentId(key);
      const opened = await openIncident(key, owner, instances);
      if (opened) return { alert: true, incident: incidentOf(id, opened) };
      const item = (await joinIncident(id, instances)) ?? (await read(incidentKey(id)));
      if (!item) throw new Error(`the ledger has lost the incident ${id}`);
      const incident = incidentOf(id, item);
      return { alert: incident.status === 'open' && incident.owner === owner && !incident.alerted, incident };
    },

    async alerted(id, owner) {
      await update(incidentKey(id), {
        ConditionExpression: '#owner = :owner',
        UpdateExpression: 'SET alerted = :yes',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': { S: owner }, ':yes': { BOOL: true } },
      });
    },

    async close(id) {
      const closed = await update(incidentKey(id), {
        ConditionExpression: '#status = :open',
        UpdateExpression: 'SET #status = :closed, closedAt = :now, expires = :expires',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':open': { S: 'open' },
          ':closed': { S: 'closed' },
          ':now': { S: iso() },
          ':expires': inSeconds(90 * DAY),
        },
      });
      return closed !== undefined;
    },

    async record(change) {
      const known = await read(changeKey(change.id));
      const recorded = await update(changeKey(change.id), {
        ConditionExpression: 'attribute_not_exists(pk) OR #status IN (:recorded, :already, :refused)',
        UpdateExpression: 'SET #status = :recorded, recordedAt = :now, notedAt = :now, #data = :data REMOVE says',
        ExpressionAttributeNames: { '#status': 'status', '#data': 'data' },
        ExpressionAttributeValues: {
          ':recorded': { S: 'recorded' },
          ':already': { S: 'already' },
          ':refused': { S: 'refused' },
          ':now': { S: iso() },
          ':data': { S: JSON.stringify(change) },
        },
      });
      const before = recorded ? known : await read(changeKey(change.id));
      return { proceed: recorded !== undefined, ...(before ? { known: recordedOf(before) } : {}) };
    },

    async note(id, status, says) {
      if (status === 'recorded') return;
      const from = FOLLOWS[status];
      await update(changeKey(id), {
        ConditionExpression: `#status IN (${from.map((_, index) => `:from${index}`).join(', ')})`,
        UpdateExpression: `SET #status = :status, notedAt = :now${says ? ', says = :says' : ''}`,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':status': { S: status },
          ':now': { S: iso() },
          ...(says ? { ':says': { S: says } } : {}),
          ...Object.fromEntries(from.map((one, index) => [`:from${index}`, { S: one }])),
        },
      });
    },

    async findChange(id) {
      const item = await read(changeKey(id));
      return item && recordedOf(item);
    },

    async listChanges(cluster) {
      const { paginateQuery } = await import('@aws-sdk/client-dynamodb');
      const changes: RecordedChange[] = [];
      const pages = paginateQuery(
        { client: await client() },
        { TableName: table, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: CHANGES } } },
      );
      for await (const page of pages) changes.push(...(page.Items ?? []).map(recordedOf));
      return changes
        .filter(({ change }) => cluster === undefined || change.cluster === cluster)
        .sort((a, b) => b.recordedAt.localeCompare(a.recordedAt));
    },

    async spend(cluster, limit) {
      const spent = await update(budgetKey(cluster, iso()), {
        ConditionExpression: 'attribute_not_exists(spent) OR spent < :limit',
        UpdateExpression: 'ADD spent :one SET expires = :expires',
        ExpressionAttributeValues: {
          ':limit': { N: String(limit) },
          ':one': { N: '1' },
          ':expires': inSeconds(2 * HOUR),
        },
      });
      return limit > 0 && spent !== undefined;
    },

    async takeLaunches(launches, watch) {
      const taken: string[] = [];
      for (let start = 0; start < launches.length; start += AT_ONCE) {
        const asked = launches.slice(start, start + AT_ONCE).map(async ({ instanceId, launchTime }) => {
          const mine = await update([`launch#${instanceId}@${launchTime}`, 'launch'], {
            ConditionExpression: 'attribute_not_exists(pk) OR watch = :watch',
            UpdateExpression: 'SET watch = :watch, expires = :expires',
            ExpressionAttributeValues: { ':watch': { S: watch }, ':expires': inSeconds(DAY) },
          });
          return mine ? [instanceId] : [];
        });
        taken.push(...(await Promise.all(asked)).flat());
      }
      return taken;
    },
  };
};

const CHANGES = 'changes';

const incidentKey = (id: string) => [`incident#${id}`, 'incident'] as const;
const changeKey = (id: string) => [CHANGES, id] as const;
const budgetKey = ({ account, region, name }: BudgetKey, at: string) =>
  [`budget#${account}/${region}/${name}`, at.slice(0, 13)] as const;

const instancesOf = (instances: readonly string[]): string[] => [...new Set(instances)].slice(0, MOST_INSTANCES);

const incidentOf = (id: string, item: Item): Incident => {
  const key = JSON.parse(item['data']?.S ?? '{}') as IncidentKey;
  const closedAt = item['closedAt']?.S;
  return {
    ...key,
    id,
    status: item['status']?.S === 'closed' ? 'closed' : 'open',
    owner: item['owner']?.S ?? '',
    alerted: item['alerted']?.BOOL ?? false,
    openedAt: item['openedAt']?.S ?? '',
    ...(closedAt ? { closedAt } : {}),
    instances: [...(item['instances']?.SS ?? [])].sort(),
  };
};

const recordedOf = (item: Item): RecordedChange => {
  const says = item['says']?.S;
  return {
    change: JSON.parse(item['data']?.S ?? '{}') as Change,
    status: (item['status']?.S ?? 'recorded') as ChangeStatus,
    recordedAt: item['recordedAt']?.S ?? '',
    notedAt: item['notedAt']?.S ?? '',
    ...(says ? { says } : {}),
  };
};
