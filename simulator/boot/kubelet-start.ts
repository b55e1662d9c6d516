/**
 * Whether kubelet starts at all with what the node was told, on the machine that it is on.
 * Sources: kubernetes cmd/kubelet/app/options/options.go ValidateKubeletFlags, staging/src/k8s.io/kubelet/pkg/apis,
 * pkg/kubelet/cm; Kubernetes releases 1.24 to 1.35; EC2 user guide, instance store swap volumes.
 */
import type { Image, Instance, NodeSettings, World } from '../world/types.ts';
import { failure, type Outcome, success } from './outcome.ts';

/** Labels in the namespaces of Kubernetes that kubelet may set itself, besides the two namespaces meant for it. */
const wellKnown = [
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/instance-type',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
];

/** Flags, or their beginnings with a value, and the minor of the first kubelet that ends at them. */
const removed: [string, number][] = [
  ['--network-plugin', 24],
  ['--logtostderr', 26],
  ['--cloud-provider=aws', 27],
  ['--container-runtime=', 27],
  ['--pod-infra-container-image', 35],
];

/** kubelet's own checks, in its order: flags, labels, configuration, then the host. */
export function startKubelet(world: World, instance: Instance, settings: NodeSettings): Outcome<undefined> {
  const image = world.images.find(({ imageId }) => imageId === instance.imageId);
  const minor = Number(image?.software.kubeletVersion.split('.')[1]);
  const flag = flagsOf(settings, image).find((one) =>
    removed.some(([gone, from]) => one.startsWith(gone) && minor >= from),
  );
  if (flag) return failure(`failed to parse kubelet flag: unknown flag: ${flag.split('=')[0]}`);
  const refused = Object.keys(settings.labels).filter((key) => !isKubeletLabel(key));
  if (refused.length) return failure(`unknown 'kubernetes.io' or 'k8s.io' labels: [${refused.join(' ')}]`);
  const maxPods = settings.kubeletConfig?.['maxPods'];
  if (typeof maxPods === 'string')
    return failure('failed to load kubelet config file: cannot unmarshal string into maxPods');
  if (['c1.medium', 'm1.small'].includes(instance.instanceType))
    return failure('running with swap on is not supported');
  if (image?.software.family === 'al2' && minor >= 35) {
    return failure('kubelet is configured to not run on a host using cgroup v1');
  }
  return success(undefined);
}

/** bootstrap.sh of Amazon Linux 2 passes the pause image to every kubelet (amazon-eks-ami, KUBELET_ARGS). */
const flagsOf = ({ flags = [] }: NodeSettings, image: Image | undefined): string[] =>
  image?.software.family === 'al2' ? ['--pod-infra-container-image=eks/pause:3.5', ...flags] : flags;

function isKubeletLabel(key: string): boolean {
  const namespace = key.split('/').slice(0, -1).join('/');
  const belongsTo = (parent: string): boolean => `.${namespace}`.endsWith(`.${parent}`);
  if (!belongsTo('kubernetes.io') && !belongsTo('k8s.io')) return true;
  return belongsTo('kubelet.kubernetes.io') || belongsTo('node.kubernetes.io') || wellKnown.includes(key);
}
