import { defineCheck } from '../../core/check.ts';
import { vpcCniIn } from '../../core/daemon-sets.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';

/** EKS user guide, al2023: the first version of the VPC CNI that serves Amazon Linux 2023. */
const LEAST = [1, 16, 2] as const;

/** EKS user guide, al2023. */
export default defineCheck({
  id: 'cni-version-fits-image',
  title: 'The VPC CNI is new enough for the image of the node',
  stage: 'ready',
  needs: ['instance', 'daemonSets'],
  uses: ['cluster', 'image', 'nodeGroup', 'userData'],
  causes: {
    'cni-version-too-old': {
      why: 'Amazon Linux 2023 needs version 1.16.2 of the VPC CNI or a later one.',
      heals: 'running',
      atMost: 'likely',
      manual: 'aws eks update-addon --cluster-name CLUSTER --addon-name vpc-cni --addon-version VERSION',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/al2023.html'],
    },
  },
  judge({ instance, daemonSets, cluster, image, nodeGroup, userData }) {
    if (!instance || instance.serviceManaged) return [];
    const platform = platformOf({
      imageName: valueOf(image)?.name,
      amiType: valueOf(nodeGroup)?.amiType,
      windows: instance.windows,
      userDataFlavour: valueOf(userData)?.flavour,
    });
    const cni = vpcCniIn(daemonSets ?? [])?.images.find((name) => /amazon-k8s-cni:/.test(name));
    const version = versionOf(cni ?? '');
    if (platform !== 'al2023' || !cni || !version || !isOlder(version, LEAST)) return [];
    const name = valueOf(cluster)?.name ?? 'CLUSTER';
    return [
      {
        cause: 'cni-version-too-old',
        certainty: 'likely',
        subject: { kind: 'cluster', id: name },
        says: `aws-node is of version ${version.join('.')}, and Amazon Linux 2023 needs ${LEAST.join('.')} or later.`,
        facts: { image: cni, version: version.join('.'), least: LEAST.join('.') },
        evidence: [{ source: 'kubernetes:ListDaemonSets', says: `aws-node runs ${cni}` }],
        commands: [
          `aws eks describe-addon-versions --addon-name vpc-cni --kubernetes-version ${valueOf(cluster)?.version ?? 'VERSION'}`,
        ],
      },
    ];
  },
});

const versionOf = (image: string): number[] | undefined => /:v?(\d+)\.(\d+)\.(\d+)/.exec(image)?.slice(1).map(Number);

const isOlder = (version: readonly number[], least: readonly number[]): boolean => {
  const at = least.findIndex((part, index) => part !== version[index]);
  return at >= 0 && (version[at] ?? 0) < (least[at] ?? 0);
};
