import type { UserDataProblem } from '../core/evidence.ts';
import { certificateFacts } from './certificate.ts';
import { type Decoded, defined, type Facts, problem } from './facts.ts';
import { kubeletFacts } from './kubelet-flags.ts';
import { commandsOf, noteAssignments, type Word, wordsOf } from './shell.ts';

const SCRIPT = '/etc/eks/bootstrap.sh';

/** Options that take the next word as their value. Source: templates/al2/runtime/bootstrap.sh of amazon-eks-ami. */
const OPTIONS = new Set([
  '--apiserver-endpoint',
  '--aws-api-retry-attempts',
  '--b64-cluster-ca',
  '--cluster-id',
  '--container-runtime',
  '--containerd-config-file',
  '--dns-cluster-ip',
  '--docker-config-json',
  '--enable-docker-bridge',
  '--enable-local-outpost',
  '--ip-family',
  '--kubelet-extra-args',
  '--local-disks',
  '--mount-bpf-fs',
  '--pause-container-account',
  '--pause-container-version',
  '--service-ipv4-cidr',
  '--service-ipv6-cidr',
  '--use-max-pods',
]);

/** Programs that read, write or test the script and do not run it. */
const BYSTANDERS = new Set(
  'awk cat chmod chown cp curl diff dos2unix echo file grep head install less ln logger ls mv patch perl printf python python3 rm sed sha256sum stat tail tee test touch wc wget [ [['.split(
    ' ',
  ),
);

/** What is said before a command without being one. */
const PREFIX = /^(?:if|then|else|elif|do|while|until|!|\{|time|[A-Za-z_]\w*=[\s\S]*)$/;

interface Call {
  /** The words after the script's path; `undefined` when the command cannot be read. */
  readonly args?: readonly Word[];
}

/**
 * What shell scripts ask of /etc/eks/bootstrap.sh (Amazon Linux 2, Ubuntu), parsed as that script parses its arguments.
 * The flavour is `shell` where none of them runs it. A call in a comment or in text written elsewhere does not count.
 */
export const decodeScripts = (scripts: readonly string[]): Decoded => {
  const calls = scripts.flatMap(callsOf);
  const proxy = scripts.map(proxyOf).find((found) => found !== undefined);
  const configuresElsewhere = scripts.some((script) => /\bnodeadm\b/.test(withoutComments(script))) || undefined;
  if (calls.length === 0) return { flavour: 'shell', ...defined({ proxy, configuresElsewhere }), problems: [] };
  const readings = calls.map(({ args }) =>
    args ? readArguments(args) : { facts: { kubeletFlagsUnknown: true }, problems: [] },
  );
  const facts = defined({ ...agreed(readings.map((reading) => reading.facts)), proxy, configuresElsewhere });
  // Which of several calls is reached cannot be told, so only one call alone can be blamed.
  const problems = readings.length === 1 ? (readings[0]?.problems ?? []) : [];
  return { flavour: 'bootstrap-sh', ...facts, bootstrapCalls: calls.length, problems };
};

const callsOf = (script: string): Call[] => {
  const variables = new Map<string, Word>();
  return commandsOf(script.replace(/\r\n/g, '\n')).flatMap((command): Call[] => {
    const words = wordsOf(command, variables);
    if (!words) return command.includes(SCRIPT) ? [{}] : [];
    noteAssignments(words, variables);
    const start = words.findIndex((word) => word === undefined || !PREFIX.test(word));
    const at = words.indexOf(SCRIPT, Math.max(start, 0));
    if (at < 0 || BYSTANDERS.has(words[Math.max(start, 0)] ?? '')) return [];
    const uncertain = /\ue001/.test(command) || /(?:^|[^\\])\$/.test(unquotedPart(command, variables));
    return [uncertain ? {} : { args: words.slice(at + 1) }];
  });
};

/** What stands outside quotes of a command, where an unknown variable may become any number of words. */
const unquotedPart = (command: string, variables: ReadonlyMap<string, Word>): string =>
  command
    .replace(/'[^']*'|"(?:\\[\s\S]|[^"\\])*"/g, '')
    .replace(/\$\{?(\w+)\}?/g, (whole, name: string) => (variables.get(name) === undefined ? whole : ''));

interface Reading {
  readonly facts: Facts;
  readonly problems: readonly UserDataProblem[];
}

/** The script's own loop: an option takes the next word, all else is positional, the first positional is the name. */
const readArguments = (args: readonly Word[]): Reading => {
  const options = new Map<string, Word>();
  const positional: Word[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    if (word === undefined || !OPTIONS.has(word)) {
      positional.push(word);
    } else if (at + 1 >= args.length) {
      return { facts: {}, problems: [problem('bootstrap-missing-value', 'The last option has no value.', word)] };
    } else {
      at += 1;
      options.set(word, args[at]);
    }
  }
  return { facts: factsOf(options, positional), problems: problemsOf(options, positional) };
};

const problemsOf = (options: ReadonlyMap<string, Word>, positional: readonly Word[]): UserDataProblem[] => {
  const problems: UserDataProblem[] = [];
  const [name] = positional;
  if (positional.length === 0 || name === '') {
    problems.push(problem('bootstrap-no-cluster-name', 'bootstrap.sh is called without a cluster name.'));
  } else if (name?.startsWith('-')) {
    const flag = /^-+[A-Za-z][\w-]*/.exec(name)?.[0] ?? '--';
    problems.push(problem('bootstrap-equals-form', `bootstrap.sh takes ${flag} for the cluster name.`, flag));
  }
  if (options.has('--apiserver-endpoint') !== options.has('--b64-cluster-ca')) {
    const missing = options.has('--apiserver-endpoint') ? '--b64-cluster-ca' : '--apiserver-endpoint';
    problems.push(problem('bootstrap-half-endpoint', `${missing} is missing, so its partner is ignored.`, missing));
  }
  const family = options.get('--ip-family')?.toLowerCase();
  if (family !== undefined && family !== '' && family !== 'ipv4' && family !== 'ipv6') {
    problems.push(problem('bootstrap-ip-family', '--ip-family is neither ipv4 nor ipv6.', '--ip-family'));
  } else if (family === 'ipv4' && options.get('--service-ipv6-cidr')) {
    problems.push(problem('bootstrap-ip-family', '--service-ipv6-cidr stands beside --ip-family ipv4.', '--ip-family'));
  }
  return problems;
};

const factsOf = (options: ReadonlyMap<string, Word>, positional: readonly Word[]): Facts => {
  const endpoint = options.get('--apiserver-endpoint') || undefined;
  const authority = options.get('--b64-cluster-ca') || undefined;
  const family = options.get('--service-ipv6-cidr') ? 'ipv6' : options.get('--ip-family')?.toLowerCase();
  const extra = options.get('--kubelet-extra-args');
  const [name] = positional;
  return defined({
    // The text goes into a systemd unit, which splits and unquotes it once more.
    ...kubeletFacts((wordsOf(extra ?? '', new Map()) ?? []).filter((word) => word !== undefined)),
    kubeletFlagsUnknown: (options.has('--kubelet-extra-args') && extra === undefined) || undefined,
    clusterName: name?.startsWith('-') ? undefined : name || undefined,
    // The script uses the two only together; else it asks eks:DescribeCluster for both.
    ...(endpoint && authority ? { apiServerEndpoint: endpoint, ...certificateFacts(authority) } : {}),
    dockerBridge: options.get('--enable-docker-bridge') === 'true' || undefined,
    serviceCidr: options.get('--service-ipv6-cidr') || options.get('--service-ipv4-cidr') || undefined,
    clusterDnsIp: options.get('--dns-cluster-ip') || undefined,
    ipFamily: family === 'ipv4' || family === 'ipv6' ? family : undefined,
  });
};

/** Only what all calls say alike. */
const agreed = (all: readonly Facts[]): Facts => {
  const [first = {}, ...others] = all;
  const same = Object.entries(first).filter(([key, value]) =>
    others.every((other) => JSON.stringify(other[key as keyof Facts]) === JSON.stringify(value)),
  );
  return Object.fromEntries(same);
};

const withoutComments = (script: string): string => script.replace(/^[ \t]*#.*$/gm, '');

/** Whether a script, or a file that it writes, sets a proxy. */
export const proxyOf = (script: string): Facts['proxy'] => {
  const text = withoutComments(script);
  if (!/\bhttps?_proxy["']?[=:]["']?\S/i.test(text)) return undefined;
  const [, list = ''] = /\bno_proxy["']?[=:]["']?([^\s"']*)/i.exec(text) ?? [];
  return { set: true, noProxy: list.split(',').filter(Boolean) };
};
