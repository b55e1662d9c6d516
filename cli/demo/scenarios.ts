import { injectFault } from '../../simulator/world/faults.ts';
import { type HealthyOptions, healthyWorld } from '../../simulator/world/healthy.ts';
import type { World } from '../../simulator/world/types.ts';

/** One story that the demo tells: a world, what is broken in it, and what Rollcall may do about it. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly world: Partial<HealthyOptions>;
  /** Fault of the embedded account, or none. */
  readonly fault: string | null;
  /** Tags on the cluster. */
  readonly tags: Readonly<Record<string, string>>;
  /** Fixes that the deployment allows. */
  readonly fixes: readonly string[];
}

const FIX = { 'rollcall/mode': 'fix' };
const ALL = ['vpc-dns', 'attach-node-policy', 'map-node-role'];

/** The demo's scenarios, in the order of the listing. */
export const scenarios: readonly Scenario[] = [
  {
    id: 'vpc-dns-off',
    title: 'VPC DNS support is off; fixing is on: fixed before the machine has booted',
    world: { nodeKind: 'managed', image: 'al2023', subnet: 'private', endpoint: 'private', authentication: 'API' },
    fault: 'vpc-dns-support-disabled',
    tags: FIX,
    fixes: ALL,
  },
  {
    id: 'aws-auth-path',
    title: 'aws-auth names the node role with its path; fixing is on: the path-less twin is appended',
    world: {
      nodeKind: 'self-managed',
      image: 'al2',
      subnet: 'private',
      endpoint: 'both',
      authentication: 'CONFIG_MAP',
    },
    fault: 'awsauth-path-arn',
    tags: FIX,
    fixes: ALL,
  },
  {
    id: 'missing-policy',
    title: 'The node role has lost AmazonEKSWorkerNodePolicy; fixing is on: it is attached again',
    world: { nodeKind: 'karpenter', image: 'al2023', subnet: 'private', endpoint: 'both', authentication: 'API' },
    fault: 'node-role-missing-worker-policy',
    tags: FIX,
    fixes: ALL,
  },
  {
    id: 'no-nat',
    title: 'The NAT gateway is gone; a route is never changed by itself: the alert has the command',
    world: { nodeKind: 'managed', image: 'al2023', subnet: 'private', endpoint: 'public', authentication: 'API' },
    fault: 'nat-unavailable',
    tags: FIX,
    fixes: ALL,
  },
  {
    id: 'report-only',
    title: 'The node role is not mapped; the cluster has no tag: Rollcall reports and touches nothing',
    world: { nodeKind: 'self-managed', image: 'al2023', subnet: 'private', endpoint: 'both', authentication: 'API' },
    fault: 'auth-role-unmapped',
    tags: {},
    fixes: ALL,
  },
  {
    id: 'no-capacity',
    title: 'EC2 has no capacity, so there is no instance: the cause stands in the scaling activity',
    world: { nodeKind: 'managed', image: 'al2023', subnet: 'private', endpoint: 'both', authentication: 'API' },
    fault: 'ec2-insufficient-capacity',
    tags: {},
    fixes: ALL,
  },
  {
    id: 'healthy',
    title: 'A healthy node: no alert at all',
    world: { nodeKind: 'karpenter', image: 'bottlerocket', subnet: 'private', endpoint: 'both', authentication: 'API' },
    fault: null,
    tags: FIX,
    fixes: ALL,
  },
];

/** The world of a scenario, with its fault and its tags. */
export const worldOf = (scenario: Scenario): World => {
  const world = healthyWorld(scenario.world);
  if (scenario.fault) injectFault(world, scenario.fault);
  for (const cluster of world.clusters) Object.assign(cluster.tags, scenario.tags);
  return world;
};
