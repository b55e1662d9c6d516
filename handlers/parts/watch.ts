import { createClients } from '../../aws/clients.ts';
import { collectEvidence } from '../../aws/collect.ts';
import { collectGroup } from '../../aws/collect-group.ts';
import { kubernetesAccess } from '../../aws/kubernetes-access.ts';
import { lookAt, summarize } from '../../aws/look.ts';
import { ANSWER_WITHIN_MS } from '../../aws/observe.ts';
import { topicPublisher, topicsFrom } from '../../aws/publish.ts';
import type { ActParts } from '../../aws/watch-acts.ts';
import { setting } from './environment.ts';
import { knowledgeWith } from './knowledge.ts';
import { deployedLedger } from './ledger.ts';

/**
 * What a watch acts with, from the function's environment.
 *
 * @param now the current time; virtual in the demo
 */
export const watchParts = (now: () => Date = () => new Date()): ActParts => {
  const clients = createClients({ region: setting('AWS_REGION') });
  const kubernetes = kubernetesAccess(clients, now);
  return {
    knowledge: knowledgeWith(process.env['ROLLCALL_FIXES'] ?? 'none'),
    ledger: deployedLedger(clients.region, now),
    publish: topicPublisher(clients.region, topicsFrom(process.env)),
    collect: (instanceId, cluster) =>
      collectEvidence({ instanceId, cluster, clients, kubernetes, now: () => now().getTime() }),
    collectLaunches: (scalingGroup) =>
      collectGroup({
        group: { scalingGroup },
        launchesOnly: true,
        clients,
        kubernetes,
        now: () => now().getTime(),
      }),
    launches: async (scalingGroup) => {
      const { readLaunches } = await import('../../aws/readers/scaling-group.ts');
      return readLaunches(await clients.autoScaling(), scalingGroup, AbortSignal.timeout(ANSWER_WITHIN_MS));
    },
    look: async ({ instances, cluster }, access) =>
      summarize(await lookAt({ instances, cluster, clients, ...(access ? { kubernetes: kubernetes(access) } : {}) })),
  };
};
