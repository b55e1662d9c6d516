import { incidentId } from '../../core/incident.ts';
import type { FixOrder, FixResult, WatchActs } from '../../core/watch.ts';

/** One moment of the story, in seconds since the event. */
export interface Moment {
  readonly at: number;
  readonly kind: 'event' | 'diagnosis' | 'fix' | 'look' | 'alert' | 'end';
  readonly says: string;
}

/** Collects moments as they happen. */
export class Story {
  readonly moments: Moment[] = [];
  readonly #now: () => number;
  readonly #start: number;

  /** @param now milliseconds of the virtual clock */
  constructor(now: () => number) {
    this.#now = now;
    this.#start = now();
  }

  tell(kind: Moment['kind'], says: string): void {
    this.moments.push({ at: Math.round((this.#now() - this.#start) / 1000), kind, says });
  }
}

/** The same acts, told as they happen. */
export const toldActs = (acts: WatchActs, story: Story): WatchActs => ({
  diagnose: async (watch, instanceId) => {
    const diagnosis = await acts.diagnose(watch, instanceId);
    const { verdict, causes, stage, cost } = diagnosis.report;
    const named = causes[0] ? `${causes[0].id} (${causes[0].certainty})` : 'no fault seen';
    story.tell(
      'diagnosis',
      `${verdict}: ${named}; reached ${stage.reached}; ${cost.apiCalls} calls in ${cost.rounds} rounds`,
    );
    return diagnosis;
  },
  look: async (watch, access) => {
    const look = await acts.look(watch, access);
    const blind = look.blind === null ? '' : `, cannot see: ${look.blind}`;
    story.tell('look', `${look.joined.length} of ${watch.instances.length} joined${blind}`);
    return look;
  },
  launches: async (watch) => {
    const launches = await acts.launches(watch);
    story.tell('look', `launches: ${launches}`);
    return launches;
  },
  open: async (news) => {
    const mine = await acts.open(news);
    story.tell(
      'alert',
      mine ? `alert: ${incidentId(news.incident)}` : `no alert: ${incidentId(news.incident)} is known`,
    );
    return mine;
  },
  update: async (news) => {
    await acts.update(news);
    story.tell('alert', `more about ${incidentId(news.incident)}`);
  },
  close: async (news, incidents) => {
    await acts.close(news, incidents);
    story.tell('alert', `closed: ${incidents.map(incidentId).join(', ')}`);
  },
});

/** The same fixing, told as it happens. */
export const toldFix =
  (fix: (order: FixOrder) => Promise<FixResult>, story: Story) =>
  async (order: FixOrder): Promise<FixResult> => {
    const result = await fix(order);
    story.tell('fix', `${order.task} ${order.change.remediation}: ${result.outcome}. ${result.says}`);
    return result;
  };
