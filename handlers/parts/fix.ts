import { createClients } from '../../aws/clients.ts';
import { fixApi } from '../../aws/fixes.ts';
import { kubernetesAccess } from '../../aws/kubernetes-access.ts';
import type { FixParts } from '../../core/fix.ts';
import { remediations } from '../../remediations/index.ts';
import { setting } from './environment.ts';
import { deployedFixes } from './knowledge.ts';
import { deployedLedger } from './ledger.ts';

/** What fixing needs, from the function's environment. */
export const fixParts = (now: () => Date = () => new Date()): FixParts => {
  const clients = createClients({ region: setting('AWS_REGION') });
  return {
    remediations,
    api: fixApi({ clients, kubernetes: kubernetesAccess(clients, now) }),
    ledger: deployedLedger(clients.region, now),
    deployedFixes: deployedFixes(process.env['ROLLCALL_FIXES'] ?? 'none'),
    fixesPerHour: fixesPerHour(process.env['ROLLCALL_FIXES_PER_HOUR']),
  };
};

/** A limit that cannot be read is no permission. */
const fixesPerHour = (text: string | undefined): number => {
  const limit = Number(text ?? '5');
  return Number.isSafeInteger(limit) && limit >= 0 ? limit : 0;
};
