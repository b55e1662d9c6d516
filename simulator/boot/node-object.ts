/** What a joining node leaves behind: its Node, the CNI's network interface, Karpenter's tags. */
import { nextId, nextUuid } from '../world/ids.ts';
import { addNetworkInterface } from '../world/interfaces.ts';
import { kubernetesOf, kubernetesTime, newMetadata, nextResourceVersion } from '../world/kubernetes.ts';
import type { Cluster, Instance, KubernetesNode, NodeSettings, World } from '../world/types.ts';
import { primaryInterface } from './aws-calls.ts';
import { runsVpcCni } from './image-contents.ts';

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

const pluginMissing =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';

/** Creates the Node as kubelet does, or takes up the one that bears its name, and gives it. */
export function registerNode(
  world: World,
  instance: Instance,
  cluster: Cluster,
  settings: NodeSettings,
  at: number,
): KubernetesNode {
  const state = kubernetesOf(world, cluster.name);
  const existing = nodeNamed(world, cluster.name, settings.nodeName);
  const node = existing ?? newNode(world, instance, cluster, settings, at);
  if (!existing) state.nodes.push(node);
  node.status.conditions = conditions(at, { ready: false });
  node.spec.taints = [notReady];
  node.metadata.resourceVersion = nextResourceVersion(state);
  instance.boot.registeredAt = at;
  instance.boot.cluster = cluster.name;
  instance.boot.nodeName = node.metadata.name;
  if (instance.tags['karpenter.sh/nodepool']) tagAsKarpenter(world, instance, node.metadata.name);
  return node;
}

/** Marks the Node Ready and adds the CNI's second interface (amazon-vpc-cni-k8s pkg/awsutils/awsutils.go). */
export function markReady(world: World, instance: Instance, cluster: Cluster, at: number): void {
  instance.boot.readyAt = at;
  const node = nodeNamed(world, cluster.name, instance.boot.nodeName ?? '');
  if (!node) return;
  node.status.conditions = conditions(at, { ready: true });
  node.spec.taints = [];
  node.metadata.resourceVersion = nextResourceVersion(kubernetesOf(world, cluster.name));
  if (cluster.kubernetesNetworkConfig.ipFamily === 'ipv4' && runsVpcCni(world, instance, cluster))
    addCniInterface(world, instance, cluster, at);
}

const nodeNamed = (world: World, clusterName: string, name: string): KubernetesNode | undefined =>
  kubernetesOf(world, clusterName).nodes.find(({ metadata }) => metadata.name === name);

function newNode(
  world: World,
  instance: Instance,
  cluster: Cluster,
  { nodeName, labels }: NodeSettings,
  at: number,
): KubernetesNode {
  const image = world.images.find(({ imageId }) => imageId === instance.imageId);
  const operatingSystem = image?.software.family === 'windows' ? 'windows' : 'linux';
  const architecture = instance.architecture === 'arm64' ? 'arm64' : 'amd64';
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      ...newMetadata(world, cluster.name, { name: nodeName }, at),
      labels: {
        'kubernetes.io/hostname': nodeName,
        'kubernetes.io/os': operatingSystem,
        'kubernetes.io/arch': architecture,
        'node.kubernetes.io/instance-type': instance.instanceType,
        'topology.kubernetes.io/region': world.account.region,
        'topology.kubernetes.io/zone': instance.availabilityZone,
        ...labels,
      },
      annotations: {},
    },
    spec: { providerID: `aws:///${instance.availabilityZone}/${instance.instanceId}` },
    status: {
      addresses: [
        { type: 'InternalIP', address: instance.privateIpAddress },
        { type: 'Hostname', address: nodeName },
      ],
      conditions: [],
      nodeInfo: {
        kubeletVersion: `v${image?.software.kubeletVersion}-eks-3025e55`,
        osImage: image?.software.family ?? '',
        architecture,
        operatingSystem,
      },
    },
  };
}

function conditions(at: number, { ready }: { ready: boolean }): KubernetesNode['status']['conditions'] {
  const time = { lastHeartbeatTime: kubernetesTime(at), lastTransitionTime: kubernetesTime(at) };
  return [
    {
      type: 'MemoryPressure',
      status: 'False',
      reason: 'KubeletHasSufficientMemory',
      message: 'kubelet has sufficient memory available',
      ...time,
    },
    {
      type: 'DiskPressure',
      status: 'False',
      reason: 'KubeletHasNoDiskPressure',
      message: 'kubelet has no disk pressure',
      ...time,
    },
    {
      type: 'PIDPressure',
      status: 'False',
      reason: 'KubeletHasSufficientPID',
      message: 'kubelet has sufficient PID available',
      ...time,
    },
    ready
      ? { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status', ...time }
      : { type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: pluginMissing, ...time },
  ];
}

/** Karpenter takes its own taint off and tags the instance once the node has registered. */
function tagAsKarpenter(world: World, instance: Instance, nodeName: string): void {
  instance.tags['karpenter.sh/nodeclaim'] ??=
    `${instance.tags['karpenter.sh/nodepool']}-${nextUuid(world).slice(0, 5)}`;
  instance.tags['Name'] ??= nodeName;
}

/** A CNI that starts again goes on with the interfaces that it has. */
const hasCniInterface = (world: World, { instanceId, networkInterfaceIds }: Instance): boolean =>
  world.networkInterfaces.some(
    (one) => networkInterfaceIds.includes(one.networkInterfaceId) && one.description === `aws-K8S-${instanceId}`,
  );

function addCniInterface(world: World, instance: Instance, cluster: Cluster, at: number): void {
  const subnet = world.subnets.find(({ subnetId }) => subnetId === instance.subnetId);
  if (!subnet || hasCniInterface(world, instance)) return;
  const added = addNetworkInterface(world, subnet, {
    description: `aws-K8S-${instance.instanceId}`,
    groups: [...(primaryInterface(world, instance)?.groups ?? [])],
    attachment: {
      attachmentId: nextId(world, 'eni-attach'),
      instanceId: instance.instanceId,
      instanceOwnerId: instance.ownerId,
      deviceIndex: instance.networkInterfaceIds.length,
      status: 'attached',
      attachTime: at,
      deleteOnTermination: true,
    },
    tags: {
      'node.k8s.amazonaws.com/instance_id': instance.instanceId,
      'cluster.k8s.amazonaws.com/name': cluster.name,
      'node.k8s.amazonaws.com/createdAt': kubernetesTime(at),
      'eks:eni:owner': 'amazon-vpc-cni',
    },
  });
  instance.networkInterfaceIds.push(added.networkInterfaceId);
}
