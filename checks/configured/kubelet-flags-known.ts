import { defineCheck } from '../../core/check.ts';
import type { Cluster } from '../../core/evidence.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { minorOf, type NodeMinor, nodeMinorOf, originOf, readsGrammar } from '../../userdata/index.ts';

/**
 * The Kubernetes minor from which kubelet ends at a flag; with a value, only at this value.
 *
 * Sources: Kubernetes blog, removals in 1.24 and 1.27; Kubernetes docs, System Logs (klog flags, 1.26); kubernetes
 * pkg/kubelet container_runtime.go (1.35); kubernetes 1.27, which has no built-in AWS provider any more.
 */
const REMOVED_IN: Readonly<Record<string, number>> = {
  '--network-plugin': 24,
  '--add-dir-header': 26,
  '--alsologtostderr': 26,
  '--log-backtrace-at': 26,
  '--log-dir': 26,
  '--log-file': 26,
  '--log-file-max-size': 26,
  '--logtostderr': 26,
  '--one-output': 26,
  '--skip-headers': 26,
  '--skip-log-headers': 26,
  '--stderrthreshold': 26,
  '--cloud-provider=aws': 27,
  '--container-runtime': 27,
  '--pod-infra-container-image': 35,
};

/** The flag that bootstrap.sh of Amazon Linux 2 itself passes (amazon-eks-ami templates/al2/runtime/bootstrap.sh). */
const OF_BOOTSTRAP_SH = '--pod-infra-container-image';

/** How many minors kubelet may be older than the API server (Kubernetes version skew policy). */
const OLDEST = 3;

/** kubernetes cmd/kubelet/app/server.go: an unknown flag ends kubelet. */
export default defineCheck({
  id: 'kubelet-flags-known',
  title: 'Every kubelet flag of the user data exists in this Kubernetes version',
  stage: 'configured',
  needs: ['instance', 'userData'],
  uses: ['image', 'nodeGroup', 'cluster'],
  causes: {
    'kubelet-bad-flag-or-config': {
      why: 'kubelet exits at a flag that its version does not know any more.',
      heals: 'new-node',
      docs: [
        'https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html',
        'https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/',
      ],
      atMost: 'certain',
      manual: 'Take FLAG out of the kubelet arguments in the user data and launch new nodes.',
    },
  },
  judge({ instance, userData, image, nodeGroup, cluster }) {
    if (!instance || instance.serviceManaged || !userData || userData.standalone) return [];
    const [seenImage, group] = [valueOf(image), valueOf(nodeGroup)];
    const { windows } = instance;
    const platform = platformOf({ imageName: seenImage?.name, amiType: group?.amiType, windows });
    const node = nodeMinorOf(seenImage, group) ?? oldestIn(valueOf(cluster));
    if (!node || !readsGrammar(platform, userData.flavour)) return [];
    const given = (userData.kubeletFlags ?? []).flatMap((flag) => [flag, flag.split('=')[0] ?? '']);
    const own = platform === 'al2' && userData.flavour === 'bootstrap-sh' ? [OF_BOOTSTRAP_SH] : [];
    const gone = (flags: readonly string[]): string[] => [
      ...new Set(flags.filter((flag) => Object.hasOwn(REMOVED_IN, flag) && node.minor >= (REMOVED_IN[flag] ?? 0))),
    ];
    const [asked, brought] = [gone(given), gone(own)];
    const flags = [...new Set([...asked, ...brought])];
    if (flags.length === 0) return [];
    const read = userData.flavour !== 'windows' && !userData.configuresElsewhere && userData.problems.length === 0;
    const sure = asked.length > 0 && node.sure && platform !== 'unknown' && read;
    return [
      {
        cause: 'kubelet-bad-flag-or-config',
        // kubelet was started, and ends before it calls anybody.
        stage: 'connected',
        certainty: sure ? 'certain' : 'likely',
        subject: originOf(instance),
        says:
          asked.length > 0
            ? `The user data of ${instance.id} passes kubelet 1.${node.minor} flags that it does not know: ${asked.join(', ')}.`
            : `bootstrap.sh on ${instance.id} passes ${OF_BOOTSTRAP_SH}, which kubelet 1.${node.minor} does not know.`,
        facts: { flags, nodeMinor: `1.${node.minor}`, platform, ofBootstrapSh: asked.length === 0 },
        evidence: [
          node.proof,
          ...(asked.length > 0
            ? [{ source: 'ec2:DescribeInstanceAttribute', says: `userData: kubelet flags ${asked.join(', ')}` }]
            : [{ source: 'ec2:DescribeInstanceAttribute', says: 'userData calls bootstrap.sh' }]),
        ],
        commands: [],
      },
    ];
  },
});

/** A node of unknown version is at least as new as the cluster still takes. */
const oldestIn = (cluster: Cluster | undefined): NodeMinor | undefined => {
  const minor = minorOf(cluster?.version);
  if (minor === undefined) return undefined;
  const proof = { source: 'eks:DescribeCluster', says: `version=1.${minor}: nodes are 1.${minor - OLDEST} or newer` };
  return { minor: minor - OLDEST, sure: false, proof };
};
