/** Faults of who may enter the cluster: access entries, aws-auth, and the cluster's own state. */
import { addAccessEntry, awsAuthItem, withoutPath, writeAwsAuth } from '../access.ts';
import { nextUniqueId } from '../ids.ts';
import { kubernetesOf } from '../kubernetes.ts';
import { iamArn } from '../partition.ts';
import type { AccessEntryType, Cluster, Role, World } from '../types.ts';
import { editUserData, type Faults, theCluster, theNodeRole, when } from './fault.ts';

const otherAccount = '444455556666';

export const accessFaults: Faults = {
  'auth-role-unmapped': {
    cause: 'auth-role-unmapped',
    title: 'The cluster does not know the node role',
    prevents: 'registration',
    inject: unmap,
  },
  'awsauth-path-arn': onlyAwsAuth('awsauth-path-arn', 'aws-auth names the node role with its path', (world) => {
    const role = theNodeRole(world);
    moveRole(world, role, '/platform/nodes/');
    return awsAuthItem(role.arn);
  }),
  'awsauth-instance-profile-arn': onlyAwsAuth(
    'awsauth-instance-profile-arn',
    'aws-auth names the instance profile in place of the role',
    // Also where the profile itself is gone by now.
    (world) =>
      awsAuthItem(world.instanceProfiles[0]?.arn ?? theNodeRole(world).arn.replace(':role/', ':instance-profile/')),
  ),
  'awsauth-wrong-username-or-groups:static-username': onlyAwsAuth(
    'awsauth-wrong-username-or-groups',
    'aws-auth maps the node role to a fixed user name',
    (world) => awsAuthItem(theNodeRole(world).arn, 'system:node:worker'),
  ),
  'awsauth-wrong-username-or-groups:missing-group': onlyAwsAuth(
    'awsauth-wrong-username-or-groups',
    'aws-auth maps the node role without the group system:nodes',
    (world) => awsAuthItem(theNodeRole(world).arn, undefined, ['system:bootstrappers']),
  ),
  'awsauth-wrong-username-or-groups:session-name': onlyAwsAuth(
    'awsauth-wrong-username-or-groups',
    'aws-auth maps the node role to the instance id, but nodes register under their DNS name',
    (world) => awsAuthItem(theNodeRole(world).arn, 'system:node:{{SessionName}}'),
  ),
  'awsauth-yaml-invalid-or-lost:tabs': onlyAwsAuth(
    'awsauth-yaml-invalid-or-lost',
    'mapRoles of aws-auth is indented with tabs',
    (world) => awsAuthItem(theNodeRole(world).arn).replaceAll('\n  ', '\n\t'),
  ),
  'awsauth-yaml-invalid-or-lost:missing-map': {
    ...onlyAwsAuth('awsauth-yaml-invalid-or-lost', 'The ConfigMap aws-auth was deleted', () => ''),
    inject: unmap,
    appliesTo: (world) => when.mode(world) === 'CONFIG_MAP',
  },
  'awsauth-yaml-invalid-or-lost:misspelled-key': {
    ...onlyAwsAuth('awsauth-yaml-invalid-or-lost', 'aws-auth spells mapRoles as maproles', () => ''),
    inject: (world) => {
      useAwsAuth(world, awsAuthItem(theNodeRole(world).arn));
      for (const { metadata, data } of kubernetesOf(world, theCluster(world).name).configMaps) {
        if (metadata.name !== 'aws-auth' || !data?.['mapRoles']) continue;
        data['maproles'] = data['mapRoles'];
        delete data['mapRoles'];
      }
    },
  },
  'access-entry-wrong-type': {
    cause: 'access-entry-wrong-type',
    title: 'The access entry of the node role is of type STANDARD',
    prevents: 'registration',
    inject: (world) => replaceEntry(world, 'STANDARD'),
    appliesTo: when.accessEntries,
  },
  'access-entry-shadows-aws-auth': {
    cause: 'access-entry-shadows-aws-auth',
    title: 'aws-auth is right, but a STANDARD access entry for the same role comes first',
    prevents: 'registration',
    inject: (world) => {
      useAwsAuth(world, awsAuthItem(theNodeRole(world).arn));
      replaceEntry(world, 'STANDARD');
    },
    appliesTo: (world) => when.mode(world) === 'API_AND_CONFIG_MAP',
  },
  'access-entry-stale-principal': {
    cause: 'access-entry-stale-principal',
    title: 'The node role was deleted and made again after its access entry',
    prevents: 'registration',
    inject: (world) => {
      const role = theNodeRole(world);
      role.roleId = nextUniqueId(world, 'AROA');
      role.createDate = world.startedAt - 86_400_000;
    },
    appliesTo: when.accessEntries,
  },
  'access-entry-ec2-vs-name-scheme': {
    cause: 'access-entry-ec2-vs-name-scheme',
    title: 'The access entry is of type EC2, which expects instance ids as names; nodes register under their DNS name',
    prevents: 'registration',
    inject: (world) => replaceEntry(world, 'EC2'),
    appliesTo: when.accessEntries,
  },
  'access-entry-ec2-vs-name-scheme:instance-id': {
    cause: 'access-entry-ec2-vs-name-scheme',
    title: 'Nodes register under their instance id, but the access entry of type EC2_LINUX expects their DNS name',
    prevents: 'registration',
    needsNewNode: true,
    inject: (world) =>
      editUserData(world, (text) => text.replace('spec:\n', 'spec:\n  featureGates:\n    InstanceIdNodeName: true\n')),
    appliesTo: (world) => when.accessEntries(world) && when.image('al2023')(world),
  },
  'node-role-cross-account': {
    cause: 'node-role-cross-account',
    title: 'The node and its role belong to another account, whose instances the control plane does not see',
    prevents: 'registration',
    inject: moveToOtherAccount,
    appliesTo: (world) => when.awsAuth(world) && world.nodegroups.length === 0,
  },
  'cluster-not-active:creating': notActive('CREATING'),
  'cluster-not-active:failed': notActive('FAILED'),
  'cluster-not-active:deleting': notActive('DELETING'),
};

/** A fault in the text of aws-auth; where access entries are on as well, the role's entry goes first. */
function onlyAwsAuth(cause: string, title: string, mapRoles: (world: World) => string): Faults[string] {
  const inject = (world: World): void => useAwsAuth(world, mapRoles(world));
  return { cause, title, prevents: 'registration', inject, appliesTo: when.awsAuth };
}

function notActive(status: Cluster['status']): Faults[string] {
  return {
    cause: 'cluster-not-active',
    title: `The cluster is ${status}`,
    prevents: 'registration',
    inject: (world) => {
      theCluster(world).status = status;
    },
  };
}

function unmap(world: World): void {
  world.accessEntries = [];
  const state = kubernetesOf(world, theCluster(world).name);
  state.configMaps = state.configMaps.filter(({ metadata }) => metadata.name !== 'aws-auth');
}

function useAwsAuth(world: World, mapRoles: string): void {
  const { arn } = theNodeRole(world);
  world.accessEntries = world.accessEntries.filter(({ principalArn }) => principalArn !== arn);
  writeAwsAuth(world, theCluster(world).name, mapRoles);
}

function replaceEntry(world: World, type: AccessEntryType): void {
  const role = theNodeRole(world);
  world.accessEntries = world.accessEntries.filter(({ principalArn }) => principalArn !== role.arn);
  addAccessEntry(world, theCluster(world), role, type);
}

/** Gives the role a path, everywhere its ARN stands. */
function moveRole(world: World, role: Role, path: string): void {
  const old = role.arn;
  role.path = path;
  role.arn = iamArn(world, `role${path}${role.roleName}`);
  for (const nodegroup of world.nodegroups) if (nodegroup.nodeRole === old) nodegroup.nodeRole = role.arn;
  for (const entry of world.accessEntries) if (entry.principalArn === old) entry.principalArn = role.arn;
}

function moveToOtherAccount(world: World): void {
  const role = theNodeRole(world);
  const moved = (arn: string): string => arn.replace(world.account.id, otherAccount);
  useAwsAuth(world, awsAuthItem(moved(withoutPath(role.arn))));
  role.arn = moved(role.arn);
  for (const profile of world.instanceProfiles) profile.arn = moved(profile.arn);
  for (const instance of world.instances) {
    instance.ownerId = otherAccount;
    if (instance.iamInstanceProfile) instance.iamInstanceProfile.arn = moved(instance.iamInstanceProfile.arn);
  }
  for (const { launchTemplateData } of world.launchTemplates.flatMap(({ versions }) => versions)) {
    launchTemplateData.iamInstanceProfileArn = moved(launchTemplateData.iamInstanceProfileArn ?? '');
  }
}
