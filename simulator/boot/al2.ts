/**
 * How an Amazon Linux 2 node configures itself: cloud-init runs the user's script once, which calls bootstrap.sh.
 * Source: amazon-eks-ami templates/al2/runtime/bootstrap.sh and bin/private-dns-name, before AL2 was removed.
 */
import { split } from 'shlex';
import type { Instance, World } from '../world/types.ts';
import { callAws, primaryInterface } from './aws-calls.ts';
import { type Attempt, type FailedAttempt, hopeless, nameOfFlags, parseLabels, retried } from './settings.ts';
import { readUserData, scriptsOf } from './user-data.ts';

/** One try and three retries, with pauses between them. */
const describeClusterLimit = 4 * 60_000;
/** Twenty tries, six seconds apart. */
const privateNameLimit = 2 * 60_000;

const valueOptions = [
  '--apiserver-endpoint',
  '--b64-cluster-ca',
  '--aws-api-retry-attempts',
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
];

/** Runs the user's script as far as its call of bootstrap.sh. */
export function configureAl2(world: World, instance: Instance): Attempt {
  if (instance.metadataOptions.httpEndpoint === 'disabled') {
    return hopeless('the metadata service is disabled', 'cloud-init: No instance datasource found!');
  }
  const text = readUserData(instance.userData, 'once');
  const tokens = bootstrapTokens(scriptsOf(text));
  if (!tokens) return hopeless('user data never calls bootstrap.sh', ...cloudInitWarnings(text));
  const { options, positionals } = parseTokens(tokens);
  const [clusterName] = positionals;
  if (!clusterName) return bootstrapError('cluster name is not defined', 'ERROR: cluster name is not defined!');
  const family = checkFamily(world, instance, options);
  if (family) return family;
  const access = clusterAccess(world, instance, clusterName, options);
  if (!access.ok) return access;
  const name = askForName(world, instance);
  if (!name.ok) return name;
  const flags = split(options['--kubelet-extra-args'] ?? '');
  const valueOf = (flag: string): string | undefined =>
    flags.find((one) => one.startsWith(`${flag}=`))?.slice(flag.length + 1);
  const maxPods = valueOf('--max-pods');
  return {
    ok: true,
    settings: {
      clusterName,
      endpoint: access.endpoint,
      certificateAuthority: access.certificateAuthority,
      nodeName: (nameOfFlags(flags) ?? name.value).toLowerCase(),
      labels: parseLabels(valueOf('--node-labels') ?? ''),
      maxPods: maxPods === undefined ? undefined : Number(maxPods),
      flags,
    },
  };
}

const say = (line: string): string => `cloud-init[3412]: ${line}`;
const bootstrapError = (reason: string, line: string): FailedAttempt =>
  hopeless(reason, say(`[eks-bootstrap] ${line}`));

function cloudInitWarnings(text: string): string[] {
  if (text && !text.startsWith('#!') && !/^(mime-version|content-type):/i.test(text)) {
    return ["__init__.py[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata: 'b''...'"];
  }
  return /application\/node\.eks\.aws/.test(text)
    ? ['__init__.py[WARNING]: Unhandled unknown content-type (application/node.eks.aws) userdata']
    : [];
}

/** The words after bootstrap.sh in the first script that calls it, with the script's own variables filled in. */
function bootstrapTokens(scripts: string[]): string[] | undefined {
  for (const script of scripts) {
    const lines = script.replaceAll('\\\n', ' ').split('\n');
    const variables = new Map<string, string>();
    for (const line of lines) {
      const assigned = /^\s*(?:export\s+)?([A-Z_a-z]\w*)=(\S*)\s*$/.exec(line);
      if (assigned?.[1]) variables.set(assigned[1], split(assigned[2] ?? '')[0] ?? '');
      const call = /^[^#]*?\/etc\/eks\/bootstrap\.sh(\s.*)?$/.exec(line);
      if (call) return split(fillIn(call[1] ?? '', variables));
    }
  }
  return undefined;
}

const fillIn = (text: string, variables: Map<string, string>): string =>
  text.replace(/\$\{?([A-Z_a-z]\w*)\}?/g, (_, name: string) => variables.get(name) ?? '');

/** Options take the next word as their value; anything unknown is positional, and the first positional is the name. */
function parseTokens(tokens: string[]): { options: Record<string, string>; positionals: string[] } {
  const options: Record<string, string> = {};
  const positionals: string[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    if (valueOptions.includes(token)) {
      index += 1;
      options[token] = tokens[index] ?? '';
    } else positionals.push(token);
  }
  return { options, positionals };
}

type Access = { ok: true; endpoint: string; certificateAuthority: string };

/** With endpoint and certificate given, bootstrap.sh asks nobody; otherwise it describes the cluster. */
function clusterAccess(
  world: World,
  instance: Instance,
  clusterName: string,
  options: Record<string, string>,
): Access | FailedAttempt {
  const endpoint = options['--apiserver-endpoint'];
  const certificateAuthority = options['--b64-cluster-ca'];
  if (endpoint && certificateAuthority) return { ok: true, endpoint, certificateAuthority };
  const exhausted = say('[eks-bootstrap] ERROR: Exhausted retries while describing cluster!');
  const cluster = world.clusters.find(({ name }) => name === clusterName);
  const resource = `arn:${world.account.partition}:eks:${world.account.region}:${world.account.id}:cluster/${clusterName}`;
  const call = callAws(world, instance, { service: 'eks', action: 'eks:DescribeCluster', resource });
  if (!call.ok)
    return retried(call.reason, describeClusterLimit, say(cliError(world, call.kind, 'DescribeCluster')), exhausted);
  if (!cluster) {
    const line = `An error occurred (ResourceNotFoundException) when calling the DescribeCluster operation: No cluster found for name: ${clusterName}.`;
    return retried(`there is no cluster ${clusterName}`, describeClusterLimit, say(line), exhausted);
  }
  return { ok: true, endpoint: cluster.endpoint, certificateAuthority: cluster.certificateAuthority };
}

function askForName(world: World, instance: Instance): { ok: true; value: string } | FailedAttempt {
  const call = callAws(world, instance, { service: 'ec2', action: 'ec2:DescribeInstances' });
  if (call.ok && instance.privateDnsName) return { ok: true, value: instance.privateDnsName };
  const reason = call.ok ? 'EC2 knows no private DNS name of the instance' : call.reason;
  const lines = call.ok ? [] : [say(cliError(world, call.kind, 'DescribeInstances'))];
  return retried(
    reason,
    privateNameLimit,
    ...lines,
    say('[private-dns-name] ERROR: failed to retrieve PrivateDnsName after 20 attempts!'),
  );
}

function cliError(world: World, kind: 'credentials' | 'unreachable' | 'denied', operation: string): string {
  if (kind === 'credentials')
    return 'Unable to locate credentials. You can configure credentials by running "aws configure".';
  const service = operation === 'DescribeCluster' ? 'eks' : 'ec2';
  if (kind === 'unreachable') {
    return `Connect timeout on endpoint URL: "https://${service}.${world.account.region}.amazonaws.com/"`;
  }
  const code = service === 'eks' ? 'AccessDeniedException' : 'UnauthorizedOperation';
  return `An error occurred (${code}) when calling the ${operation} operation: You are not authorized to perform this operation.`;
}

function checkFamily(world: World, instance: Instance, options: Record<string, string>): FailedAttempt | undefined {
  if (options['--ip-family'] !== 'ipv6' || primaryInterface(world, instance)?.ipv6Addresses.length) return undefined;
  return bootstrapError('the node has no IPv6 address', 'Exited with error on line 512');
}
