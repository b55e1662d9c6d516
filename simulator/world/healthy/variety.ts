/** What a healthy world is, and how the varieties change the usual one. */
import { theNode } from '../faults/fault.ts';
import { type HealthyOptions, healthyWorld, type Site } from '../healthy.ts';
import { nextUniqueId } from '../ids.ts';
import { iamArn } from '../partition.ts';
import type { Instance, NetworkInterface, PolicyDocument, Route, World } from '../types.ts';
import { rewriteUserData } from '../user-data.ts';

/** A world in which nothing is wrong, in one idea. */
export interface HealthyWorld {
  readonly name: string;
  readonly world: () => World;
  /** Why its instance never registers, and rightly so. Absent: the node is Ready. */
  readonly neverJoins?: string;
  /** By when it is Ready, in seconds; 180 unless said. */
  readonly readyBy?: number;
}

/** A healthy world that goes on after its instance was launched. */
export const launched =
  (options: Partial<HealthyOptions>, then: (node: Instance, world: World) => void) => (): World => {
    const world = healthyWorld(options);
    then(theNode(world), world);
    return world;
  };

/** One after the other. */
export const all =
  (...steps: ((site: Site) => void)[]) =>
  (site: Site): void => {
    for (const step of steps) step(site);
  };

/** Changes the user data of the launch template. */
export const editLaunch = ({ launch }: Site, edit: (text: string) => string): void => {
  launch.userData = rewriteUserData(launch.userData ?? '', edit);
};

/** A default route, as the tables of the built worlds have it. */
export const byDefault = (target: Partial<Route>): Route => ({
  destinationCidrBlock: '0.0.0.0/0',
  state: 'active',
  origin: 'CreateRoute',
  ...target,
});

/** A policy of one statement. */
export const allowing = (Action: string | string[], Resource: string | string[] = '*'): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});

/** Adds a policy of the account's own and gives its ARN. */
export function addPolicy(world: World, policyName: string, document: PolicyDocument): string {
  const arn = iamArn(world, `policy/${policyName}`);
  const policyId = nextUniqueId(world, 'ANPA');
  const createDate = world.startedAt - 30 * 86_400_000;
  world.managedPolicies.push({ policyName, policyId, arn, path: '/', defaultVersionId: 'v1', createDate, document });
  return arn;
}

/** Takes policies that AWS manages off the node role. */
export const detach = ({ role }: Site, ...names: string[]): void => {
  role.attachedManagedPolicies = role.attachedManagedPolicies.filter(
    (arn) => !names.some((name) => arn.endsWith(name)),
  );
};

/** The primary interface of an instance. */
export function primaryOf(world: World, { networkInterfaceIds }: Instance): NetworkInterface {
  const found = world.networkInterfaces.find((one) => one.networkInterfaceId === networkInterfaceIds[0]);
  if (!found) throw new Error('the instance has no network interface');
  return found;
}

/** No internet: endpoints in the VPC, and the private endpoint of the cluster. */
export const isolated = { subnet: 'isolated', endpoint: 'private' } as const;
