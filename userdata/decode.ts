import type { UserData, UserDataProblem } from '../core/evidence.ts';
import { decodeScripts, proxyOf } from './bootstrap-sh.ts';
import { decodeBottlerocket, looksLikeBottlerocket } from './bottlerocket.ts';
import { scriptsOfCloudConfig } from './cloud-config.ts';
import { type Decoded, defined, problem } from './facts.ts';
import { decodeBase64, MAX_BYTES, unwrap } from './layers.ts';
import { looksLikeMime, MARK_FAULT, type Multipart, type Part, readBrokenMultipart, readMultipart } from './mime.ts';
import { decodeNodeConfigs, isNodeConfig, looksLikeNodeConfig } from './nodeconfig.ts';
import { harmless } from './redact.ts';
import { decodeWindows, looksLikeWindows } from './windows.ts';

const NODE_CONFIG = 'application/node.eks.aws';

/**
 * What a node makes of its user data: the facts, and what its own boot program would refuse. The text itself stays out.
 *
 * Takes the base64 text of `ec2:DescribeInstanceAttribute`, or the text as a person pastes it. Never throws, whatever
 * the text, and takes bounded time.
 *
 * @example decodeUserData('IyEvYmluL2Jhc2gKL2V0Yy9la3MvYm9vdHN0cmFwLnNoIHByb2QK').clusterName // 'prod'
 */
export const decodeUserData = (value: string | undefined): UserData => {
  if (!value?.trim()) return { flavour: 'empty', size: 0, layers: [], parts: [], problems: [] };
  if (value.length > 4 * MAX_BYTES) {
    return unreadable(value.length, [], problem('too-large', 'The user data is longer than EC2 allows.'));
  }
  const outer = decodeBase64(value.trim());
  const inner = unwrap(outer ?? Buffer.from(value, 'utf8'));
  const layers: UserData['layers'] = [...(outer ? (['base64'] as const) : []), ...inner.layers];
  if (inner.fault === 'damaged') {
    return unreadable(
      inner.bytes.length,
      layers,
      problem('layer-unreadable', 'The gzip layer cannot be read.', 'gzip'),
    );
  }
  if (inner.fault)
    return unreadable(inner.bytes.length, layers, problem('too-large', 'The text grows too large.', 'gzip'));
  const { parts, mime, ...decoded } = decodeText(inner.bytes);
  return { ...harmless(decoded), size: inner.bytes.length, layers: mime ? [...layers, 'mime'] : layers, parts };
};

const unreadable = (size: number, layers: UserData['layers'], ...problems: UserDataProblem[]): UserData => ({
  flavour: 'unreadable',
  size,
  layers,
  parts: [],
  problems,
});

type Text = Decoded & { readonly parts: readonly string[]; readonly mime: boolean };

/**
 * Tells the grammar as the field does: MIME, Windows, `#!`, `#cloud-config`, TOML, NodeConfig. cloud-init knows nothing
 * that does not begin with `#` (cloud-init, user-data formats).
 */
const decodeText = (bytes: Buffer): Text => {
  const raw = bytes.toString('latin1');
  const multipart = readMultipart(raw);
  if (multipart) return decodeMultipart(multipart);
  const single = (decoded: Decoded): Text => ({ ...decoded, parts: [], mime: false });
  if (isNodeConfig(raw)) return single(decodeNodeConfigs([raw]));
  if (looksLikeMime(raw)) return decodeMultipart(readBrokenMultipart(raw));
  const text = bytes.toString('utf8');
  if (!text.trim()) return single({ flavour: 'empty', problems: [] });
  if (looksLikeWindows(text)) return single(decodeWindows(text));
  if (text.startsWith('#!')) return single(decodeScripts([text]));
  if (text.startsWith('#cloud-config')) return single(decodeCloudConfig([text], []));
  if (looksLikeBottlerocket(text)) return single(decodeBottlerocket(text));
  if (looksLikeNodeConfig(text)) return single(decodeNodeConfigs([raw]));
  if (looksWrapped(raw)) {
    const says = 'Another layer of base64 or gzip remains after the ones that nodes take off.';
    return single({ flavour: 'unreadable', problems: [problem('too-many-layers', says)] });
  }
  if (/^\s*#/.test(text) || /mime-version:/i.test(text.slice(0, 4096))) {
    return single({ flavour: 'unreadable', problems: [] });
  }
  const says = 'The first line is neither a #! line nor #cloud-config, so nothing runs the text.';
  return single({ flavour: 'unreadable', problems: [problem('nothing-runs-it', says)] });
};

/** Whether what is left is base64 or gzip of a text that some boot program knows. */
const looksWrapped = (raw: string): boolean => {
  let rest = unwrap(Buffer.from(raw, 'latin1'));
  for (let depth = 0; rest.layers.length > 0 && depth < 3; depth += 1) {
    const text = rest.bytes.toString('latin1');
    if (/^#!|^#cloud-config/.test(text) || looksLikeMime(text) || looksLikeNodeConfig(text)) return true;
    rest = unwrap(rest.bytes);
  }
  return false;
};

const decodeMultipart = ({ parts, fault }: Multipart): Text => {
  const isNodeConfigPart = (part: Part): boolean => part.mediaType?.type === NODE_CONFIG;
  const nodeConfigs = parts.filter(isNodeConfigPart).map((part) => part.body);
  const others = parts.filter((part) => !isNodeConfigPart(part));
  const scripts = decodeOthers(others);
  const broken = fault ? [mimeProblem(fault)] : [];
  const types = { parts: parts.map((part) => part.mediaType?.type ?? ''), mime: true };
  if (nodeConfigs.length > 0) {
    const decoded = decodeNodeConfigs(nodeConfigs);
    const { bootstrapCalls, configuresElsewhere, proxy } = scripts;
    const beside = defined({ bootstrapCalls, configuresElsewhere, proxy });
    // A document that cannot be taken apart has no NodeConfig that could be wrong in itself.
    const problems = fault ? broken : decoded.problems;
    return { ...beside, ...decoded, ...types, problems };
  }
  if (others.some((part) => looksLikeNodeConfig(part.body) && isNodeConfig(part.body))) {
    const says = `A NodeConfig stands in a part whose Content-Type is not ${NODE_CONFIG}.`;
    return { ...scripts, ...types, problems: [...scripts.problems, problem('mime-malformed', says, 'Content-Type')] };
  }
  if (others.every((part) => !part.body.trim())) {
    return { flavour: fault ? 'unreadable' : 'empty', ...types, problems: broken };
  }
  const none = scripts.flavour === 'bootstrap-sh' ? [] : [problem('no-nodeconfig', 'No part is a NodeConfig.')];
  return { ...scripts, ...types, problems: [...scripts.problems, ...broken, ...none] };
};

const mimeProblem = (fault: string): UserDataProblem =>
  fault === MARK_FAULT
    ? problem('mime-byte-order-mark', `In the MIME document ${fault}.`)
    : problem('mime-malformed', `In the MIME document ${fault}.`);

/** The parts that cloud-init acts on; each may be base64 or gzip again. */
const decodeOthers = (parts: readonly Part[]): Decoded => {
  const texts = parts.map((part) => unwrap(Buffer.from(part.body, 'latin1')).bytes.toString('utf8').trimStart());
  const configs = texts.filter((text, index) => text.startsWith('#cloud-config') || isCloudConfig(parts[index]));
  const scripts = texts.filter((text) => text.startsWith('#!'));
  return configs.length > 0 ? decodeCloudConfig(configs, scripts) : decodeScripts(scripts);
};

const isCloudConfig = (part: Part | undefined): boolean => part?.mediaType?.type === 'text/cloud-config';

const decodeCloudConfig = (configs: readonly string[], scripts: readonly string[]): Decoded => {
  const decoded = decodeScripts([...scripts, ...configs.flatMap(scriptsOfCloudConfig)]);
  const configuresElsewhere =
    decoded.configuresElsewhere || configs.some((text) => /\bnodeadm\b/.test(text)) || undefined;
  const proxy = decoded.proxy ?? configs.map(proxyOf).find((found) => found !== undefined);
  const beside = defined({ configuresElsewhere, proxy });
  const flavour = decoded.flavour === 'shell' && scripts.length === 0 ? 'cloud-config' : decoded.flavour;
  return { ...decoded, ...beside, flavour };
};
