/**
 * The DaemonSets that bring nodes their network, as EKS and others publish them.
 * Sources: amazon-vpc-cni-k8s config/master/aws-k8s-cni.yaml; EKS user guide, managing-kube-proxy; Cilium's Helm chart.
 */
import { kubernetesOf, newMetadata } from './kubernetes.ts';
import { dnsSuffix } from './partition.ts';
import type { Cluster, DaemonSet, Partition, World } from './types.ts';

export interface DaemonSetParts {
  name: string;
  /** `kube-system` unless given. */
  namespace?: string;
  image: string;
  initImage?: string;
  /** Folders of the host that it mounts. */
  mounts?: string[];
  environment?: Record<string, string>;
}

/** The folders in which a network plugin leaves its program and its configuration. */
const cniFolders = ['/opt/cni/bin', '/etc/cni/net.d'];

/** Whether a DaemonSet brings a network plugin. */
export const isNetworkPlugin = ({ spec }: DaemonSet): boolean =>
  spec.template.spec.volumes.some(({ hostPath }) => cniFolders.includes(hostPath.path));

/** Adds a DaemonSet. One that mounts the CNI folders is a network plugin, whatever its name. */
export function addDaemonSet(world: World, cluster: Cluster, parts: DaemonSetParts): DaemonSet {
  const { name, namespace = 'kube-system', image, initImage, mounts = [], environment = {} } = parts;
  const daemonSet: DaemonSet = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: newMetadata(world, cluster.name, { name, namespace }, cluster.createdAt),
    spec: {
      template: {
        spec: {
          hostNetwork: true,
          initContainers: initImage ? [{ name: `${name}-init`, image: initImage }] : [],
          containers: [{ name, image, env: Object.entries(environment).map(([key, value]) => ({ name: key, value })) }],
          volumes: mounts.map((path, index) => ({ name: `host-${index}`, hostPath: { path } })),
        },
      },
    },
  };
  kubernetesOf(world, cluster.name).daemonSets.push(daemonSet);
  return daemonSet;
}

/** Takes the DaemonSets of these names away. */
export function removeDaemonSets(world: World, cluster: Cluster, ...names: string[]): void {
  const state = kubernetesOf(world, cluster.name);
  state.daemonSets = state.daemonSets.filter(({ metadata }) => !names.includes(metadata.name));
}

/** The DaemonSet of the VPC CNI. */
export const awsNode = (world: World, version = 'v1.21.1-eksbuild.1'): DaemonSetParts => ({
  name: 'aws-node',
  image: `${registry(world)}/amazon-k8s-cni:${version}`,
  initImage: `${registry(world)}/amazon-k8s-cni-init:${version}`,
  mounts: [...cniFolders, '/var/log/aws-routed-eni', '/run/xtables.lock'],
  environment: { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'false', WARM_ENI_TARGET: '1' },
});

/** The DaemonSet of kube-proxy. */
export const kubeProxy = (world: World, { version }: Cluster): DaemonSetParts => ({
  name: 'kube-proxy',
  image: `${registry(world)}/eks/kube-proxy:v${version}.3-minimal-eksbuild.2`,
  mounts: ['/var/log', '/run/xtables.lock', '/lib/modules'],
});

const cilium: DaemonSetParts = {
  name: 'cilium',
  image: 'quay.io/cilium/cilium:v1.18.2',
  mounts: [...cniFolders, '/sys/fs/bpf', '/var/run/cilium'],
  environment: { KUBERNETES_SERVICE_PORT: '443' },
};

/**
 * Cilium in place of the VPC CNI and kube-proxy (its kube-proxy replacement), as on a cluster made without the default
 * add-ons: nodes register with Cilium's taint, which Cilium takes off. Its images come over the internet.
 */
export function useCilium(world: World, cluster: Cluster, taintLastsMs = 0): void {
  removeDaemonSets(world, cluster, 'aws-node', 'kube-proxy');
  world.addons = world.addons.filter(({ clusterName }) => clusterName !== cluster.name);
  const state = kubernetesOf(world, cluster.name);
  delete state.eniConfigs;
  state.startupTaints.push({ key: 'node.cilium.io/agent-not-ready', lastsMs: taintLastsMs });
  addDaemonSet(world, cluster, cilium);
}

/** EKS user guide, add-ons-images: the account that holds the images of add-ons. */
const accounts: Record<Partition, string> = {
  aws: '602401143452',
  'aws-cn': '918309763551',
  'aws-us-gov': '013241004608',
};

const registry = (world: World): string =>
  `${accounts[world.account.partition]}.dkr.ecr.${world.account.region}.${dnsSuffix(world)}`;
