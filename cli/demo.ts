import { parseArgs } from 'node:util';
import { plainText } from '../core/text.ts';
import { type Paint, painter, wantsColour } from './colours.ts';
import { type Rehearsal, rehearse } from './demo/rehearsal.ts';
import { type Scenario, scenarios, worldOf } from './demo/scenarios.ts';
import type { Moment } from './demo/story.ts';
import { UsageError } from './usage.ts';

/**
 * `rollcall demo [scenario | all]`: tells the whole way on the embedded account.
 *
 * @throws UsageError when there is no such scenario
 */
export const demoCommand = async (args: readonly string[]): Promise<void> => {
  const { positionals, json } = read(args);
  const paint = painter(wantsColour(process.stdout, process.env));
  const [name] = positionals;
  const chosen = name === undefined || name === 'all' ? scenarios : scenarios.filter(({ id }) => id === name);
  if (chosen.length === 0)
    throw new UsageError(`there is no scenario "${name}": there are ${scenarios.map(({ id }) => id).join(', ')}`);
  if (!json && name === undefined) process.stdout.write(`${listing(paint)}\n\n`);
  const told: { id: string; moments: readonly Moment[]; sent: Rehearsal['sent'] }[] = [];
  for (const scenario of chosen) {
    const rehearsal = await rehearse(worldOf(scenario), { fixes: scenario.fixes.join('+') });
    told.push({ id: scenario.id, moments: rehearsal.moments, sent: rehearsal.sent });
    if (!json) process.stdout.write(`${storyOf(scenario, rehearsal, paint)}\n\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
};

const read = (args: readonly string[]): { positionals: string[]; json: boolean } => {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    if (positionals.length > 1) throw new UsageError('demo takes one scenario, or "all"');
    return { positionals, json: values.json ?? false };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : 'the options could not be read', { cause: error });
  }
};

const listing = (paint: Paint): string =>
  [
    paint('bold', 'Scenarios'),
    ...scenarios.map(({ id, title }) => `  ${paint('cyan', id.padEnd(16))}${title}`),
    '',
    paint('dim', 'One of them: npm run demo -- SCENARIO. Here is each, in virtual time:'),
  ].join('\n');

const STYLE = { event: 'dim', diagnosis: 'cyan', fix: 'green', look: 'dim', alert: 'yellow', end: 'bold' } as const;

const storyOf = (scenario: Scenario, { moments, sent, calls }: Rehearsal, paint: Paint): string => {
  const lines = [paint('bold', `━━ ${scenario.id}`), `   ${scenario.title}`, ''];
  for (const { at, kind, says } of withoutRepeats(moments))
    lines.push(`  ${paint('dim', time(at))}  ${paint(STYLE[kind], kind.padEnd(9))}  ${plainText(says)}`);
  if (sent.length === 0) lines.push('', '  No alert was sent.');
  for (const { at, topic, subject, message } of sent) {
    const heading =
      topic === 'people' ? `e-mail: ${subject ?? ''}` : 'chat: custom notification for Amazon Q Developer';
    lines.push(
      '',
      `  ${paint('yellow', `✉ ${time(at)} ${heading}`)}`,
      ...indented(topic === 'chat' ? pretty(message) : message),
    );
  }
  return [...lines, '', paint('dim', `  ${calls.length} calls: ${countsOf(calls)}`)].join('\n');
};

/** A look that sees what the one before saw is not told again. */
const withoutRepeats = (moments: readonly Moment[]): Moment[] => {
  let seen = '';
  return moments.filter(({ kind, says }) => {
    if (kind !== 'look') return true;
    const again = says === seen;
    seen = says;
    return !again;
  });
};

const time = (seconds: number): string =>
  `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;

const indented = (text: string): string[] => text.split('\n').map((line) => `    │ ${plainText(line)}`);

const pretty = (json: string): string => JSON.stringify(JSON.parse(json), null, 2);

const countsOf = (calls: Rehearsal['calls']): string => {
  const counts = new Map<string, number>();
  for (const { service } of calls) counts.set(service, (counts.get(service) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([service, count]) => `${service} ${count}`)
    .join(', ');
};
