import { defined, type Facts } from './facts.ts';

/** Flags whose values tell something and cannot be secret; of any other flag only the name is kept. */
const TELLING = [
  '--cgroup-driver',
  '--cloud-provider',
  '--container-runtime',
  '--fail-swap-on',
  '--hostname-override',
  '--max-pods',
  '--network-plugin',
  '--node-ip',
];

/**
 * What kubelet flags say of the node, as kubelet's own parser takes them: `--name=value` or `--name value`; labels of
 * several `--node-labels` add up, of other flags the last one counts.
 */
export const kubeletFacts = (flags: readonly string[]): Facts => {
  const pairs = pairsOf(flags);
  if (pairs.length === 0) return {};
  const last = (name: string): string | undefined => pairs.findLast((pair) => pair.name === name)?.value;
  const labels = pairs.flatMap(({ name, value }) => (name === '--node-labels' ? value.split(',').filter(Boolean) : []));
  const maxPods = Number(last('--max-pods') ?? Number.NaN);
  return defined({
    hostnameOverride: last('--hostname-override') || undefined,
    nodeLabels: labels.length > 0 ? labels : undefined,
    maxPods: Number.isInteger(maxPods) ? maxPods : undefined,
    kubeletFlags: pairs.map(({ name, value }) => (TELLING.includes(name) ? `${name}=${value}` : name)),
  });
};

const pairsOf = (flags: readonly string[]): { name: string; value: string }[] => {
  const pairs: { name: string; value: string }[] = [];
  for (const flag of flags) {
    const [, name, equals, rest = ''] = /^(--?[A-Za-z][\w-]*)(=?)([\s\S]*)$/.exec(flag) ?? [];
    const previous = pairs.at(-1);
    if (name && (equals || rest === '')) pairs.push({ name: name.replace(/^-(?!-)/, '--'), value: rest });
    else if (previous && previous.value === '') previous.value = flag;
  }
  return pairs;
};
