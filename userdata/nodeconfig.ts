import { isIP, isIPv4, isIPv6 } from 'node:net';
import type { UserDataProblem } from '../core/evidence.ts';
import { certificateFacts } from './certificate.ts';
import { type Decoded, defined, type Facts, isMapping, type Mapping, problem, textAt, valueAt } from './facts.ts';
import { kubeletConfigProblems } from './kubelet-config.ts';
import { kubeletFacts } from './kubelet-flags.ts';
import { decodeBase64, unwrap } from './layers.ts';
import { parseYaml } from './yaml.ts';

const GROUP = 'node.eks.aws';
const CLUSTER_FIELDS = ['name', 'apiServerEndpoint', 'certificateAuthority', 'cidr'] as const;
type ClusterField = (typeof CLUSTER_FIELDS)[number];

/** Whether a text is meant as a NodeConfig, whatever its wrapping says. */
export const looksLikeNodeConfig = (text: string): boolean =>
  /^[ \t]*["']?kind["']?[ \t]*:[ \t]*["']?NodeConfig\b/m.test(text) || text.includes(`${GROUP}/v1`);

/**
 * The NodeConfig that nodeadm makes of these documents, one character a byte: each may again be base64 or gzip, later
 * ones win, kubelet flags add up; then the rules that end in `Command failed`.
 *
 * Sources: nodeadm internal/configprovider/mime.go, internal/api/{merge,validation,net}.go, api/bridge/decode.go.
 */
export const decodeNodeConfigs = (documents: readonly string[]): Decoded => {
  const read = documents.map(readDocument);
  const specs = read.flatMap(({ spec }) => (spec ? [spec] : []));
  const refused = read.flatMap(({ problems }) => problems);
  const cluster = mergeCluster(specs);
  // A document that cannot be decoded ends it all: what is missing elsewhere is not looked at.
  const problems = refused.length > 0 ? refused : [...validate(cluster, specs), ...kubeletConfigProblems(specs)];
  return { flavour: 'nodeconfig', ...factsOf(cluster, specs), problems };
};

/** Whether the whole text decodes as one NodeConfig, as nodeadm tries with all that is not multipart. */
export const isNodeConfig = (text: string): boolean =>
  looksLikeNodeConfig(text) && readDocument(text).problems.length === 0;

interface Document {
  readonly spec?: Mapping;
  readonly problems: readonly UserDataProblem[];
}

const readDocument = (document: string): Document => {
  const { bytes, fault } = unwrap(Buffer.from(document, 'latin1'));
  if (fault)
    return { problems: [problem('layer-unreadable', 'A gzip layer of the NodeConfig cannot be read.', 'gzip')] };
  const content = parseYaml(bytes.toString('utf8'));
  if (!isMapping(content)) {
    return { problems: [problem('nodeconfig-undecodable', 'The NodeConfig is no YAML or JSON mapping.')] };
  }
  const spec = valueAt(content, 'spec') ?? {};
  const header = headerProblems(content);
  if (!isMapping(spec)) return { problems: [...header, wrongType('spec', 'a mapping')] };
  return { spec, problems: [...header, ...typeProblems(spec)] };
};

const headerProblems = (content: Mapping): UserDataProblem[] => {
  const apiVersion = valueAt(content, 'apiVersion');
  const kind = valueAt(content, 'kind');
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !apiVersion || !kind) {
    return [problem('nodeconfig-undecodable', 'The NodeConfig lacks apiVersion or kind.', 'kind')];
  }
  if (kind !== 'NodeConfig') return [problem('nodeconfig-invalid-value', 'The kind is not NodeConfig.', 'kind')];
  const group = apiVersion.split('/')[0];
  if (group === GROUP) return [];
  return [problem('nodeconfig-invalid-value', `The API group of the NodeConfig is not ${GROUP}.`, 'apiVersion')];
};

const typeProblems = (spec: Mapping): UserDataProblem[] => {
  const cluster = valueAt(spec, 'cluster') ?? {};
  if (!isMapping(cluster)) return [wrongType('spec.cluster', 'a mapping')];
  const wrong = CLUSTER_FIELDS.filter(
    (field) => !['string', 'undefined'].includes(typeof (valueAt(cluster, field) ?? '')),
  );
  if (wrong.length > 0) return wrong.map((field) => wrongType(`spec.cluster.${field}`, 'a text'));
  const authority = textAt(cluster, 'certificateAuthority');
  if (authority === undefined || decodeBase64(authority)) return [];
  const says = 'The certificate authority is not base64.';
  return [problem('nodeconfig-invalid-value', says, 'spec.cluster.certificateAuthority')];
};

const wrongType = (at: string, type: string): UserDataProblem =>
  problem('nodeconfig-invalid-value', `${at} must be ${type}.`, at);

type Cluster = { readonly [F in ClusterField]?: string };

const mergeCluster = (specs: readonly Mapping[]): Cluster => {
  const last = (field: ClusterField): string | undefined =>
    specs.map((spec) => textAt(spec, 'cluster', field)).findLast((value) => value !== undefined);
  return {
    name: last('name'),
    apiServerEndpoint: last('apiServerEndpoint'),
    certificateAuthority: last('certificateAuthority'),
    cidr: last('cidr'),
  };
};

const validate = (cluster: Cluster, specs: readonly Mapping[]): UserDataProblem[] => {
  const missing = CLUSTER_FIELDS.filter((field) => !cluster[field]);
  const outpost = lastValue(specs, 'cluster', 'enableOutpost') === true && !lastValue(specs, 'cluster', 'id');
  const problems = [...missing, ...(outpost ? ['id'] : [])].map((field) =>
    problem('nodeconfig-missing-field', `spec.cluster.${field} is missing.`, `spec.cluster.${field}`),
  );
  if (cluster.cidr && !familyOf(cluster.cidr)) {
    problems.push(problem('nodeconfig-invalid-value', 'The service CIDR is not a CIDR.', 'spec.cluster.cidr'));
  }
  return problems;
};

/** The family of a CIDR as Go's `net.ParseCIDR` reads it; `undefined` for what is none. */
export const familyOf = (cidr: string): 'ipv4' | 'ipv6' | undefined => {
  const [, address = '', bits = ''] = /^([0-9A-Fa-f.:]+)\/(\d{1,3})$/.exec(cidr) ?? [];
  if (isIPv4(address) && Number(bits) <= 32) return 'ipv4';
  return isIPv6(address) && Number(bits) <= 128 ? 'ipv6' : undefined;
};

const lastValue = (specs: readonly Mapping[], ...path: readonly string[]): unknown =>
  specs.map((spec) => valueAt(spec, ...path)).findLast((value) => value !== undefined && value !== null);

const factsOf = (cluster: Cluster, specs: readonly Mapping[]): Facts => {
  const flags = specs.flatMap((spec) => valueAt(spec, 'kubelet', 'flags') ?? []);
  const nodeName = lastValue(specs, 'featureGates', 'InstanceIdNodeName');
  const maxPods = lastValue(specs, 'kubelet', 'config', 'maxPods');
  const kubelet = kubeletFacts(flags.filter((flag) => typeof flag === 'string'));
  return defined({
    ...kubelet,
    clusterName: cluster.name,
    apiServerEndpoint: cluster.apiServerEndpoint,
    ...(cluster.certificateAuthority ? certificateFacts(cluster.certificateAuthority) : {}),
    serviceCidr: cluster.cidr && familyOf(cluster.cidr) ? cluster.cidr : undefined,
    ipFamily: cluster.cidr ? familyOf(cluster.cidr) : undefined,
    clusterDnsIp: clusterDnsIn(specs),
    nameServers: nameServersIn(specs),
    instanceIdNodeName: typeof nodeName === 'boolean' ? nodeName : undefined,
    // A kubelet flag wins over the configuration file.
    maxPods: kubelet.maxPods ?? (typeof maxPods === 'number' ? maxPods : undefined),
    proxy: specs.some(hasProxy) ? { set: true, noProxy: specs.flatMap(noProxyOf) } : undefined,
  });
};

const environments = (spec: Mapping): Mapping[] => {
  const all = valueAt(spec, 'instance', 'environment');
  return isMapping(all) ? Object.values(all).filter(isMapping) : [];
};

const hasProxy = (spec: Mapping): boolean =>
  [valueAt(spec, 'proxy') ?? {}, ...environments(spec)].some(
    (settings) => isMapping(settings) && Object.keys(settings).some((key) => /^https?_?proxy$/i.test(key)),
  );

const noProxyOf = (spec: Mapping): string[] =>
  environments(spec).flatMap((variables) => {
    const list = textAt(variables, 'NO_PROXY') ?? textAt(variables, 'no_proxy');
    return list ? list.split(',').map((host) => host.trim()) : [];
  });

/** Kubelet's own setting wins over the address that nodeadm takes from the service CIDR. */
const clusterDnsIn = (specs: readonly Mapping[]): string | undefined => {
  const named = lastValue(specs, 'kubelet', 'config', 'clusterDNS');
  const addresses = Array.isArray(named) ? named.filter((ip) => typeof ip === 'string' && isIP(ip) !== 0) : [];
  return addresses.length > 0 ? addresses.join(',') : undefined;
};

/** Addresses only: anything else is none that the resolver would take. */
const nameServersIn = (specs: readonly Mapping[]): readonly string[] | undefined => {
  const named = lastValue(specs, 'instance', 'network', 'nameservers');
  const servers = Array.isArray(named)
    ? named.filter((server) => typeof server === 'string' && isIP(server) !== 0)
    : [];
  return servers.length > 0 ? servers : undefined;
};
