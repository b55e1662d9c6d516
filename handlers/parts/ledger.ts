import { clientOptions } from '../../aws/clients.ts';
import { dynamoLedger } from '../../aws/ledger.ts';
import type { Ledger } from '../../core/incident.ts';
import { setting } from './environment.ts';

/** The deployment's ledger. @param now the current time; virtual in the demo */
export const deployedLedger = (region: string, now: () => Date): Ledger =>
  dynamoLedger({
    table: setting('ROLLCALL_LEDGER_TABLE'),
    now,
    client: async () => new (await import('@aws-sdk/client-dynamodb')).DynamoDBClient(clientOptions({ region })),
  });
