/**
 * The serial console of a node. nodeadm and pluto print there, cloud-init does, kubelet does not
 * (amazon-eks-ami nodeadm-*.service, from v20260224; bottlerocket pluto.service).
 */
import type { ImageSoftware, Instance, World } from '../world/types.ts';
import { timing } from './timing.ts';

/** Everything the present boot has printed so far. */
export function consoleText(world: World, instance: Instance, now: number): string {
  const image = world.images.find(({ imageId }) => imageId === instance.imageId);
  if (!image) return '';
  const { bootedAt, boot } = instance;
  const print = (at: number, lines: string[]) =>
    at > now ? [] : lines.map((line) => `[${((at - bootedAt) / 1000).toFixed(6).padStart(12)}] ${line}`);
  return [
    ...print(bootedAt + timing.kernelMs, kernelLines(image.software)),
    ...print(bootedAt + timing.agentStartMs, startLines[image.software.family]),
    ...(boot.failedAt === undefined ? [] : print(boot.failedAt, boot.lastWords ?? [])),
    ...(boot.configuredAt === undefined ? [] : print(boot.configuredAt, doneLines[image.software.family])),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** Windows shows no serial console: EC2 gives its last system events instead, of which a healthy start has none. */
const kernelLines = ({ family, release }: ImageSoftware): string[] =>
  family === 'windows'
    ? []
    : [`Linux version 6.12.53 (${family} ${release})`, 'systemd[1]: Detected virtualization amazon.'];

const startLines: Record<ImageSoftware['family'], string[]> = {
  al2023: [
    'nodeadm-config[1622]: INFO\tinit/init.go:57\tChecking user is root..',
    'nodeadm-config[1622]: INFO\tinit/init.go:66\tLoading configuration..',
  ],
  al2: ["cloud-init[3412]: Cloud-init v. 19.3 running 'modules:final'"],
  bottlerocket: ['systemd[1]: Starting Generate additional settings for Kubernetes...'],
  ubuntu: ["cloud-init[988]: Cloud-init v. 25.1 running 'modules:final'"],
  windows: [],
  other: ["cloud-init[1201]: Cloud-init v. 22.2 running 'modules:final'"],
};

const doneLines: Record<ImageSoftware['family'], string[]> = {
  al2023: [
    'cloud-init[1790]: __init__.py[WARNING]: Unhandled unknown content-type (application/node.eks.aws) userdata',
    'nodeadm-run[2101]: INFO\tinit/init.go:151\tdone!',
  ],
  al2: ['cloud-init[3412]: [eks-bootstrap] INFO: complete!'],
  bottlerocket: ['systemd[1]: Started Kubelet.'],
  ubuntu: ['cloud-init[988]: [eks-bootstrap] INFO: complete!'],
  windows: [],
  other: [],
};
