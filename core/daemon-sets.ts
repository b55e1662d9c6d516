import type { DaemonSet } from './evidence.ts';

/** The DaemonSet of the VPC CNI (amazon-vpc-cni-k8s config/master/aws-k8s-cni.yaml). */
export const awsNodeIn = (daemonSets: readonly DaemonSet[]): DaemonSet | undefined =>
  daemonSets.find(({ namespace, name }) => namespace === 'kube-system' && name === 'aws-node');

/** Network plugins of another make. */
export const otherPluginsIn = (daemonSets: readonly DaemonSet[]): DaemonSet[] =>
  daemonSets.filter((one) => one.mountsCni && one !== awsNodeIn(daemonSets));

/**
 * The VPC CNI where it serves: who installs Cilium leaves aws-node in place with a selector that no node fits (Cilium,
 * "Installation using Helm", EKS).
 */
export const vpcCniIn = (daemonSets: readonly DaemonSet[]): DaemonSet | undefined => {
  const awsNode = awsNodeIn(daemonSets);
  return awsNode && !awsNode.desired && otherPluginsIn(daemonSets).length > 0 ? undefined : awsNode;
};

/** The DaemonSet of kube-proxy, by its name or by the image that it runs. */
export const kubeProxyIn = (daemonSets: readonly DaemonSet[]): DaemonSet | undefined =>
  daemonSets.find(({ name, images }) => name === 'kube-proxy' || images.some((image) => image.includes('kube-proxy')));

/** Programs that can stand in for kube-proxy, by the names that their makers give them. */
const PROXY_LIKE = /cilium|calico|antrea|kube-router|kube-ovn|ovnkube|kpng/;

/** Other DaemonSets than the VPC CNI that may serve the addresses of services in place of kube-proxy. */
export const proxyLikeIn = (daemonSets: readonly DaemonSet[]): DaemonSet[] =>
  daemonSets.filter(
    (one) =>
      one !== awsNodeIn(daemonSets) &&
      (one.mountsCni || [one.name, ...one.images].some((text) => PROXY_LIKE.test(text))),
  );

/** The DaemonSets without which a node gets no network: the plugins and kube-proxy. */
export const networkIn = (daemonSets: readonly DaemonSet[]): DaemonSet[] =>
  [vpcCniIn(daemonSets), kubeProxyIn(daemonSets), ...otherPluginsIn(daemonSets)].filter((one) => one !== undefined);
