import type { Cluster } from './evidence.ts';
import { fingerprint } from './fingerprint.ts';
import { type IncidentKey, incidentId } from './incident.ts';
import type { Change } from './remediation.ts';
import type { Report } from './report.ts';
import type { NodeKind, Platform } from './target.ts';
import { timetable } from './timetable.ts';

/** What a watch is started with: one launch group, or a scaling group that cannot launch. Small plain JSON. */
export interface WatchInput {
  readonly version: 1;
  /** Unique name of the watch: also the owner of its incidents and the name of its durable execution. */
  readonly name: string;
  readonly cluster: string;
  readonly region: string;
  readonly account: string;
  readonly nodeKind: NodeKind;
  readonly platform: Platform;
  readonly instances: readonly WatchedInstance[];
  /** The Auto Scaling group whose launches fail: then there is no instance yet. */
  readonly scalingGroup?: string;
}

/** The name of a watch: letters, digits, hyphens and underscores, at most 64: what Lambda takes as the name of a durable execution. */
export const watchName = (cluster: string, parts: readonly string[]): string =>
  `${cluster.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, 40)}-${fingerprint(parts)}`;

/** One launch of the group. */
export interface WatchedInstance {
  readonly id: string;
  readonly privateDnsName: string;
  readonly launchTime: string;
}

/** One look at the registration of the whole group: ids of instances. The rest is still waited for. */
export interface Look {
  readonly joined: readonly string[];
  /** Terminated, terminating or stopped: not waited for any more. */
  readonly gone: readonly string[];
  /** Why nothing could be seen, if so: then not having joined is not known either. */
  readonly blind: string | null;
}

/** How the launches of a scaling group go: its newest one failed, its newest one succeeded, or there is no group any more. */
export type Launches = 'failing' | 'again' | 'gone';

/** A diagnosis of one instance that stands for its group. */
export interface Diagnosis {
  readonly report: Report;
  /** The changes that are allowed for its certain causes, in their order. */
  readonly changes: readonly Change[];
  /** Why a certain cause is not fixed, or what is odd about the cluster's tags. */
  readonly remarks: readonly string[];
  /** Why the watch must stay silent and end, if so. */
  readonly silent: string | null;
  readonly clusterUpdating: boolean;
  /** How to reach the cluster's API server, for the looks; `null` where the cluster could not be read. */
  readonly access: ClusterAccess | null;
}

/** What it takes to ask a cluster's API server. The certificate authority is public. */
export type ClusterAccess = Pick<Cluster, 'name' | 'region' | 'endpoint' | 'certificateAuthorityData'>;

/** How a change went. */
export interface FixResult {
  readonly change: Change;
  readonly outcome: 'applied' | 'already' | 'refused' | 'failed' | 'undone';
  readonly says: string;
}

/** What an alert tells. */
export interface AlertNews {
  /** `failing`: nodes do not join, or would not. `joined`: it is over. `unseen`: Rollcall cannot tell. */
  readonly kind: 'failing' | 'joined' | 'unseen';
  readonly watch: WatchInput;
  readonly incident: IncidentKey;
  readonly report: Report;
  readonly fixes: readonly FixResult[];
  readonly remarks: readonly string[];
  /** Seconds since the watch began. */
  readonly at: number;
  /** Seconds since the first fix was made, if any was. */
  readonly sinceFix: number | null;
  readonly joined: number;
  readonly gone: number;
}

/** Where the watch runs: durable in AWS, virtual time in tests and the demo. */
export interface WatchPort {
  /** Runs `run` once, whatever happens to the process; at a replay it gives the recorded result. Names are frozen. */
  step<T>(name: string, run: () => Promise<T>): Promise<T>;
  sleep(name: string, seconds: number): Promise<void>;
  /** Asks the fixing function, the only one that may write. */
  fix(name: string, order: FixOrder): Promise<FixResult>;
}

/** What the fixing function is asked to do. */
export interface FixOrder {
  readonly version: 1;
  readonly task: 'apply' | 'undo';
  readonly change: Change;
}

/** What the watch does to the world, each inside one step. */
export interface WatchActs {
  look(watch: WatchInput, access: ClusterAccess | null): Promise<Look>;
  /** Of one instance, or of the launches of the scaling group where the watch has no instance. */
  diagnose(watch: WatchInput, instanceId: string | null): Promise<Diagnosis>;
  /** How the launches of the scaling group go by now. */
  launches(watch: WatchInput): Promise<Launches>;
  /** Claims the incident and publishes it, unless another watch has it. @returns whether it was published */
  open(news: AlertNews): Promise<boolean>;
  /** Publishes more about an incident that this watch has opened. */
  update(news: AlertNews): Promise<void>;
  /** Publishes once that it is over and closes the incidents that this watch has opened. */
  close(news: AlertNews, incidents: readonly IncidentKey[]): Promise<void>;
}

/** How a watch ended. */
export interface WatchResult {
  readonly outcome: 'joined' | 'gone' | 'silent' | 'unseen' | 'still-failing';
  readonly says: string;
  readonly alerts: number;
  readonly changes: number;
}

/** A group may have several causes at once, and each diagnosis may bring up the next: this many changes and no more. */
const MOST_CHANGES = 5;

/**
 * Watches one launch group until its nodes have joined: preflight, looks, verdict, fix, verify, close.
 *
 * Its deadlines come from the timetable, never from a clock, so that a replay takes the same way. Anything it learns
 * comes out of a step.
 */
export const watch = async (input: WatchInput, port: WatchPort, acts: WatchActs): Promise<WatchResult> => {
  const first = input.instances[0];
  if (!first) return { outcome: 'silent', says: 'no instance to watch', alerts: 0, changes: 0 };
  let diagnosis = await port.step('preflight', () => acts.diagnose(input, first.id));
  if (diagnosis.silent !== null) return { outcome: 'silent', says: diagnosis.silent, alerts: 0, changes: 0 };

  const plan = timetable({ platform: input.platform, clusterUpdating: diagnosis.clusterUpdating });
  const { access } = diagnosis;
  const fixes: FixResult[] = [];
  const mine: IncidentKey[] = [];
  const told = new Set<string>();
  let look: Look = { joined: [], gone: [], blind: null };
  let alerts = 0;
  let fixedAt: number | null = null;
  let at = 0;

  const end = (outcome: WatchResult['outcome'], says: string): WatchResult => ({
    outcome,
    says,
    alerts,
    changes: fixes.length,
  });
  const news = (kind: AlertNews['kind'], incident: IncidentKey): AlertNews => ({
    kind,
    watch: input,
    incident,
    report: diagnosis.report,
    fixes,
    remarks: diagnosis.remarks,
    at,
    sinceFix: fixedAt === null ? null : at - fixedAt,
    joined: look.joined.length,
    gone: look.gone.length,
  });
  const tell = async (kind: 'failing' | 'unseen', key: IncidentKey): Promise<void> => {
    if (told.has(incidentId(key))) return;
    told.add(incidentId(key));
    if (!(await port.step(`alert-${told.size}`, () => acts.open(news(kind, key))))) return;
    mine.push(key);
    alerts += 1;
  };
  const applyAllowed = async (): Promise<void> => {
    const tried = new Set(fixes.map(({ change }) => change.id));
    for (const change of diagnosis.changes) {
      if (tried.has(change.id) || fixes.length >= MOST_CHANGES) continue;
      const result = await port.fix(`fix-${fixes.length + 1}`, { version: 1, task: 'apply', change });
      fixes.push(result);
      if (result.outcome === 'applied') fixedAt ??= at;
    }
  };

  // Most causes stand before the machine has booted. Only a fix breaks the silence that early.
  await applyAllowed();
  if (fixedAt !== null) await tell('failing', keyOf(input, diagnosis.report));

  for (const next of plan.looks) {
    await port.sleep(`until-${next}`, next - at);
    at = next;
    look = await port.step(`look-${at}`, () => acts.look(input, access));
    const waiting = input.instances.find(({ id }) => !look.joined.includes(id) && !look.gone.includes(id));
    if (!waiting) {
      const [first] = mine;
      if (look.joined.length === 0) return end('gone', 'every instance is gone');
      if (first) {
        await port.step('close', () => acts.close(news('joined', first), mine));
        alerts += 1;
      }
      return end('joined', `${look.joined.length} joined, ${look.gone.length} gone`);
    }
    if (!plan.verdicts.includes(at)) continue;

    diagnosis = await port.step(`verdict-${at}`, () => acts.diagnose(input, waiting.id));
    if (diagnosis.silent !== null) return end('silent', diagnosis.silent);
    if (diagnosis.report.verdict === 'joined') continue;
    if (diagnosis.report.verdict === 'cause-found') {
      await applyAllowed();
      await tell('failing', keyOf(input, diagnosis.report));
    } else if (at >= plan.speakAt && told.size === 0) {
      if (look.blind !== null) {
        await tell('unseen', blindKey(input));
        return end('unseen', look.blind);
      }
      await tell('failing', keyOf(input, diagnosis.report));
    }
    const [first] = mine;
    if (at === plan.capAt && look.joined.length === 0 && first && (await takeBack(port, fixes, diagnosis.report))) {
      await port.step('alert-taken-back', () => acts.update(news('failing', first)));
      alerts += 1;
    }
  }
  return end('still-failing', 'not all nodes joined while they were watched');
};

/**
 * A change that did not help is taken back where that is clean. It did help when another certain cause came to light
 * behind it: then the node is further, and the change stays.
 */
const takeBack = async (port: WatchPort, fixes: FixResult[], report: Report): Promise<boolean> => {
  if (report.causes.some(({ certainty }) => certainty === 'certain')) return false;
  let any = false;
  for (const [index, made] of fixes.entries()) {
    if (made.outcome !== 'applied' || !made.change.undo.clean) continue;
    fixes[index] = await port.fix(`undo-${index + 1}`, { version: 1, task: 'undo', change: made.change });
    any = true;
  }
  return any;
};

/** The incident of a report: its first certain cause at its subject, else "unknown" at the node group. */
export const keyOf = (input: WatchInput, report: Report): IncidentKey => {
  const { account, region, cluster } = input;
  const [top] = report.causes;
  if (top?.certainty === 'certain') return { account, region, cluster, cause: top.id, subject: top.subject };
  const group = report.target.nodeGroup;
  return {
    account,
    region,
    cluster,
    cause: 'unknown',
    subject: group ? { kind: 'node-group', id: group } : { kind: 'cluster', id: cluster },
  };
};

/** Rollcall cannot see whether nodes join: told once for a cluster. */
const blindKey = ({ account, region, cluster }: WatchInput): IncidentKey => ({
  account,
  region,
  cluster,
  cause: 'unknown',
  subject: { kind: 'kubernetes-access', id: cluster },
});
