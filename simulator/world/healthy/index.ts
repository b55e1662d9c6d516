/** Every healthy world. In each the simulated node joins, unless it says why not, and Rollcall has nothing to say of any. */
import { bootstrapWorlds } from './bootstrap-sh.ts';
import { clusterLifeWorlds } from './cluster-life.ts';
import { cniWorlds } from './cni.ts';
import { comingsAndGoings } from './comings-and-goings.ts';
import { controlPlaneWorlds } from './control-plane.ts';
import { endpointWorlds } from './endpoints.ts';
import { filterWorlds } from './filters.ts';
import { mappingWorlds } from './mapping.ts';
import { networkWorlds } from './network.ts';
import { nodeWorlds } from './nodes.ts';
import { perimeterWorlds } from './perimeters.ts';
import { permissionWorlds } from './permissions.ts';
import { userDataWorlds } from './user-data.ts';
import type { HealthyWorld } from './variety.ts';
import { wayOutWorlds } from './ways-out.ts';

export type { HealthyWorld } from './variety.ts';

export const healthyWorlds: readonly HealthyWorld[] = [
  ...nodeWorlds,
  ...userDataWorlds,
  ...bootstrapWorlds,
  ...controlPlaneWorlds,
  ...networkWorlds,
  ...wayOutWorlds,
  ...filterWorlds,
  ...endpointWorlds,
  ...permissionWorlds,
  ...perimeterWorlds,
  ...cniWorlds,
  ...mappingWorlds,
  ...clusterLifeWorlds,
  ...comingsAndGoings,
];
