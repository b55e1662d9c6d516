import { createClients } from '../../aws/clients.ts';
import type { StartParts } from '../../aws/start-watches.ts';
import { setting } from './environment.ts';
import { deployedLedger } from './ledger.ts';

/** What starting watches needs, from the function's environment. */
export const startParts = (now: () => Date = () => new Date()): StartParts => {
  const clients = createClients({ region: setting('AWS_REGION') });
  return {
    clients,
    ledger: deployedLedger(clients.region, now),
    watchFunction: setting('ROLLCALL_WATCH_FUNCTION'),
  };
};
