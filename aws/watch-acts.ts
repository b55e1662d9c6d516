import { alertOf } from '../core/alert.ts';
import { type Collected, diagnose, type Knowledge } from '../core/diagnosis.ts';
import { incidentId, type Ledger } from '../core/incident.ts';
import type { ClusterAccess, Launches, Look, WatchActs, WatchInput } from '../core/watch.ts';
import type { Publish } from './publish.ts';

/** What the acts are made of: real readers in AWS, the same ones in tests and the demo. */
export interface ActParts {
  readonly knowledge: Knowledge;
  readonly ledger: Ledger;
  readonly publish: Publish;
  readonly collect: (instanceId: string, cluster: string) => Promise<Collected>;
  /** Evidence of the launches of a scaling group, whether or not it has an instance. */
  readonly collectLaunches: (scalingGroup: string) => Promise<Collected>;
  readonly launches: (scalingGroup: string) => Promise<Launches>;
  readonly look: (watch: WatchInput, access: ClusterAccess | null) => Promise<Look>;
}

/** The acts of a watch over AWS: collect and judge, look, claim and publish. */
export const watchActs = ({ knowledge, ledger, publish, look, ...parts }: ActParts): WatchActs => ({
  look,
  launches: ({ scalingGroup = '' }) => parts.launches(scalingGroup),
  diagnose: async ({ cluster, scalingGroup = '' }, instanceId) =>
    diagnose(
      await (instanceId === null ? parts.collectLaunches(scalingGroup) : parts.collect(instanceId, cluster)),
      knowledge,
    ),
  open: async (news) => {
    const { watch, incident } = news;
    // An incident names whom it hit; a group that launches nothing has but itself.
    const hit = watch.scalingGroup === undefined ? watch.instances.map(({ id }) => id) : [watch.scalingGroup];
    const claim = await ledger.claim(incident, watch.name, hit);
    if (!claim.alert) return false;
    await publish(alertOf(news));
    await ledger.alerted(incidentId(incident), watch.name);
    return true;
  },
  update: (news) => publish(alertOf(news)),
  // Published before it is closed: a crash in between repeats the good news rather than lose it.
  close: async (news, incidents) => {
    await publish(alertOf(news));
    await Promise.all(incidents.map((incident) => ledger.close(incidentId(incident))));
  },
});
