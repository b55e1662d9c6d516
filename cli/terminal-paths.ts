import type { Report, ReportedHop, ReportedPath } from '../core/report.ts';
import { hasPassed } from '../core/stages.ts';
import { plainText } from '../core/text.ts';
import type { Paint } from './colours.ts';
import { wrap } from './wrap.ts';

/** What a hop is called on the line; where it does not pass, its id stands beside it. */
const KINDS: Readonly<Record<string, string>> = {
  name: 'name',
  'node-groups': 'node groups',
  'node-acl': 'node ACL',
  route: 'route',
  gateway: 'gateway',
  'nat-acl': 'NAT ACL',
  'public-access': 'public access',
  'far-acl': 'far ACL',
  'far-groups': 'far groups',
};

const GATEWAYS: Readonly<Record<string, string>> = {
  nat: 'NAT gateway',
  igw: 'internet gateway',
  vpce: 'gateway endpoint',
};

const MARKS = { yes: ['✔', 'green'], no: ['✘', 'red'], unproven: ['?', 'yellow'] } as const;

/**
 * The ways to what the node must reach, with the broken hop marked and what it says; destinations that share a way share
 * a line. Nothing for a node that has reached the API server over ways without a fault.
 */
export const pathLines = (report: Report, paint: Paint, width: number): string[] => {
  const { paths, stage } = report;
  const broken = paths.some(({ hops }) => hops.some(({ verdict }) => verdict === 'no'));
  if (paths.length === 0 || (hasPassed(stage.reached, 'connected') && !broken)) return [];
  const shared = new Map<string, ReportedPath[]>();
  for (const path of paths) {
    const key = JSON.stringify([path.port, path.hops.map(withoutHost)]);
    shared.set(key, [...(shared.get(key) ?? []), path]);
  }
  return [
    paint('bold', 'The way there and back'),
    ...[...shared.values()].flatMap((group) => onePath(group, paint, width)),
    '',
  ];
};

/** Names differ where ways are the same; only where a name may lead elsewhere does it matter which. */
const withoutHost = (hop: ReportedHop): Partial<ReportedHop> =>
  hop.kind === 'name' && hop.verdict !== 'unproven' ? { kind: hop.kind, verdict: hop.verdict } : hop;

const onePath = (group: readonly ReportedPath[], paint: Paint, width: number): string[] => {
  const [path] = group;
  if (!path) return [];
  const [mark, colour] = MARKS[path.verdict];
  const doubts = path.hops.filter(({ verdict }) => verdict !== 'yes');
  const to = group.map((one) => plainText(one.to)).join(', ');
  return [
    `  ${paint(colour, mark)} ${paint('bold', to)} ${paint('dim', `tcp ${path.port}`)}`,
    ...chain(path.hops, width - 4, paint).map((line) => `    ${line}`),
    ...doubts.flatMap(({ says, verdict }) =>
      wrap(says, width - 6).map((line) => `      ${paint(verdict === 'no' ? 'red' : 'dim', line)}`),
    ),
  ];
};

/** The hops joined by arrows, broken between hops where the line is full. */
const chain = (hops: readonly ReportedHop[], width: number, paint: Paint): string[] => {
  const lines: { text: string; length: number }[] = [];
  for (const hop of hops) {
    const [mark, colour] = MARKS[hop.verdict];
    const name = nameOf(hop);
    const shown = `${paint(colour, mark)} ${hop.verdict === 'no' ? paint('bold', name) : name}`;
    const last = lines.at(-1);
    // The arrow behind a hop needs two columns, whether or not another hop stands on the line.
    if (last && last.length + name.length + 7 <= width) {
      last.text += ` ${paint('dim', '→')} ${shown}`;
      last.length += name.length + 5;
    } else {
      if (last) last.text += ` ${paint('dim', '→')}`;
      lines.push({ text: shown, length: name.length + 2 });
    }
  }
  return lines.map(({ text }) => text);
};

const nameOf = ({ kind, id, verdict }: ReportedHop): string => {
  const [prefix = ''] = id.split('-');
  const label = (kind === 'gateway' ? GATEWAYS[prefix] : undefined) ?? KINDS[kind] ?? kind;
  return plainText(verdict === 'yes' || kind === 'name' ? label : `${label} ${id}`.trim());
};
