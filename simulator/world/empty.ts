/** A world in which nothing exists yet. */
import { awsManagedPolicies } from './managed-policies.ts';
import { usualRegion } from './partition.ts';
import type { Partition, World } from './types.ts';

/** An account with the policies that AWS manages and nothing else. The account id is one that AWS documents for examples. */
export function emptyWorld(partition: Partition = 'aws', region = usualRegion(partition)): World {
  const world: World = {
    account: { id: '111122223333', partition, region },
    startedAt: Date.UTC(2026, 10, 24, 9, 0, 0),
    sequence: 0,
    vpcs: [],
    dhcpOptions: [],
    foreignResolvers: [],
    subnets: [],
    routeTables: [],
    networkAcls: [],
    securityGroups: [],
    prefixLists: [],
    internetGateways: [],
    natGateways: [],
    transitHubs: [],
    privateZones: [],
    vpcEndpoints: [],
    networkInterfaces: [],
    images: [],
    instanceTypes: [],
    instances: [],
    launchTemplates: [],
    autoScalingGroups: [],
    roles: [],
    instanceProfiles: [],
    managedPolicies: [],
    serviceControlPolicies: [],
    callers: [],
    clusters: [],
    nodegroups: [],
    accessEntries: [],
    addons: [],
    podIdentityAssociations: [],
    kubernetes: {},
    managedInstances: [],
    topics: [],
    queues: [],
    logGroups: [],
    functions: [],
  };
  world.managedPolicies = awsManagedPolicies(world);
  return world;
}
