/**
 * How an Amazon Linux 2023 node configures itself: nodeadm-config, before cloud-init.
 * Source: amazon-eks-ami nodeadm/cmd/nodeadm/init/init.go, internal/api/status.go and validation.go.
 */
import { isIP } from 'node:net';
import { parse } from 'yaml';
import type { Instance, World } from '../world/types.ts';
import { callAws, primaryInterface } from './aws-calls.ts';
import { type Attempt, type FailedAttempt, hopeless, nameOfFlags, parseLabels, retried } from './settings.ts';
import { partsOf, readUserData, scriptsOf } from './user-data.ts';

const minutes = 60_000;

interface ClusterDetails {
  name?: string;
  apiServerEndpoint?: string;
  certificateAuthority?: string;
  cidr?: string;
}

interface NodeConfigSpec {
  cluster: ClusterDetails;
  flags: string[];
  kubeletConfig: Record<string, unknown>;
  maxPods?: number;
  instanceIdNodeName: boolean;
}

/** Reads the NodeConfig, asks EC2 for the node's name, then validates: in nodeadm's order. */
export function configureAl2023(world: World, instance: Instance): Attempt {
  if (instance.metadataOptions.httpEndpoint === 'disabled') {
    const error =
      'operation error ec2imds: GetUserData, http response error StatusCode: 403, request to EC2 IMDS failed';
    return retried('the metadata service is disabled', minutes, fatal(error));
  }
  const spec = readNodeConfig(readUserData(instance.userData));
  if (!spec) return withoutConfig(instance);
  const name = spec.instanceIdNodeName
    ? { ok: true as const, value: instance.instanceId }
    : askForName(world, instance);
  if (!name.ok) return name;
  return validate(spec.cluster) ?? checkFamily(world, instance, spec.cluster) ?? settle(spec, name.value);
}

const fatal = (error: string): string => `FATAL\tnodeadm/main.go:36\tCommand failed\t${JSON.stringify({ error })}`;

function withoutConfig(instance: Instance): FailedAttempt {
  const scripts = scriptsOf(readUserData(instance.userData));
  const callsBootstrap = scripts.some((script) => /^[^#\n]*\/etc\/eks\/bootstrap\.sh/m.test(script));
  return hopeless(
    'user data holds no NodeConfig',
    'WARN\tconfigprovider/chain.go:41\tEncountered error in config provider\t{"error": "could not find NodeConfig within UserData"}',
    fatal('no config in chain'),
    ...(callsBootstrap ? ['ERROR: bootstrap.sh has been removed from AL2023-based EKS AMIs.'] : []),
  );
}

function askForName(world: World, instance: Instance): { ok: true; value: string } | FailedAttempt {
  const call = callAws(world, instance, { service: 'ec2', action: 'ec2:DescribeInstances' });
  const waited = fatal('exceeded max wait time for InstanceCondition waiter');
  if (call.ok) {
    if (instance.privateDnsName) return { ok: true, value: instance.privateDnsName };
    return retried('EC2 knows no private DNS name of the instance', 10 * minutes, waited);
  }
  if (call.kind === 'denied') return retried(call.reason, 10 * minutes, waited);
  const error =
    call.kind === 'credentials'
      ? 'get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata'
      : `https response error StatusCode: 0, request send failed, Post "https://ec2.${world.account.region}.amazonaws.com/": ${dialError(call.reason)}`;
  const wrapped = `expected err to be of type smithy.APIError, got operation error EC2: DescribeInstances, exceeded maximum number of attempts, 30, ${error}`;
  return retried(call.reason, 10 * minutes, fatal(wrapped));
}

const dialError = (reason: string): string =>
  /DNS/.test(reason) ? 'dial tcp: lookup: i/o timeout' : 'dial tcp: i/o timeout';

function validate(cluster: ClusterDetails): FailedAttempt | undefined {
  const required: [keyof ClusterDetails, string][] = [
    ['name', 'Name'],
    ['apiServerEndpoint', 'Apiserver endpoint'],
    ['certificateAuthority', 'Certificate authority'],
    ['cidr', 'CIDR'],
  ];
  const missing = required.find(([key]) => !cluster[key]);
  if (missing)
    return hopeless(`NodeConfig has no ${missing[0]}`, fatal(`${missing[1]} is missing in cluster configuration`));
  const [base = '', bits = ''] = (cluster.cidr ?? '').split('/');
  if (isIP(base) && /^\d+$/.test(bits)) return undefined;
  return hopeless(
    `${cluster.cidr} is no CIDR`,
    fatal(`${cluster.cidr} is not a valid IP Address. error: invalid CIDR address`),
  );
}

function checkFamily(world: World, instance: Instance, { cidr = '' }: ClusterDetails): FailedAttempt | undefined {
  const primary = primaryInterface(world, instance);
  if (!cidr.includes(':') || primary?.ipv6Addresses.length) return undefined;
  const path = `network/interfaces/macs/${primary?.macAddress}/ipv6s`;
  return hopeless('the node has no IPv6 address', fatal(`metadata property path "${path}": StatusCode: 404`));
}

function settle({ cluster, flags, kubeletConfig, maxPods }: NodeConfigSpec, nodeName: string): Attempt {
  const labels = flags.find((flag) => flag.startsWith('--node-labels='))?.slice('--node-labels='.length) ?? '';
  return {
    ok: true,
    settings: {
      clusterName: cluster.name ?? '',
      endpoint: cluster.apiServerEndpoint ?? '',
      certificateAuthority: cluster.certificateAuthority ?? '',
      nodeName: (nameOfFlags(flags) ?? nodeName).toLowerCase(),
      labels: parseLabels(labels),
      flags,
      kubeletConfig,
      maxPods,
    },
  };
}

/** The NodeConfigs of the user data, merged in order; nothing if there is none that decodes. */
function readNodeConfig(text: string): NodeConfigSpec | undefined {
  const documents = partsOf(text)
    ?.filter(({ contentType }) => contentType === 'application/node.eks.aws')
    .map(({ body }) => body) ?? [text];
  const decoded = documents.map((document) => decode(readInner(document)));
  const specs = decoded.filter((spec) => spec !== undefined);
  if (!specs.length || specs.length < decoded.length) return undefined;
  return {
    cluster: Object.assign({}, ...specs.map(({ cluster }) => cluster)),
    flags: specs.flatMap(({ flags }) => flags),
    kubeletConfig: Object.assign({}, ...specs.map(({ kubeletConfig }) => kubeletConfig)),
    maxPods: specs.findLast(({ maxPods }) => maxPods !== undefined)?.maxPods,
    instanceIdNodeName: specs.some(({ instanceIdNodeName }) => instanceIdNodeName),
  };
}

/** A part may itself be base64 or gzip. */
const readInner = (body: string): string => (/^[A-Za-z0-9+/=\s]+$/.test(body) ? readUserData(body) : body);

function decode(text: string): NodeConfigSpec | undefined {
  const config = record(parseYaml(text));
  if (config['kind'] !== 'NodeConfig' || !String(config['apiVersion']).startsWith('node.eks.aws/')) return undefined;
  const spec = record(config['spec']);
  const { flags, config: kubeletConfig } = record(spec['kubelet']);
  const { maxPods } = record(kubeletConfig);
  return {
    cluster: record(spec['cluster']),
    flags: Array.isArray(flags) ? flags.map(String) : [],
    kubeletConfig: record(kubeletConfig),
    maxPods: typeof maxPods === 'number' ? maxPods : undefined,
    instanceIdNodeName: record(spec['featureGates'])['InstanceIdNodeName'] === true,
  };
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
