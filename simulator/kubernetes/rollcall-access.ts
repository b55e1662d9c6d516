/** Lets Rollcall into the clusters, as the one who installs it does once. */
import { credentialsOf, rollcallAccessKeyId, rollcallCaller } from '../iam/credentials.ts';
import { addAccessEntry, awsAuthItem } from '../world/access.ts';
import { kubernetesOf, nextResourceVersion } from '../world/kubernetes.ts';
import { addRole } from '../world/roles.ts';
import type { Cluster, Role, World } from '../world/types.ts';
import { authenticationModeOf } from './authenticator.ts';

const roleName = 'rollcall';
const group = 'rollcall';

/**
 * Gives Rollcall a role in the account and a way into every cluster: a STANDARD access entry, or where the cluster
 * knows none an item at the end of mapRoles. An aws-auth that is not there or not in block style is left alone, and
 * Rollcall outside. Called again it changes nothing.
 */
export function letRollcallIn(world: World): void {
  if (world.roles.some((role) => role.roleName === roleName)) return;
  const role = addRole(world, { name: roleName, service: 'lambda.amazonaws.com', policies: [] });
  const caller = rollcallCaller(world);
  if (!world.callers.some(({ accessKeyId }) => accessKeyId === caller.accessKeyId)) {
    world.callers.push({ ...caller, userId: `${role.roleId}:rollcall` });
  }
  for (const cluster of world.clusters) admit(world, cluster, role);
}

/** The dummy credentials with which Rollcall calls AWS and signs its tokens. */
export function rollcallCredentials() {
  return credentialsOf(rollcallAccessKeyId);
}

function admit(world: World, cluster: Cluster, role: Role): void {
  if (authenticationModeOf(cluster) === 'CONFIG_MAP') appendToAwsAuth(world, cluster, role);
  else addAccessEntry(world, cluster, role, 'STANDARD').kubernetesGroups = [group];
}

function appendToAwsAuth(world: World, cluster: Cluster, role: Role): void {
  const state = kubernetesOf(world, cluster.name);
  const awsAuth = state.configMaps.find(({ metadata }) => metadata.name === 'aws-auth');
  const mapRoles = awsAuth?.data?.mapRoles;
  const indentation = /^( *)- /m.exec(mapRoles ?? '')?.[1];
  if (!awsAuth || mapRoles === undefined || indentation === undefined) return;
  const item = awsAuthItem(role.arn, 'rollcall', [group]).replace(/^(?=.)/gm, indentation);
  awsAuth.data = { ...awsAuth.data, mapRoles: `${mapRoles.replace(/\n?$/, '\n')}${item}` };
  awsAuth.metadata.resourceVersion = nextResourceVersion(state);
}
