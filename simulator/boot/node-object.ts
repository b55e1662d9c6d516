/** What a joining node leaves behind: its Node, the CNI's network interface, Karpenter's tags. */
import { nextId, nextUuid } from '../world/ids.ts';
import { addNetworkInterface } from '../world/interfaces.ts';
import { kubernetesOf, kubernetesTime, newMetadata, nextResourceVersion } from '../world/kubernetes.ts';
import type { Cluster, Instance, KubernetesNode, NodeSettings, World } from '../world/types.ts';
import { primaryInterface } from './aws-calls.ts';
import { runsVpcCni } from './image-contents.ts';
import { placePods } from './pods.ts';
import { becomeReady, startNetwork } from './readiness.ts';
import { isInitialized, taintsLeft, uninitialized } from './taints.ts';

const notReady = 'node.kubernetes.io/not-ready';

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
  node.status.conditions = conditions(at, { ready: false, shortOf: instance.shortOf });
  node.spec.taints = [notReady, uninitialized, ...state.startupTaints.map(({ key }) => key)].map(tainted);
  node.metadata.resourceVersion = nextResourceVersion(state);
  instance.boot.registeredAt = at;
  instance.boot.cluster = cluster.name;
  instance.boot.nodeName = node.metadata.name;
  // Karpenter sees the Nodes of its own cluster alone.
  if (instance.tags['karpenter.sh/nodepool'] && instance.tags['eks:eks-cluster-name'] === cluster.name) {
    tagAsKarpenter(world, instance, node.metadata.name);
  }
  return node;
}

/**
 * Brings the Node on: the cloud controller initializes it, the network plugin makes it Ready and adds its second
 * interface (amazon-vpc-cni-k8s pkg/awsutils/awsutils.go), and whoever put a startup taint there takes it off.
 */
export function finishNode(world: World, instance: Instance, cluster: Cluster, at: number): void {
  const node = nodeNamed(world, cluster.name, instance.boot.nodeName ?? '');
  if (!node) return;
  const network = startNetwork(world, instance, cluster);
  placePods(world, instance, cluster, network, at);
  const found = isInitialized(world, instance, cluster);
  const left = network.ok ? taintsLeft(world, instance, cluster, at) : undefined;
  node.spec.taints = (node.spec.taints ?? []).filter(({ key }) =>
    key === uninitialized ? !found : (left?.includes(key) ?? true),
  );
  if (found) node.spec.providerID ??= providerId(instance);
  node.metadata.resourceVersion = nextResourceVersion(kubernetesOf(world, cluster.name));
  if (!network.ok) return;
  if (!isReady(node)) node.status.conditions = conditions(at, { ready: true });
  if (cluster.kubernetesNetworkConfig.ipFamily === 'ipv4' && runsVpcCni(world, instance, cluster))
    addCniInterface(world, instance, cluster, at);
  if (becomeReady(world, instance, cluster, at).ok) instance.boot.readyAt = at;
}

const tainted = (key: string) => ({ key, effect: 'NoSchedule' });

const providerId = ({ availabilityZone, instanceId }: Instance): string => `aws:///${availabilityZone}/${instanceId}`;

const isReady = ({ status }: KubernetesNode): boolean =>
  status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');

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
    spec: image?.software.withoutProviderId ? {} : { providerID: providerId(instance) },
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

function conditions(
  at: number,
  { ready, shortOf }: { ready: boolean; shortOf?: Instance['shortOf'] },
): KubernetesNode['status']['conditions'] {
  const time = { lastHeartbeatTime: kubernetesTime(at), lastTransitionTime: kubernetesTime(at) };
  const pressures = [
    ['Memory', 'KubeletHasSufficientMemory'],
    ['Disk', 'KubeletHasNoDiskPressure'],
    ['PID', 'KubeletHasSufficientPID'],
  ] as const;
  return [
    ...pressures.map(([what, healthy]) => {
      const isShort = what === shortOf;
      const reason = isShort ? `KubeletHas${what}Pressure` : healthy;
      return {
        type: `${what}Pressure`,
        status: isShort ? ('True' as const) : ('False' as const),
        reason,
        message: `kubelet has ${isShort ? '' : 'no '}${what} pressure`,
        ...time,
      };
    }),
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
