/** EKS: clusters, node groups, add-ons, pod identities. */
import {
  AddonIssueCode,
  AMITypes,
  ClusterIssueCode,
  DescribeAddonCommand,
  DescribeClusterCommand,
  type Cluster as DescribedCluster,
  type Nodegroup as DescribedNodegroup,
  DescribeNodegroupCommand,
  DescribePodIdentityAssociationCommand,
  ListAddonsCommand,
  ListClustersCommand,
  ListNodegroupsCommand,
  ListPodIdentityAssociationsCommand,
  LogType,
  NodegroupIssueCode,
} from '@aws-sdk/client-eks';
import { AwsError } from '../wire/errors.ts';
import type { Addon, Cluster, Nodegroup, World } from '../world/types.ts';
import { define, oneOf } from './context.ts';
import { eksPage } from './eks-paging.ts';

export const clusterOperations = [
  define(ListClustersCommand, (input, context) => {
    const { items, next } = eksPage(context.world.clusters, input, context);
    return { clusters: items.map(({ name }) => name), nextToken: next };
  }),

  define(DescribeClusterCommand, ({ name }, { world }) => ({ cluster: describeCluster(clusterOf(world, name)) })),

  define(ListNodegroupsCommand, (input, context) => {
    const { name } = clusterOf(context.world, input.clusterName);
    const own = context.world.nodegroups.filter(({ clusterName }) => clusterName === name);
    const { items, next } = eksPage(own, input, context);
    return { nodegroups: items.map(({ nodegroupName }) => nodegroupName), nextToken: next };
  }),

  define(DescribeNodegroupCommand, ({ clusterName, nodegroupName }, { world }) => {
    const { name } = clusterOf(world, clusterName);
    const group = world.nodegroups.find((one) => one.clusterName === name && one.nodegroupName === nodegroupName);
    if (!group) throw notFound(`No node group found for name: ${nodegroupName}.`);
    return { nodegroup: describeNodegroup(group) };
  }),

  define(ListAddonsCommand, (input, context) => {
    const { name } = clusterOf(context.world, input.clusterName);
    const own = context.world.addons.filter(({ clusterName }) => clusterName === name);
    const { items, next } = eksPage(own, input, context);
    return { addons: items.map(({ addonName }) => addonName), nextToken: next };
  }),

  define(DescribeAddonCommand, ({ clusterName, addonName }, { world }) => {
    const { name } = clusterOf(world, clusterName);
    const addon = world.addons.find((one) => one.clusterName === name && one.addonName === addonName);
    if (!addon) throw notFound(`No addon: ${addonName} found in cluster: ${name}`);
    return { addon: describeAddon(addon) };
  }),

  define(ListPodIdentityAssociationsCommand, (input, context) => {
    const { name } = clusterOf(context.world, input.clusterName);
    const chosen = context.world.podIdentityAssociations.filter(
      (one) =>
        one.clusterName === name &&
        (input.namespace ?? one.namespace) === one.namespace &&
        (input.serviceAccount ?? one.serviceAccount) === one.serviceAccount,
    );
    const { items, next } = eksPage(chosen, input, context);
    const associations = items.map(({ clusterName, namespace, serviceAccount, associationArn, associationId }) => ({
      clusterName,
      namespace,
      serviceAccount,
      associationArn,
      associationId,
    }));
    return { associations, nextToken: next };
  }),

  define(DescribePodIdentityAssociationCommand, ({ clusterName, associationId }, { world }) => {
    const { name } = clusterOf(world, clusterName);
    const found = world.podIdentityAssociations.find(
      (one) => one.clusterName === name && one.associationId === associationId,
    );
    if (!found) throw notFound(`No association found with associationId: ${associationId}`);
    return { association: { ...found, createdAt: new Date(found.createdAt) } };
  }),
];

/** @throws AwsError ResourceNotFoundException */
export function clusterOf(world: World, name: string | undefined): Cluster {
  const cluster = world.clusters.find((one) => one.name === name);
  if (!cluster) throw notFound(`No cluster found for name: ${name}.`);
  return cluster;
}

/** What EKS says of anything that does not exist. */
export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}

function describeCluster(cluster: Cluster): DescribedCluster {
  const { computeConfig, kubernetesNetworkConfig: network } = cluster;
  return {
    name: cluster.name,
    arn: cluster.arn,
    createdAt: new Date(cluster.createdAt),
    version: cluster.version,
    platformVersion: cluster.platformVersion,
    endpoint: cluster.endpoint,
    certificateAuthority: { data: cluster.certificateAuthority },
    roleArn: cluster.roleArn,
    status: cluster.status,
    resourcesVpcConfig: { ...cluster.resourcesVpcConfig },
    kubernetesNetworkConfig: { ...network, elasticLoadBalancing: { enabled: computeConfig?.enabled ?? false } },
    accessConfig: cluster.accessConfig,
    computeConfig: computeConfig && { ...computeConfig },
    logging: {
      clusterLogging: cluster.logging.map(({ types, enabled }) => ({
        types: types.map((type) => oneOf(LogType, type)),
        enabled,
      })),
    },
    health: {
      issues: cluster.health.issues.map((issue) => ({ ...issue, code: oneOf(ClusterIssueCode, issue.code) })),
    },
    identity: { oidc: { issuer: cluster.oidcIssuer } },
    tags: cluster.tags,
  };
}

function describeNodegroup(group: Nodegroup): DescribedNodegroup {
  return {
    nodegroupName: group.nodegroupName,
    nodegroupArn: group.nodegroupArn,
    clusterName: group.clusterName,
    version: group.version,
    releaseVersion: group.releaseVersion,
    createdAt: new Date(group.createdAt),
    modifiedAt: new Date(group.modifiedAt),
    status: group.status,
    capacityType: group.capacityType,
    scalingConfig: { ...group.scalingConfig },
    instanceTypes: group.instanceTypes,
    subnets: group.subnets,
    amiType: oneOf(AMITypes, group.amiType),
    nodeRole: group.nodeRole,
    labels: group.labels,
    resources: { autoScalingGroups: group.autoScalingGroups.map((name) => ({ name })) },
    launchTemplate: group.launchTemplate && { ...group.launchTemplate },
    warmPoolConfig: group.warmPoolEnabled === undefined ? undefined : { enabled: group.warmPoolEnabled },
    health: {
      issues: group.health.issues.map((issue) => ({ ...issue, code: oneOf(NodegroupIssueCode, issue.code) })),
    },
    tags: group.tags,
  };
}

function describeAddon(addon: Addon) {
  return {
    addonName: addon.addonName,
    addonArn: addon.addonArn,
    clusterName: addon.clusterName,
    addonVersion: addon.addonVersion,
    status: addon.status,
    serviceAccountRoleArn: addon.serviceAccountRoleArn,
    health: { issues: addon.health.issues.map((issue) => ({ ...issue, code: oneOf(AddonIssueCode, issue.code) })) },
    createdAt: new Date(addon.createdAt),
    modifiedAt: new Date(addon.modifiedAt),
    tags: addon.tags,
  };
}
