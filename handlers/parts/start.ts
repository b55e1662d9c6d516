import { createClients } from '../../aws/clients.ts';
import { dynamoLedger } from '../../aws/ledger.ts';
import { describeLaunches } from '../../aws/launches.ts';
import type { StartParts } from '../../aws/start-watches.ts';
import { setting } from './environment.ts';

/** What starting watches needs, from the function's environment. */
export const startParts = (now: () => Date = () => new Date()): StartParts => {
  const clients = createClients({ region: setting('AWS_REGION') });
  return {
    clients,
    ledger: dynamoLedger({ table: setting('ROLLCALL_LEDGER_TABLE'), region: clients.region, now }),
    watchFunction: setting('ROLLCALL_WATCH_FUNCTION'),
  };
};
