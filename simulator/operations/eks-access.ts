/** EKS: access entries (EKS user guide, "Grant IAM users access to Kubernetes with EKS access entries"). */
import {
  CreateAccessEntryCommand,
  DeleteAccessEntryCommand,
  DescribeAccessEntryCommand,
  type AccessEntry as DescribedAccessEntry,
  ListAccessEntriesCommand,
  ListAssociatedAccessPoliciesCommand,
} from '@aws-sdk/client-eks';
import { AwsError } from '../wire/errors.ts';
import { addAccessEntry } from '../world/access.ts';
import type { AccessEntry, AccessEntryType, Cluster, Role, World } from '../world/types.ts';
import { define, oneOf } from './context.ts';
import { clusterOf, notFound } from './eks-clusters.ts';
import { eksPage } from './eks-paging.ts';

const types: Record<AccessEntryType, AccessEntryType> = {
  STANDARD: 'STANDARD',
  EC2_LINUX: 'EC2_LINUX',
  EC2_WINDOWS: 'EC2_WINDOWS',
  EC2: 'EC2',
  FARGATE_LINUX: 'FARGATE_LINUX',
  HYBRID_LINUX: 'HYBRID_LINUX',
  HYPERPOD_LINUX: 'HYPERPOD_LINUX',
};

export const accessOperations = [
  define(ListAccessEntriesCommand, (input, context) => {
    const { name } = clusterWithEntries(context.world, input.clusterName);
    const own = context.world.accessEntries.filter(
      (entry) =>
        entry.clusterName === name &&
        (input.associatedPolicyArn === undefined ||
          entry.associatedPolicies.some(({ policyArn }) => policyArn === input.associatedPolicyArn)),
    );
    const { items, next } = eksPage(own, input, context);
    return { accessEntries: items.map(({ principalArn }) => principalArn), nextToken: next };
  }),

  define(DescribeAccessEntryCommand, ({ clusterName, principalArn }, { world }) => ({
    accessEntry: describe(entryOf(world, clusterName, principalArn)),
  })),

  define(ListAssociatedAccessPoliciesCommand, (input, context) => {
    const entry = entryOf(context.world, input.clusterName, input.principalArn);
    const { items, next } = eksPage(entry.associatedPolicies, input, context);
    const at = new Date(entry.createdAt);
    return {
      clusterName: entry.clusterName,
      principalArn: entry.principalArn,
      associatedAccessPolicies: items.map((policy) => ({ ...policy, associatedAt: at, modifiedAt: at })),
      nextToken: next,
    };
  }),

  define(CreateAccessEntryCommand, (input, { world, clock }) => {
    const cluster = clusterWithEntries(world, input.clusterName);
    const role = principalOf(world, input.principalArn);
    const type = input.type === undefined ? 'STANDARD' : typeOf(input.type);
    if (type !== 'STANDARD' && input.kubernetesGroups?.length) {
      throw invalid(`The type ${type} takes no kubernetesGroups`);
    }
    assertUsername(input.username);
    if (findEntry(world, cluster.name, role.arn)) {
      const said = 'The specified access entry resource is already in use on this cluster.';
      throw new AwsError('ResourceInUseException', said);
    }
    const entry = addAccessEntry(world, cluster, role, type);
    entry.createdAt = clock.now();
    entry.modifiedAt = clock.now();
    entry.username = input.username ?? entry.username;
    entry.kubernetesGroups = type === 'STANDARD' ? (input.kubernetesGroups ?? []) : entry.kubernetesGroups;
    entry.tags = input.tags ?? {};
    return { accessEntry: describe(entry) };
  }),

  define(DeleteAccessEntryCommand, ({ clusterName, principalArn }, { world }) => {
    const entry = entryOf(world, clusterName, principalArn);
    world.accessEntries = world.accessEntries.filter((other) => other !== entry);
    return {};
  }),
];

/** A cluster in CONFIG_MAP mode has no access entries API. */
function clusterWithEntries(world: World, name: string | undefined): Cluster {
  const cluster = clusterOf(world, name);
  if ((cluster.accessConfig?.authenticationMode ?? 'CONFIG_MAP') !== 'CONFIG_MAP') return cluster;
  throw new AwsError(
    'InvalidRequestException',
    "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
  );
}

function findEntry(world: World, clusterName: string, principalArn: string | undefined): AccessEntry | undefined {
  return world.accessEntries.find((one) => one.clusterName === clusterName && one.principalArn === principalArn);
}

function entryOf(world: World, clusterName: string | undefined, principalArn: string | undefined): AccessEntry {
  const entry = findEntry(world, clusterWithEntries(world, clusterName).name, principalArn);
  if (!entry)
    throw notFound('The specified principalArn could not be found. You can view your available access entries');
  return entry;
}

/** The principal has to exist; here only roles do. */
function principalOf(world: World, arn: string | undefined): Role {
  const role = world.roles.find((one) => one.arn === arn);
  if (!role) throw invalid('The specified principalArn is invalid: invalid principal.');
  if (role.path.startsWith('/aws-service-role/')) {
    throw invalid('The specified principalArn is invalid: service-linked roles cannot have access entries.');
  }
  return role;
}

function typeOf(type: string): AccessEntryType {
  if (!(type in types)) throw invalid(`The specified type is invalid: ${type}`);
  return oneOf(types, type);
}

function assertUsername(username: string | undefined): void {
  const reserved = /^(?:system|eks|aws|amazon|iam):/.exec(username ?? '');
  if (reserved) throw invalid(`The username must not begin with ${reserved[0]}`);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

function describe(entry: AccessEntry): DescribedAccessEntry {
  return {
    clusterName: entry.clusterName,
    principalArn: entry.principalArn,
    accessEntryArn: entry.accessEntryArn,
    type: entry.type,
    username: entry.username,
    // EKS gives nodes their groups by itself and lists them on the entry.
    kubernetesGroups: entry.kubernetesGroups,
    createdAt: new Date(entry.createdAt),
    modifiedAt: new Date(entry.modifiedAt),
    tags: entry.tags,
  };
}
