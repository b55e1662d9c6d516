import { describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import { heightOf } from '../../core/stages.ts';
import { assess } from '../../core/verdict.ts';
import { startAccount } from '../../simulator/account.ts';
import { faults } from '../../simulator/world/faults.ts';
import { type HealthyOptions, healthyWorld } from '../../simulator/world/healthy.ts';
import { collectFrom } from '../support/collect.ts';

/** Faults of the network that meet often; each pair is tried in each world that both mean something in. */
const NETWORK = [
  'vpc-dns-support-disabled',
  'nat-unavailable',
  'route-blackhole',
  'sg-node-egress-blocked',
  'sg-cluster-ingress-blocked',
  'nacl-blocked:return',
  'nacl-blocked:nat',
  'vpce-missing',
  'vpce-private-dns-off',
  'vpce-policy-denies',
  's3-gateway-not-routed',
];

const WORLDS: readonly Partial<HealthyOptions>[] = [
  { image: 'al2023', subnet: 'private', endpoint: 'both', authentication: 'API' },
  { image: 'bottlerocket', subnet: 'isolated', endpoint: 'private', authentication: 'API' },
];

/** True beside a fault of the pair as well. */
const ALSO: Record<string, readonly string[]> = { 'route-blackhole': ['igw-not-attached', 'nat-unavailable'] };

const pairs = NETWORK.flatMap((first, index) => NETWORK.slice(index + 1).map((second) => [first, second] as const));

const applies = (options: Partial<HealthyOptions>, ...ids: readonly string[]): boolean =>
  ids.every((id) => faults[id]?.appliesTo?.(healthyWorld(options)) ?? true);

describe.each(WORLDS)('$image $subnet $endpoint', (options) => {
  it.each(pairs.filter((pair) => applies(options, ...pair)))('%s and %s', async (...pair) => {
    const world = healthyWorld(options);
    for (const id of pair) faults[id]?.inject(world);
    const account = await startAccount(world);
    try {
      const { evidence, target } = await collectFrom(account);
      const { causes } = assess(evidence, target, checks);
      const right = pair.flatMap((id) => [faults[id]?.cause ?? '', ...(ALSO[id] ?? [])]);
      const certain = causes.filter(({ certainty }) => certainty === 'certain');
      expect(certain.filter(({ cause }) => !right.includes(cause))).toEqual([]);
      expect(right).toContain(causes[0]?.cause);
      const heights = certain.map(({ stage }) => heightOf(stage));
      expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    } finally {
      await account.close();
    }
  });
});
