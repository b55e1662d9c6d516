import type { IncidentKey } from './incident.ts';
import {
  type AlertNews,
  type Diagnosis,
  keyOf,
  type WatchActs,
  type WatchInput,
  type WatchPort,
  type WatchResult,
} from './watch.ts';

/** When it looks, in seconds: a group tries again by itself, in another zone or a minute later, and that is no news. */
const LOOKS = [120, 240, 360, 600, 900, 1200, 1800, 2700, 3600];

/** By here it speaks, whatever it knows. */
const SPEAK_AT = 360;

/**
 * Watches a scaling group that failed to launch an instance until it launches again.
 *
 * There is no instance, so nothing of Kubernetes is asked and nothing is fixed. A certain cause is told at the first look
 * at which the group still fails. Deadlines are a fixed plan, so that a replay takes the same way.
 */
export const watchLaunches = async (input: WatchInput, port: WatchPort, acts: WatchActs): Promise<WatchResult> => {
  let mine: IncidentKey | null = null;
  let told = false;
  let alerts = 0;
  let at = 0;
  let diagnosis: Diagnosis | null = null;

  const end = (outcome: WatchResult['outcome'], says: string): WatchResult => ({ outcome, says, alerts, changes: 0 });
  const news = (kind: 'failing' | 'joined', { report, remarks }: Diagnosis, incident: IncidentKey): AlertNews => ({
    kind,
    watch: input,
    incident,
    report,
    fixes: [],
    remarks,
    at,
    sinceFix: null,
    joined: 0,
    gone: 0,
  });

  for (const next of LOOKS) {
    await port.sleep(`until-${next}`, next - at);
    at = next;
    const launches = await port.step(`launches-${at}`, () => acts.launches(input));
    if (launches === 'gone') return end('gone', 'the group is gone');
    if (launches === 'again') {
      const [incident, last] = [mine, diagnosis];
      if (incident && last) {
        await port.step('close', () => acts.close(news('joined', last, incident), [incident]));
        alerts += 1;
      }
      return end('joined', 'the group launches instances again');
    }
    if (told) continue;
    const seen = await port.step(`verdict-${at}`, () => acts.diagnose(input, null));
    if (seen.silent !== null) return end('silent', seen.silent);
    if (seen.report.verdict !== 'cause-found' && at < SPEAK_AT) continue;
    const incident = keyOf(input, seen.report);
    told = true;
    diagnosis = seen;
    if (!(await port.step('alert', () => acts.open(news('failing', seen, incident))))) continue;
    mine = incident;
    alerts += 1;
  }
  return end('still-failing', 'the group launched no instance while it was watched');
};
