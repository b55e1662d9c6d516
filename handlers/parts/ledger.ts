import { ledgerClient } from '../../aws/clients.ts';
import { dynamoLedger } from '../../aws/ledger.ts';
import type { Ledger } from '../../core/incident.ts';
import { setting } from './environment.ts';

/** The deployment's ledger. @param now the current time; virtual in the demo */
export const deployedLedger = (region: string, now: () => Date): Ledger =>
  dynamoLedger({ table: setting('ROLLCALL_LEDGER_TABLE'), now, client: once(() => ledgerClient(region)) });

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};
