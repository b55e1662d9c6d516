import { parse } from 'smol-toml';
import type { UserDataProblem } from '../core/evidence.ts';
import { certificateFacts } from './certificate.ts';
import { type Decoded, defined, type Facts, isMapping, type Mapping, problem, textAt, valueAt } from './facts.ts';

const REQUIRED = ['cluster-name', 'api-server', 'cluster-certificate'] as const;

/** Whether a text is meant as Bottlerocket settings. */
export const looksLikeBottlerocket = (text: string): boolean =>
  /^[ \t]*(?:\[\[?[ \t]*settings\b|settings\.[\w-]+)/m.test(text);

/**
 * Bottlerocket's settings: which cluster to join, and what keeps the node from being configured.
 *
 * Sources: Bottlerocket settings reference (settings.kubernetes); packages/kubernetes-*\/kubelet-kubeconfig.
 */
export const decodeBottlerocket = (text: string): Decoded => {
  const document = readToml(text);
  if (!document) {
    return {
      flavour: 'bottlerocket',
      problems: [problem('bottlerocket-not-toml', 'The settings are not valid TOML.')],
    };
  }
  const settings = valueAt(document, 'settings');
  const kubernetes = valueAt(settings, 'kubernetes') ?? {};
  const problems = [...missing(kubernetes), ...wrongTypes(kubernetes)];
  return { flavour: 'bottlerocket', ...factsOf(settings, kubernetes), problems };
};

const readToml = (text: string): Mapping | undefined => {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
};

const missing = (kubernetes: unknown): UserDataProblem[] => {
  // A machine on its own needs none of them; with TLS bootstrap the name is not used.
  if (valueAt(kubernetes, 'standalone-mode') === true) return [];
  const tls = valueAt(kubernetes, 'authentication-mode') === 'tls';
  return REQUIRED.filter((key) => !(tls && key === 'cluster-name') && (valueAt(kubernetes, key) ?? '') === '').map(
    (key) =>
      problem('bottlerocket-missing-setting', `settings.kubernetes.${key} is missing.`, `settings.kubernetes.${key}`),
  );
};

const wrongTypes = (kubernetes: unknown): UserDataProblem[] => {
  const rules: [string, string, (value: unknown) => boolean][] = [
    ['cluster-name', 'a text', isText],
    ['api-server', 'a text', isText],
    ['cluster-certificate', 'a text', isText],
    ['max-pods', 'an integer', Number.isInteger],
    ['node-labels', 'a table of texts', (value) => isMapping(value) && Object.values(value).every(isText)],
    ['node-taints', 'a table of lists of texts', (value) => isMapping(value) && Object.values(value).every(isTexts)],
  ];
  return rules.flatMap(([key, type, fits]) => {
    const value = valueAt(kubernetes, key);
    const at = `settings.kubernetes.${key}`;
    return value === undefined || fits(value) ? [] : [problem('bottlerocket-wrong-type', `${at} must be ${type}.`, at)];
  });
};

const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean => isText(value) || (Array.isArray(value) && value.every(isText));

const factsOf = (settings: unknown, kubernetes: unknown): Facts => {
  const certificate = textAt(kubernetes, 'cluster-certificate');
  const source = textAt(kubernetes, 'hostname-override-source');
  const labels = valueAt(kubernetes, 'node-labels');
  const dns = valueAt(kubernetes, 'cluster-dns-ip');
  const maxPods = valueAt(kubernetes, 'max-pods');
  const noProxy = valueAt(settings, 'network', 'no-proxy');
  const bootstraps = ['bootstrap-containers', 'bootstrap-commands'].some((key) => valueAt(settings, key) !== undefined);
  return defined({
    clusterName: textAt(kubernetes, 'cluster-name'),
    apiServerEndpoint: textAt(kubernetes, 'api-server'),
    ...(certificate ? certificateFacts(certificate) : {}),
    clusterDnsIp:
      textAt(kubernetes, 'cluster-dns-ip') ??
      (Array.isArray(dns) ? dns.find((ip) => typeof ip === 'string') : undefined),
    region: textAt(settings, 'aws', 'region'),
    instanceIdNodeName: source ? source === 'instance-id' : undefined,
    hostnameOverride: textAt(kubernetes, 'hostname-override'),
    nodeLabels: isMapping(labels)
      ? Object.entries(labels).flatMap(([key, value]) => (typeof value === 'string' ? [`${key}=${value}`] : []))
      : undefined,
    maxPods: typeof maxPods === 'number' ? maxPods : undefined,
    standalone: valueAt(kubernetes, 'standalone-mode') === true || undefined,
    proxy: textAt(settings, 'network', 'https-proxy')
      ? { set: true, noProxy: Array.isArray(noProxy) ? noProxy.filter((host) => typeof host === 'string') : [] }
      : undefined,
    configuresElsewhere: bootstraps || undefined,
  });
};
