import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createClients, usualRegion } from '../aws/clients.ts';
import { collectEvidence } from '../aws/collect.ts';
import { kubernetesAccess } from '../aws/kubernetes-access.ts';
import { checks } from '../checks/index.ts';
import type { Collected } from '../core/diagnosis.ts';
import { readEvidenceFile, writeEvidenceFile } from '../core/evidence-file.ts';
import { reportOf } from '../core/report.ts';
import { assess } from '../core/verdict.ts';
import { reportedPaths } from '../network/paths.ts';
import { painter, wantsColour } from './colours.ts';
import { terminalReport } from './terminal-report.ts';
import { UsageError } from './usage.ts';

const OPTIONS = {
  cluster: { type: 'string' },
  region: { type: 'string' },
  json: { type: 'boolean' },
  save: { type: 'string' },
  evidence: { type: 'string' },
} as const;

/**
 * `rollcall diagnose`: evidence of one instance, from AWS or from a file, and the verdict. Changes nothing.
 *
 * @throws UsageError when it is called wrongly, Error when it cannot run
 */
export const diagnoseCommand = async (args: readonly string[]): Promise<void> => {
  const { values, positionals } = read(args);
  const collected =
    values.evidence === undefined ? await collect(positionals, values) : fromFile(values.evidence, positionals);
  if (values.save !== undefined) writeFileSync(values.save, writeEvidenceFile(collected), { mode: 0o600 });
  const { evidence, target, cost } = collected;
  const report = reportOf(target, assess(evidence, target, checks), cost, reportedPaths(evidence));
  if (values.json) {
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  const paint = painter(wantsColour(process.stdout, process.env));
  process.stdout.write(`${terminalReport(report, paint, Math.min(process.stdout.columns ?? 100, 120))}\n`);
  if (evidence.instance.state === 'absent')
    process.stdout.write(`There is no instance ${target.instanceId} in ${target.region}.\n`);
};

type Values = ReturnType<typeof read>['values'];

const read = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the options could not be read', { cause: error });
  }
};

const collect = async (positionals: readonly string[], { cluster, region: wanted }: Values): Promise<Collected> => {
  const [instanceId, ...more] = positionals;
  if (!instanceId || more.length > 0)
    throw new UsageError('diagnose takes one instance id: rollcall diagnose i-0123456789abcdef0');
  if (!/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(instanceId))
    throw new UsageError(`"${instanceId}" is no instance id: it is i- and 17 hexadecimal digits`);
  const region = wanted ?? (await usualRegion());
  if (!region) throw new UsageError('no region is set: pass --region or set AWS_REGION');
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region)) throw new UsageError(`"${region}" is no region`);
  const clients = createClients({ region });
  const stop = progress();
  try {
    const now = (): Date => new Date();
    const collected = await collectEvidence({
      instanceId,
      clients,
      kubernetes: kubernetesAccess(clients, now),
      now: () => now().getTime(),
      onRound: (round) => stop.say(`reading, round ${round} of 3 …`),
      ...(cluster ? { cluster } : {}),
    });
    const { instance } = collected.evidence;
    if (instance.state === 'unknown')
      throw new Error(`${instanceId} could not be read: ${instance.says ?? instance.because}`);
    return collected;
  } finally {
    stop.end();
    clients.close();
  }
};

const fromFile = (file: string, positionals: readonly string[]): Collected => {
  if (positionals.length > 0) throw new UsageError('--evidence takes no instance id: the file names the instance');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`the evidence file ${file} cannot be read`, { cause: error });
  }
  return readEvidenceFile(text);
};

/** One line on a terminal's standard error while it reads; nothing elsewhere. */
const progress = (): { say(text: string): void; end(): void } => {
  const { stderr } = process;
  if (!stderr.isTTY) return { say: () => undefined, end: () => undefined };
  return { say: (text) => stderr.write(`\r\u001b[K${text}`), end: () => stderr.write('\r\u001b[K') };
};
