/** Everything that can be wrong with a built world, one fault at a time. */
import { accessFaults } from './faults/access.ts';
import { addressingFaults } from './faults/addressing.ts';
import { connectivityFaults } from './faults/connectivity.ts';
import { controlPlaneFaults } from './faults/control-plane.ts';
import type { Fault } from './faults/fault.ts';
import { filterFaults } from './faults/filters.ts';
import { identityFaults } from './faults/identity.ts';
import { imageFaults } from './faults/image.ts';
import { launchFaults } from './faults/launch.ts';
import { networkFaults } from './faults/network.ts';
import { readinessFaults } from './faults/readiness.ts';
import { userDataFaults } from './faults/user-data.ts';
import { windowsFaults } from './faults/windows.ts';
import type { World } from './types.ts';

export type { Fault } from './faults/fault.ts';

/** By fault id: the cause id, and after a colon the variant where a cause has several. */
export const faults: Record<string, Fault> = {
  ...launchFaults,
  ...networkFaults,
  ...filterFaults,
  ...connectivityFaults,
  ...addressingFaults,
  ...identityFaults,
  ...accessFaults,
  ...controlPlaneFaults,
  ...userDataFaults,
  ...imageFaults,
  ...readinessFaults,
  ...windowsFaults,
};

/**
 * Injects one fault into a healthy world.
 * @throws RangeError if there is no such fault, or if it means nothing in this world
 */
export function injectFault(world: World, id: string): void {
  const fault = faults[id];
  if (!fault) throw new RangeError(`no fault ${id}`);
  if (fault.appliesTo && !fault.appliesTo(world)) throw new RangeError(`the fault ${id} does not apply to this world`);
  fault.inject(world);
}
