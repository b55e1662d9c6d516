import { gapsOf } from '../core/gaps.ts';
import type { Report, ReportedCause } from '../core/report.ts';
import { heightOf, STAGES, type Stage } from '../core/stages.ts';
import { plainText } from '../core/text.ts';
import type { Paint } from './colours.ts';
import { pathLines } from './terminal-paths.ts';
import { wrap } from './wrap.ts';

/** What climbing a rung means, for people. */
const RUNGS: Record<Stage, string> = {
  launched: 'EC2 runs the instance',
  booted: 'the operating system is up',
  configured: 'the node agent has its configuration',
  connected: 'kubelet reaches the API server',
  authenticated: 'the API server knows the node',
  registered: 'the Node object exists',
  ready: 'the Node is Ready',
};

const HEALS = {
  running: 'Then the node joins by itself: kubelet keeps trying.',
  'after-reboot': 'Then reboot the instance.',
  'new-node': 'Then replace the instance: this one cannot be healed.',
};

/**
 * The report for a terminal: the ladder with a tick, a cross and what lies beyond, then cause, proof and command.
 *
 * @param width columns; text is wrapped, commands never are
 */
export const terminalReport = (report: Report, paint: Paint, width = 100): string =>
  [
    ...headLines(report, paint),
    '',
    ...ladderLines(report, paint),
    '',
    ...verdictLines(report, paint),
    ...report.causes.flatMap((cause, index) => causeLines(cause, index, report, paint, width)),
    ...pathLines(report, paint, width),
    ...warningLines(report, paint, width),
    ...ruledOutLines(report, paint, width),
    ...gapLines(report, paint, width),
    paint('dim', `${report.cost.apiCalls} calls in ${report.cost.rounds} rounds`),
  ].join('\n');

const headLines = ({ target }: Report, paint: Paint): string[] => {
  if (target.instanceId === '') return groupHead(target, paint);
  const group = target.nodeGroup ? ` · ${plainText(target.nodeGroup)}` : '';
  const cluster = target.cluster ? plainText(target.cluster) : 'no cluster';
  return [
    `${paint('bold', target.instanceId)} → ${paint('bold', cluster)}${group}`,
    paint('dim', `${target.nodeKind} node, ${target.platform}, ${target.region}, account ${target.account}`),
  ];
};

/** A group that has launched nothing: there is no instance to name. */
const groupHead = ({ nodeGroup, cluster, nodeKind, platform, region, account }: Report['target'], paint: Paint) => [
  `${paint('bold', plainText(nodeGroup ?? 'group'))} → ${paint('bold', plainText(cluster ?? 'no cluster'))} · no instance`,
  paint('dim', `${nodeKind} group, ${platform}, ${region}, account ${account}`),
];

const ladderLines = ({ stage, verdict }: Report, paint: Paint): string[] => {
  const ready = verdict === 'joined' && stage.reached === 'ready';
  return STAGES.map((rung) => {
    const label = `${rung.padEnd(14)}${RUNGS[rung]}`;
    if (rung === stage.blockedAt) return `  ${paint('red', '✘')} ${paint('bold', label)}`;
    if (ready || heightOf(rung) <= heightOf(stage.reached)) return `  ${paint('green', '✔')} ${label}`;
    return paint('dim', `  · ${label}`);
  });
};

const verdictLines = ({ verdict, causes, target, stage }: Report, paint: Paint): string[] => {
  switch (verdict) {
    case 'joined':
      return [
        paint('green', stage.reached === 'ready' ? 'Joined: the node is Ready.' : 'Joined: the node is registered.'),
        '',
      ];
    case 'cause-found':
      return [];
    case 'suspects':
      return [
        paint(
          'yellow',
          `No certain cause. ${causes.length === 1 ? 'One suspect:' : `${causes.length} suspects, best first:`}`,
        ),
        '',
      ];
    case 'not-a-node':
      return [
        'Not a node: nothing but a weak tag, or nothing at all, ties it to a cluster. Name one with --cluster.',
        '',
      ];
    case 'unknown': {
      const who = target.instanceId
        ? `${target.instanceId} did not join`
        : `group ${plainText(target.nodeGroup ?? '')} runs no instance`;
      return [paint('yellow', `Unknown: ${who}, and what could be read shows no fault.`), ''];
    }
  }
};

const causeLines = (cause: ReportedCause, index: number, report: Report, paint: Paint, width: number): string[] => {
  const mark = cause.certainty === 'certain' ? paint('red', '✘ certain') : paint('yellow', `? ${cause.certainty}`);
  const lines = [`${mark}  ${paint('bold', cause.id)}  ${paint('dim', `blocks ${cause.stage}`)}`];
  lines.push(...wrap(`${cause.says} ${cause.why}`, width - 4).map((line) => `    ${line}`));
  for (const { source, says } of cause.evidence) lines.push(`    ${paint('cyan', source)}  ${plainText(says)}`);
  const shown = index === 0 || cause.certainty === 'certain' || report.verdict === 'suspects';
  if (shown) {
    const { commands, manual } = cause.fix;
    lines.push('    To fix it:', ...commands.map((command) => `      ${paint('bold', `$ ${plainText(command)}`)}`));
    if (commands.length === 0) lines.push(...wrap(manual, width - 6).map((line) => `      ${line}`));
    lines.push(
      `    ${report.target.instanceId === '' ? 'Then Auto Scaling launches anew by itself.' : HEALS[cause.fix.heals]}`,
    );
  }
  return [...lines, ''];
};

/** What keeps no node from joining, shorter than a cause. */
const warningLines = ({ warnings }: Report, paint: Paint, width: number): string[] =>
  warnings.flatMap(({ id, certainty, says, why, fix }) => [
    `${paint('yellow', '! warning')}  ${paint('bold', id)}  ${paint('dim', `${certainty}; the node joins all the same`)}`,
    ...wrap(`${says} ${why}`, width - 4).map((line) => `    ${line}`),
    ...fix.commands.map((command) => `      ${paint('bold', `$ ${plainText(command)}`)}`),
    '',
  ]);

const ruledOutLines = ({ ruledOut }: Report, paint: Paint, width: number): string[] =>
  ruledOut.length === 0
    ? []
    : [
        paint('dim', 'Ruled out'),
        ...ruledOut.flatMap(({ cause, because }) =>
          wrap(`${cause}: ${because}`, width - 4).map((line) => paint('dim', `    ${line}`)),
        ),
        '',
      ];

/** One reason a paragraph, with the checks that it silences. */
const gapLines = (report: Report, paint: Paint, width: number): string[] => {
  const gaps = gapsOf(report);
  if (gaps.length === 0) return [];
  const lines = gaps.flatMap(({ because, checks, calls }) => [
    ...wrap(`${because} (${calls.join(', ')})`, width - 4).map((line) => `    ${line}`),
    ...wrap(checks.join(', '), width - 8).map((line) => `        ${line}`),
  ]);
  return [paint('dim', 'Not checked, because'), ...lines.map((line) => paint('dim', line)), ''];
};
