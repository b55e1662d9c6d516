import { gapsOf } from './gaps.ts';
import { incidentId } from './incident.ts';
import type { ReportedCause } from './report.ts';
import { plainText } from './text.ts';
import type { AlertNews, FixResult } from './watch.ts';

/** One alert, ready to publish: for people by e-mail and for chat. */
export interface Alert {
  /** Printable ASCII, at most 99 characters (SNS refuses 100 and line breaks). */
  readonly subject: string;
  /** Plain text in a fixed order: what failed, cause and proof, what was done or what to run, undo, what is not known. */
  readonly text: string;
  /** Custom notification of Amazon Q Developer in chat applications. */
  readonly chat: ChatNotification;
  /** SNS message attributes, for filter policies. */
  readonly attributes: {
    readonly cluster: string;
    readonly verdict: string;
    readonly cause: string;
    readonly severity: 'critical' | 'warning' | 'info';
  };
}

/**
 * Schema 1.0 of custom notifications (Amazon Q Developer in chat applications, administrator guide, custom-notifs).
 * A message that does not conform is dropped in silence.
 */
export interface ChatNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly relatedResources: readonly string[];
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

/** Lengths that chat platforms take without cutting: field guide 6.3. */
const TITLE = 250;
const DESCRIPTION = 3000;
const STEP = 250;
const STEPS = 10;

/** Writes the alert for one piece of news. Pure: the same news gives the same alert. */
export const alertOf = (news: AlertNews): Alert => {
  const lines = [
    ...headline(news),
    ...(news.kind === 'joined' ? [] : [...causeLines(news), ...warningLines(news), ...gapLines(news)]),
  ];
  const id = incidentId(news.incident);
  const top = topCause(news);
  const severity = news.kind === 'joined' ? 'info' : top?.certainty === 'certain' ? 'critical' : 'warning';
  return {
    subject: subjectOf(news),
    text: lines.map(plainText).join('\n'),
    chat: chatOf(news, id, severity),
    attributes: {
      cluster: news.watch.cluster,
      verdict: news.kind === 'joined' ? 'joined' : news.report.verdict,
      cause: news.incident.cause,
      severity,
    },
  };
};

const topCause = ({ report }: AlertNews): ReportedCause | undefined => report.causes[0];

const title = (news: AlertNews): string => {
  const { watch, incident, joined } = news;
  if (watch.scalingGroup) {
    const group = news.report.target.nodeGroup ?? watch.scalingGroup;
    if (news.kind === 'joined') return `${watch.cluster}: resolved, ${group} launches instances again`;
    return `${watch.cluster}: ${group} launches no instance: ${incident.cause === 'unknown' ? 'cause not certain' : incident.cause}`;
  }
  const total = watch.instances.length;
  if (news.kind === 'joined') return `${watch.cluster}: resolved, ${joined} of ${total} joined`;
  if (news.kind === 'unseen') return `${watch.cluster}: Rollcall cannot see whether nodes join`;
  const fixed = news.fixes.some(({ outcome }) => outcome === 'applied');
  const nodes = total === 1 ? '1 node does not join' : `${total - joined} of ${total} nodes do not join`;
  if (incident.cause === 'unknown') return `${watch.cluster}: ${nodes}, cause not certain`;
  return fixed
    ? `${watch.cluster}: fixed ${incident.cause}, waiting for the nodes`
    : `${watch.cluster}: ${nodes}: ${incident.cause}`;
};

const subjectOf = (news: AlertNews): string => {
  const ascii = `[Rollcall] ${title(news)}`.replaceAll(/[^\x20-\x7e]/g, '?');
  return ascii.length > 99 ? `${ascii.slice(0, 96)}...` : ascii;
};

const duration = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} m ${seconds % 60} s`;
};

const headline = (news: AlertNews): string[] => {
  const { watch, report, joined, gone } = news;
  if (watch.scalingGroup) return launchLines(news, watch.scalingGroup);
  const total = watch.instances.length;
  if (news.kind === 'joined') {
    const after =
      news.sinceFix === null ? `${duration(news.at)} after launch` : `${duration(news.sinceFix)} after the fix`;
    const lines = [`Resolved: ${joined} of ${total} joined cluster ${watch.cluster}, ${after}.`];
    if (gone > 0) lines.push(`${gone} of ${total} went away before they joined.`);
    return [
      ...lines,
      '',
      `Incident: ${news.incident.cause} at ${news.incident.subject.kind} ${news.incident.subject.id}.`,
      ...madeLines(news.fixes),
    ];
  }
  if (news.kind === 'unseen') {
    return [
      `Rollcall cannot see whether nodes join cluster ${watch.cluster}, so it cannot raise the alarm when they do not.`,
      '',
      'Give it read access to the Kubernetes API: see "Access to the cluster" in the operations page.',
    ];
  }
  const shown = watch.instances.slice(0, 10).map(({ id }) => id);
  const more = total - shown.length;
  return [
    `What failed: ${total - joined} of ${total} instances ${news.at === 0 ? 'were about to fail to' : 'did not'} become nodes of cluster ${watch.cluster} (${watch.account}, ${watch.region}).`,
    `Instances: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    `Reached: ${report.stage.reached}. Blocked at: ${report.stage.blockedAt ?? 'nothing'}.`,
    '',
  ];
};

/** The head of an alert about a group that has no instance to speak of. */
const launchLines = ({ kind, watch, incident, at }: AlertNews, scalingGroup: string): string[] => {
  const of = `the Auto Scaling group ${scalingGroup} of cluster ${watch.cluster} (${watch.account}, ${watch.region})`;
  return kind === 'joined'
    ? [`Resolved: ${of} launches instances again.`, '', `Incident: ${incident.cause}.`]
    : [`What failed: ${of} has launched no instance for ${duration(at)}.`, ''];
};

const causeLines = (news: AlertNews): string[] => {
  if (news.kind === 'unseen') return [];
  const { causes } = news.report;
  if (causes.length === 0)
    return ['Cause: not found. What could be read shows no fault.', ...madeLines(news.fixes), ''];
  const certain = causes.filter(({ certainty }) => certainty === 'certain');
  const shown = certain.length > 0 ? certain : causes.slice(0, 5);
  return shown.flatMap((cause) => [
    `${certain.length > 0 ? 'Cause' : 'Not certain'}: ${cause.id} (${cause.certainty})`,
    `  ${cause.says} ${cause.why}`,
    ...cause.evidence.map(({ source, says }) => `  Proof: ${source}: ${says}`),
    ...actionLines(news, cause),
    '',
  ]);
};

const actionLines = (news: AlertNews, cause: ReportedCause): string[] => {
  const made = madeLines(news.fixes.filter(({ change }) => change.cause === cause.id)).map((line) => `  ${line}`);
  if (isFixed(news, cause)) return made;
  const { commands, manual, heals } = cause.fix;
  const todo =
    commands.length > 0
      ? ['  Nothing was changed. To fix it, run:', ...commands.map((command) => `    ${command}`)]
      : [`  Nothing was changed. To fix it: ${manual}`];
  const then = news.watch.scalingGroup === undefined ? HEALS[heals] : 'Then Auto Scaling launches anew by itself.';
  return [...made, ...todo, `  ${then}`];
};

const HEALS = {
  running: 'Then the node joins by itself.',
  'after-reboot': 'Then the node joins; one that gave up before needs a reboot.',
  'new-node': 'Then replace the instance.',
};

/** Whether a change for this cause stands: made now or before. */
const isFixed = ({ fixes }: AlertNews, cause: ReportedCause): boolean =>
  fixes.some(({ change, outcome }) => change.cause === cause.id && (outcome === 'applied' || outcome === 'already'));

const madeLines = (fixes: readonly FixResult[]): string[] =>
  fixes.flatMap(({ outcome, says, change }) => {
    const lines = [`Fix ${change.remediation}: ${outcome}. ${says}`];
    if (outcome !== 'applied') return lines;
    if (change.owner) lines.push(`Note: ${change.owner.says}.`);
    return [...lines, `Undo: ${change.undo.says}`, ...change.undo.commands.map((command) => `  ${command}`)];
  });

/** What is wrong besides and keeps no node from joining: a line each. */
const warningLines = ({ kind, report: { warnings } }: AlertNews): string[] =>
  kind !== 'failing' || warnings.length === 0
    ? []
    : ['Also wrong, though nodes join all the same:', ...warnings.map(({ id, says }) => `  ${id}: ${says}`), ''];

const gapLines = ({ report, remarks }: AlertNews): string[] => {
  const lines = remarks.map((remark) => `Note: ${remark}.`);
  const gaps = gapsOf(report);
  if (gaps.length > 0) {
    lines.push(
      'Not checked, because',
      ...gaps
        .slice(0, 20)
        .map(({ because, checks, calls }) => `  ${because} (${calls.join(', ')}): ${checks.join(', ')}`),
    );
  }
  return lines;
};

const chatOf = (news: AlertNews, id: string, severity: string): ChatNotification => {
  const cause = topCause(news);
  const description = [...headline(news), ...(news.kind === 'joined' ? [] : causeLines(news))]
    .map(chatText)
    .join('\n')
    .trim();
  const steps =
    news.kind === 'failing' && cause && !news.fixes.some(({ outcome }) => outcome === 'applied')
      ? commandsOrManual(cause)
      : [];
  return {
    version: '1.0',
    source: 'custom',
    id: `${id}/${news.kind}/${news.at}`,
    content: {
      textType: 'client-markdown',
      title: cut(chatText(title(news)), TITLE),
      description: cut(description, DESCRIPTION),
      nextSteps: steps
        .filter((step) => step.length <= STEP)
        .slice(0, STEPS)
        .map(chatText),
      keywords: ['rollcall', news.watch.cluster, news.incident.cause],
    },
    metadata: {
      threadId: id,
      summary: cut(chatText(title(news)), TITLE),
      eventType: `rollcall-${news.kind}`,
      relatedResources: news.watch.instances.slice(0, 10).map((instance) => instance.id),
      additionalContext: { cluster: news.watch.cluster, cause: news.incident.cause, severity, incident: id },
    },
  };
};

const commandsOrManual = ({ fix: { commands, manual } }: ReportedCause): readonly string[] =>
  commands.length > 0 ? commands : [manual];

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** Text of others must not become markup, links or mentions in a chat. */
const chatText = (text: string): string =>
  plainText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/@(here|channel|everyone)/gi, '@ $1');
