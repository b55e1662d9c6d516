import type { DaemonSet } from './evidence.ts';

/** The DaemonSet of the VPC CNI (amazon-vpc-cni-k8s config/master/aws-k8s-cni.yaml). */
export const awsNodeIn = (daemonSets: readonly DaemonSet[]): DaemonSet | undefined =>
  daemonSets.find(({ namespace, name }) => namespace === 'kube-system' && name === 'aws-node');

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
  daemonSets.filter((one) => one.mountsCni || one === awsNodeIn(daemonSets) || one === kubeProxyIn(daemonSets));
