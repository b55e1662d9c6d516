import type { SNSClient } from '@aws-sdk/client-sns';
import { alertOf } from '../core/alert.ts';
import { type Collected, diagnose, type Knowledge } from '../core/diagnosis.ts';
import { incidentId, type Ledger } from '../core/incident.ts';
import type { ClusterAccess, Look, WatchActs, WatchInput } from '../core/watch.ts';
import { publishAlert, type Topics } from './publish.ts';

/** What the acts are made of: real readers in AWS, the same ones in tests and the demo. */
export interface ActParts {
  readonly knowledge: Knowledge;
  readonly ledger: Ledger;
  readonly sns: SNSClient;
  readonly topics: Topics;
  collect(instanceId: string, cluster: string, region: string): Promise<Collected>;
  look(watch: WatchInput, access: ClusterAccess | null): Promise<Look>;
}

/** The acts of a watch over AWS: collect and judge, look, claim and publish. */
export const watchActs = ({ knowledge, ledger, sns, topics, collect, look }: ActParts): WatchActs => ({
  look,
  diagnose: async (watch, instanceId) => diagnose(await collect(instanceId, watch.cluster, watch.region), knowledge),
  open: async (news) => {
    const { watch, incident } = news;
    const claim = await ledger.claim(
      incident,
      watch.name,
      watch.instances.map(({ id }) => id),
    );
    if (!claim.alert) return false;
    await publishAlert(sns, topics, alertOf(news));
    await ledger.alerted(incidentId(incident), watch.name);
    return true;
  },
  update: (news) => publishAlert(sns, topics, alertOf(news)),
  // Published before it is closed: a crash in between repeats the good news rather than lose it.
  close: async (news, incidents) => {
    await publishAlert(sns, topics, alertOf(news));
    await Promise.all(incidents.map((incident) => ledger.close(incidentId(incident))));
  },
});
