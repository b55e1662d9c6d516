/** Faults inside the cluster: what its DaemonSets bring nodes, who may refuse a Node, and who finishes it. */
import { mapNodeRole } from '../access.ts';
import { addCluster } from '../cluster.ts';
import { addDaemonSet, awsNode, removeDaemonSets } from '../daemon-sets.ts';
import { addWebhook } from '../furniture.ts';
import { addRule, tcpFromGroup } from '../interfaces.ts';
import { kubernetesOf, newMetadata } from '../kubernetes.ts';
import type { DaemonSet, KubernetesState, World } from '../types.ts';
import { editUserData, type Fault, type Faults, nodeGroups, theCluster, theNode, theNodeRole, when } from './fault.ts';

const stateOf = (world: World): KubernetesState => kubernetesOf(world, theCluster(world).name);

export const readinessFaults: Faults = {
  'cni-addon-missing': {
    cause: 'cni-addon-missing',
    title: 'The cluster was made without a network plugin: no add-on and no DaemonSet',
    prevents: 'readiness',
    inject: (world) => without(world, 'aws-node', 'vpc-cni'),
    appliesTo: when.linux,
  },
  'kube-proxy-missing': {
    cause: 'kube-proxy-missing',
    title: 'The cluster has the VPC CNI and no kube-proxy',
    prevents: 'readiness',
    inject: (world) => without(world, 'kube-proxy', 'kube-proxy'),
    appliesTo: when.linux,
  },
  'cni-not-initialized': {
    cause: 'cni-not-initialized',
    title: 'aws-node starts and ends at once, for a reason that only its log tells',
    prevents: 'readiness',
    showsAfter: 180,
    inject: (world) => crash(world, 'aws-node'),
    appliesTo: when.linux,
  },
  'cni-api-unreachable': {
    cause: 'cni-api-unreachable',
    title: 'kube-proxy crashes, so that aws-node does not reach the API server',
    prevents: 'readiness',
    showsAfter: 60,
    inject: (world) => crash(world, 'kube-proxy'),
    appliesTo: when.linux,
  },
  'cni-custom-networking-misconfigured': customNetworking(
    'Custom networking is on, and there is no ENIConfig',
    () => undefined,
  ),
  'cni-custom-networking-misconfigured:zone': {
    ...customNetworking('Custom networking goes by zone, and the zone of the node has no ENIConfig', addEniConfig),
    showsAfter: 60,
  },
  'cni-version-too-old': {
    cause: 'cni-version-too-old',
    title: 'The VPC CNI is older than Amazon Linux 2023 needs',
    prevents: 'readiness',
    inject: (world) => {
      removeDaemonSets(world, theCluster(world), 'aws-node');
      addDaemonSet(world, theCluster(world), awsNode(world, 'v1.15.5-eksbuild.1'));
    },
    appliesTo: when.image('al2023'),
  },
  'max-pods-too-low': {
    cause: 'max-pods-too-low',
    title: 'User data allow one pod, and the network alone needs two',
    prevents: 'readiness',
    needsNewNode: true,
    inject: (world) => editUserData(world, (text) => text.replace(/(max-?pods\W+)\d+/i, (_, key: string) => `${key}1`)),
    appliesTo: (world) => /max-?pods\W+\d/i.test(Buffer.from(theNode(world).userData ?? '', 'base64').toString()),
  },
  'pressure-or-agent': {
    cause: 'pressure-or-agent',
    title: 'The root volume is so small that kubelet reports DiskPressure from the beginning',
    prevents: 'readiness',
    showsAfter: 60,
    inject: (world) => {
      for (const instance of world.instances) instance.shortOf = 'Disk';
    },
    appliesTo: when.linux,
  },
  'cloud-taint-uninitialized': {
    cause: 'cloud-taint-uninitialized',
    title: 'Kubelet names no instance, and the instance lacks the tag by which the cloud controller would find it',
    prevents: 'readiness',
    showsAfter: 180,
    inject: (world) => {
      for (const image of world.images) image.software.withoutProviderId = true;
      untag(world);
    },
  },
  'startup-taint-stuck': stuckTaint('ebs.csi.aws.com/agent-not-ready', 'the EBS CSI driver'),
  'startup-taint-stuck:cilium': stuckTaint('node.cilium.io/agent-not-ready', 'Cilium'),
  'admission-webhook-blocks-nodes': {
    cause: 'admission-webhook-blocks-nodes',
    title: 'A webhook that nobody answers is asked about everything that is made, and fails closed',
    prevents: 'registration',
    showsAfter: 120,
    inject: (world) => {
      addWebhook(world, theCluster(world), {
        name: 'policy-server',
        kind: 'ValidatingWebhookConfiguration',
        webhook: {
          failurePolicy: 'Fail',
          clientConfig: { service: { namespace: 'policy', name: 'policy-server' } },
          rules: [{ apiGroups: ['*'], apiVersions: ['*'], resources: ['*'], operations: ['CREATE', 'UPDATE'] }],
        },
        silent: true,
      });
    },
  },
  'node-in-other-cluster': {
    cause: 'node-in-other-cluster',
    title: 'User data lead to another cluster of the same VPC, which lets the node in',
    prevents: 'registration',
    needsNewNode: true,
    inject: joinOther,
    appliesTo: when.carriesEndpoint,
  },
  'instance-tag-missing': {
    cause: 'instance-tag-missing',
    title: 'The instance lacks the tag of its cluster, and kubelet leaves finding it to that tag',
    prevents: 'readiness',
    showsAfter: 60,
    inject: (world) => {
      for (const image of world.images) image.software.withoutProviderId = true;
      untag(world);
    },
  },
  'node-rbac-tampered': {
    cause: 'node-rbac-tampered',
    title: 'The binding that lets nodes ask for their serving certificate was removed',
    prevents: 'nothing',
    inject: (world) => {
      const state = stateOf(world);
      state.clusterRoleBindings = state.clusterRoleBindings.filter(
        ({ metadata }) => metadata.name !== 'eks:node-bootstrapper',
      );
    },
  },
};

function without(world: World, daemonSet: string, addon: string): void {
  removeDaemonSets(world, theCluster(world), daemonSet);
  world.addons = world.addons.filter(({ addonName }) => addonName !== addon);
}

const daemonSetNamed = (world: World, name: string): DaemonSet[] =>
  stateOf(world).daemonSets.filter(({ metadata }) => metadata.name === name);

function crash(world: World, name: string): void {
  for (const daemonSet of daemonSetNamed(world, name)) daemonSet.crashes = true;
}

function customNetworking(title: string, also: (world: World) => void): Fault {
  return {
    cause: 'cni-custom-networking-misconfigured',
    title,
    prevents: 'readiness',
    inject: (world) => {
      removeDaemonSets(world, theCluster(world), 'aws-node');
      const parts = awsNode(world);
      const environment = {
        ...parts.environment,
        AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true',
        ENI_CONFIG_LABEL_DEF: 'topology.kubernetes.io/zone',
      };
      addDaemonSet(world, theCluster(world), { ...parts, environment });
      also(world);
    },
    appliesTo: when.linux,
  };
}

/** An ENIConfig for a zone in which the node is not. */
function addEniConfig(world: World): void {
  const { name } = theCluster(world);
  stateOf(world).eniConfigs?.push({
    apiVersion: 'crd.k8s.amazonaws.com/v1alpha1',
    kind: 'ENIConfig',
    metadata: newMetadata(world, name, { name: `${world.account.region}z` }, world.startedAt),
    spec: { subnet: theNode(world).subnetId, securityGroups: [] },
  });
}

/** Adds a cluster beside the node's own and puts its name, endpoint and authority into user data. */
function joinOther(world: World): void {
  const own = theCluster(world);
  const { vpcId, subnetIds, endpointPublicAccess, endpointPrivateAccess, publicAccessCidrs } = own.resourcesVpcConfig;
  const inVpc = world.subnets.filter(({ subnetId }) => subnetIds.includes(subnetId));
  const vpc = world.vpcs.find((one) => one.vpcId === vpcId);
  if (!vpc) throw new Error(`no VPC ${vpcId} in this world`);
  const network = {
    vpc,
    privateSubnets: inVpc.filter(({ mapPublicIpOnLaunch }) => !mapPublicIpOnLaunch),
    publicSubnets: inVpc.filter(({ mapPublicIpOnLaunch }) => mapPublicIpOnLaunch),
  };
  const other = addCluster(world, network, {
    name: 'prod-us',
    version: own.version,
    endpoint: endpointPublicAccess ? (endpointPrivateAccess ? 'both' : 'public') : 'private',
    publicAccessCidrs,
    authentication: own.accessConfig?.authenticationMode ?? 'CONFIG_MAP',
    ipFamily: own.kubernetesNetworkConfig.ipFamily,
  });
  const theirs = world.securityGroups.filter(
    ({ groupId }) => groupId === other.resourcesVpcConfig.clusterSecurityGroupId,
  );
  for (const group of theirs) for (const node of nodeGroups(world)) addRule(world, group, tcpFromGroup(node, 443));
  mapNodeRole(world, other, theNodeRole(world));
  editUserData(world, (text) =>
    text
      .replaceAll(own.name, other.name)
      .replaceAll(own.endpoint, other.endpoint)
      .replaceAll(own.certificateAuthority, other.certificateAuthority),
  );
}

function untag(world: World): void {
  const tag = `kubernetes.io/cluster/${theCluster(world).name}`;
  for (const instance of world.instances) delete instance.tags[tag];
  for (const { launchTemplateData } of world.launchTemplates.flatMap(({ versions }) => versions)) {
    delete launchTemplateData.instanceTags?.[tag];
  }
}

function stuckTaint(key: string, taker: string): Fault {
  return {
    cause: 'startup-taint-stuck',
    title: `Nodes register with a taint that ${taker} should take off, and it is not installed`,
    prevents: 'readiness',
    showsAfter: 400,
    inject: (world) => {
      stateOf(world).startupTaints.push({ key, lastsMs: 0 });
    },
  };
}
