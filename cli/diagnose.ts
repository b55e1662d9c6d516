import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createClients, usualRegion } from '../aws/clients.ts';
import { collectEvidence } from '../aws/collect.ts';
import { collectGroup, type GroupTarget } from '../aws/collect-group.ts';
import { kubernetesAccess } from '../aws/kubernetes-access.ts';
import { checks } from '../checks/index.ts';
import type { Collected } from '../core/diagnosis.ts';
import { writeEvidenceFile } from '../core/evidence-file.ts';
import { withoutSecrets } from '../core/evidence-secrets.ts';
import { reportOf } from '../core/report.ts';
import { assess } from '../core/verdict.ts';
import { reportedPaths } from '../network/paths.ts';
import { painter, wantsColour } from './colours.ts';
import { openEvidenceFile, reasonOf } from './open-evidence-file.ts';
import { terminalReport } from './terminal-report.ts';
import { UsageError } from './usage.ts';

const OPTIONS = {
  cluster: { type: 'string' },
  region: { type: 'string' },
  json: { type: 'boolean' },
  save: { type: 'string' },
  evidence: { type: 'string' },
  'node-group': { type: 'string' },
  'scaling-group': { type: 'string' },
} as const;

/**
 * `rollcall diagnose`: evidence of one instance, from AWS or from a file, and the verdict. Changes nothing.
 *
 * @throws UsageError when it is called wrongly, Error when it cannot run
 */
export const diagnoseCommand = async (args: readonly string[]): Promise<void> => {
  const { values, positionals } = read(args);
  const collected =
    values.evidence === undefined ? await collect(positionals, values) : fromFile(values.evidence, positionals, values);
  print(collected, values.json ?? false);
  if (values.save !== undefined) save(collected, values.save);
};

const print = ({ evidence, target, cost }: Collected, json: boolean): void => {
  const report = reportOf(target, assess(evidence, target, checks), cost, reportedPaths(evidence));
  if (json) {
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  const paint = painter(wantsColour(process.stdout, process.env));
  process.stdout.write(`${terminalReport(report, paint, Math.min(process.stdout.columns ?? 100, 120))}\n`);
  if (evidence.instance.state === 'absent' && target.instanceId !== '')
    process.stdout.write(`There is no instance ${target.instanceId} in ${target.region}.\n`);
};

/** After the report, so that a full disk costs nobody the verdict. */
const save = (collected: Collected, file: string): void => {
  try {
    writeFileSync(file, writeEvidenceFile(collected), { mode: 0o600 });
  } catch (error) {
    throw new Error(`the evidence could not be saved to ${file}: ${reasonOf(error)}`, { cause: error });
  }
};

type Values = ReturnType<typeof read>['values'];

const read = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the options could not be read', { cause: error });
  }
};

const collect = async (positionals: readonly string[], values: Values): Promise<Collected> => {
  const group = groupOf(values);
  const [instanceId = '', ...more] = positionals;
  if (group && positionals.length > 0) throw new UsageError('diagnose takes an instance id or a group, not both');
  if (!group && (!instanceId || more.length > 0))
    throw new UsageError('diagnose takes one instance id: rollcall diagnose i-0123456789abcdef0');
  if (!group && !/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(instanceId))
    throw new UsageError(`"${instanceId}" is no instance id: it is i- and 17 hexadecimal digits`);
  const { cluster, region: wanted } = values;
  const region = wanted ?? (await usualRegion());
  if (!region) throw new UsageError('no region is set: pass --region or set AWS_REGION');
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region)) throw new UsageError(`"${region}" is no region`);
  const clients = createClients({ region });
  const stop = progress();
  try {
    const now = (): Date => new Date();
    const options = {
      clients,
      kubernetes: kubernetesAccess(clients, now),
      now: () => now().getTime(),
      onRound: (round: number) => stop.say(`reading, round ${round} …`),
    };
    // Judged is what can be saved: a file gives the same verdict.
    if (group) return withoutSecrets(await collectGroup({ ...options, group }));
    const collected = await collectEvidence({ ...options, instanceId, ...(cluster ? { cluster } : {}) });
    const { instance } = collected.evidence;
    if (instance.state === 'unknown')
      throw new Error(`${instanceId} could not be read: ${instance.says ?? instance.because}`);
    return withoutSecrets(collected);
  } finally {
    stop.end();
    clients.close();
  }
};

/** The group that was named instead of an instance, if one was. */
const groupOf = ({
  'node-group': nodeGroup,
  'scaling-group': scalingGroup,
  cluster,
}: Values): GroupTarget | undefined => {
  if (nodeGroup === undefined && scalingGroup === undefined) return undefined;
  if (nodeGroup !== undefined && scalingGroup !== undefined)
    throw new UsageError('diagnose takes --node-group or --scaling-group, not both');
  if (nodeGroup === '' || scalingGroup === '') throw new UsageError('the name of the group is empty');
  if (scalingGroup !== undefined) return { scalingGroup, ...(cluster ? { cluster } : {}) };
  if (nodeGroup === undefined || !cluster)
    throw new UsageError('--node-group needs --cluster: names of node groups are unique in a cluster only');
  return { nodeGroup, cluster };
};

const fromFile = (file: string, positionals: readonly string[], values: Values): Collected => {
  const { cluster, region, save: to } = values;
  if (groupOf(values)) throw new UsageError('--evidence takes no group: the file names what it is about');
  if (positionals.length > 0) throw new UsageError('--evidence takes no instance id: the file names the instance');
  if (cluster !== undefined || region !== undefined || to !== undefined)
    throw new UsageError('--evidence takes neither --cluster nor --region nor --save: the file holds all there is');
  return openEvidenceFile(file);
};

/** One line on a terminal's standard error while it reads; nothing elsewhere. */
const progress = (): { say(text: string): void; end(): void } => {
  const { stderr } = process;
  if (!stderr.isTTY) return { say: () => undefined, end: () => undefined };
  return { say: (text) => stderr.write(`\r\u001b[K${text}`), end: () => stderr.write('\r\u001b[K') };
};
