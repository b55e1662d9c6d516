/** What goes on in a cluster and around its groups while nodes join it all the same. */
import { addDaemonSet } from '../daemon-sets.ts';
import { addWebhook } from '../furniture.ts';
import { healthyWorld, type Site } from '../healthy.ts';
import { kubernetesOf, newMetadata } from '../kubernetes.ts';
import { arnOf } from '../partition.ts';
import type { Instance, World } from '../types.ts';
import { type HealthyWorld, launched } from './variety.ts';

/** Pods get addresses from another subnet, by an ENIConfig named after the zone (amazon-vpc-cni-k8s README, custom networking). */
function customNetworking({ world, cluster, network, subnet }: Site): void {
  const state = kubernetesOf(world, cluster.name);
  const [container] =
    state.daemonSets.find(({ metadata }) => metadata.name === 'aws-node')?.spec.template.spec.containers ?? [];
  const settings = {
    AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true',
    ENI_CONFIG_LABEL_DEF: 'topology.kubernetes.io/zone',
  };
  if (container) container.env = Object.entries(settings).map(([name, value]) => ({ name, value }));
  const [, other] = network.publicSubnets;
  state.eniConfigs?.push({
    apiVersion: 'crd.k8s.amazonaws.com/v1alpha1',
    kind: 'ENIConfig',
    metadata: newMetadata(world, cluster.name, { name: subnet.availabilityZone }, cluster.createdAt),
    spec: { subnet: other?.subnetId ?? '', securityGroups: [cluster.resourcesVpcConfig.clusterSecurityGroupId] },
  });
}

/** A policy engine that must be asked about everything, Nodes too, and answers. */
function policyEngine({ world, cluster }: Site): void {
  addWebhook(world, cluster, {
    name: 'kyverno-resource-validating-webhook-cfg',
    kind: 'ValidatingWebhookConfiguration',
    webhook: {
      failurePolicy: 'Fail',
      clientConfig: { service: { namespace: 'kyverno', name: 'kyverno-svc' } },
      rules: [{ apiGroups: ['*'], apiVersions: ['*'], resources: ['*'], operations: ['CREATE', 'UPDATE'] }],
    },
  });
}

/** A taint until the CSI driver has started on the node (aws-ebs-csi-driver, "Node startup taint"). */
function storageTaint({ world, cluster }: Site): void {
  addDaemonSet(world, cluster, {
    name: 'ebs-csi-node',
    image: 'public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.50.0',
  });
  kubernetesOf(world, cluster.name).startupTaints.push({ key: 'ebs.csi.aws.com/agent-not-ready', lastsMs: 20_000 });
}

/** CoreDNS waits for the first node, and the VPC CNI is being updated: neither is a reason for anything. */
function addonsAtWork({ world, cluster }: Site): void {
  const [first] = world.addons;
  if (!first) return;
  first.status = 'UPDATING';
  world.addons.push({
    ...structuredClone(first),
    addonName: 'coredns',
    addonArn: arnOf(world, 'eks', `addon/${cluster.name}/coredns/0b1c2d3e`),
    addonVersion: 'v1.12.1-eksbuild.2',
    status: 'DEGRADED',
    health: { issues: [{ code: 'InsufficientNumberOfReplicas', message: 'The add-on is unhealthy', resourceIds: [] }] },
  });
}

/** The group remembers another node, which did not join last week. */
function issueOfAnother({ world }: Site): void {
  for (const nodegroup of world.nodegroups) {
    nodegroup.status = 'DEGRADED';
    const message = 'Instances failed to join the kubernetes cluster';
    nodegroup.health.issues.push({ code: 'NodeCreationFailure', message, resourceIds: ['i-0ffffffffffffffff'] });
  }
}

/** Somebody cleans up old images while their nodes run on. */
function deregistered(node: Instance, { images }: World): void {
  for (const image of images) if (image.imageId === node.imageId) image.state = 'deregistered';
}

export const clusterLifeWorlds: readonly HealthyWorld[] = [
  {
    name: 'custom networking with an ENIConfig for the zone',
    world: () => healthyWorld({ prepare: customNetworking }),
  },
  {
    name: 'a webhook that must be asked about Nodes, and answers',
    world: () => healthyWorld({ nodeKind: 'self-managed', prepare: policyEngine }),
  },
  { name: 'a startup taint that its DaemonSet takes off', world: () => healthyWorld({ prepare: storageTaint }) },
  { name: 'add-ons that are updated or wait for nodes', world: () => healthyWorld({ prepare: addonsAtWork }) },
  { name: 'a group that is DEGRADED by another node', world: () => healthyWorld({ prepare: issueOfAnother }) },
  { name: 'an image that was deregistered after the launch', world: launched({ nodeKind: 'karpenter' }, deregistered) },
  {
    name: 'an image of a managed group that was deregistered after the launch',
    world: launched({}, deregistered),
  },
  {
    name: 'a subnet with few addresses left',
    world: () =>
      healthyWorld({
        prepare: ({ subnet }) => {
          subnet.availableIpAddressCount = 24;
        },
      }),
  },
];
