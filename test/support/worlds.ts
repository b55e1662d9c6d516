import { faults } from '../../simulator/world/faults.ts';
import { egressByGroup } from '../../simulator/world/healthy/filters.ts';
import { sharedVpc } from '../../simulator/world/healthy/network.ts';
import { goldenImage, windowsSupport } from '../../simulator/world/healthy/nodes.ts';
import { type HealthyOptions, healthyWorld } from '../../simulator/world/healthy.ts';
import type { World } from '../../simulator/world/types.ts';

/** Healthy worlds that differ in what matters: kind, image, subnet, endpoint, authentication, partition. */
export const variedWorlds: readonly Partial<HealthyOptions>[] = [
  { nodeKind: 'managed', image: 'al2023', subnet: 'private', endpoint: 'both', authentication: 'API' },
  { nodeKind: 'managed', image: 'al2', subnet: 'private', endpoint: 'public', authentication: 'CONFIG_MAP' },
  {
    nodeKind: 'managed',
    image: 'bottlerocket',
    subnet: 'private',
    endpoint: 'private',
    authentication: 'API_AND_CONFIG_MAP',
  },
  { nodeKind: 'managed', image: 'al2023', subnet: 'isolated', endpoint: 'private', authentication: 'API' },
  { nodeKind: 'self-managed', image: 'al2023', subnet: 'public', endpoint: 'public', authentication: 'API' },
  { nodeKind: 'self-managed', image: 'al2', subnet: 'private', endpoint: 'both', authentication: 'CONFIG_MAP' },
  {
    nodeKind: 'self-managed',
    image: 'bottlerocket',
    subnet: 'public',
    endpoint: 'both',
    authentication: 'API_AND_CONFIG_MAP',
  },
  { nodeKind: 'karpenter', image: 'al2023', subnet: 'private', endpoint: 'private', authentication: 'CONFIG_MAP' },
  { nodeKind: 'karpenter', image: 'bottlerocket', subnet: 'isolated', endpoint: 'private', authentication: 'API' },
  { nodeKind: 'karpenter', image: 'al2', subnet: 'public', endpoint: 'both', authentication: 'API_AND_CONFIG_MAP' },
  {
    nodeKind: 'managed',
    image: 'al2023',
    subnet: 'private',
    endpoint: 'both',
    authentication: 'API',
    ipFamily: 'ipv6',
  },
  {
    nodeKind: 'managed',
    image: 'al2023',
    subnet: 'private',
    endpoint: 'both',
    authentication: 'API',
    partition: 'aws-us-gov',
  },
  // Varieties in which facts are out of sight or stand elsewhere.
  { nodeKind: 'self-managed', image: 'al2023', subnet: 'private', endpoint: 'both', prepare: sharedVpc },
  { nodeKind: 'managed', image: 'al2023', subnet: 'private', endpoint: 'public', prepare: goldenImage },
  { nodeKind: 'karpenter', image: 'bottlerocket', subnet: 'isolated', endpoint: 'private', prepare: egressByGroup },
  {
    nodeKind: 'self-managed',
    image: 'windows',
    subnet: 'private',
    endpoint: 'public',
    authentication: 'API',
    prepare: windowsSupport,
  },
  {
    nodeKind: 'self-managed',
    image: 'ubuntu',
    subnet: 'private',
    endpoint: 'both',
    authentication: 'API_AND_CONFIG_MAP',
  },
];

/** Seconds after which a healthy node of a world is Ready and a sick one has failed: Windows starts several times first. */
export const joinsWithin = ({ image }: Partial<HealthyOptions>): number => (image === 'windows' ? 480 : 130);

/**
 * Whether a world keeps from Rollcall what would name some faults: a guest of a shared VPC does not see its gateways, and
 * an image of one's own may hold anything. There silence is right, and a wrong certain still wrong.
 */
export const hidesFacts = ({ prepare }: Partial<HealthyOptions>): boolean =>
  prepare === sharedVpc || prepare === goldenImage;

/** One world in words. */
export const nameOf = ({
  nodeKind,
  image,
  subnet,
  endpoint,
  authentication,
  ipFamily,
  partition,
  prepare,
}: Partial<HealthyOptions>): string =>
  [nodeKind, image, subnet, endpoint, authentication, ipFamily, partition, prepare?.name]
    .filter((part) => part !== undefined)
    .join(' ');

/** A world with one fault, or `undefined` where the fault means nothing in it. */
export const faultyWorld = (options: Partial<HealthyOptions>, fault: string): World | undefined => {
  const world = healthyWorld(options);
  const { appliesTo, inject } = faults[fault] ?? {};
  if (!inject || (appliesTo && !appliesTo(world))) return undefined;
  inject(world);
  return world;
};
