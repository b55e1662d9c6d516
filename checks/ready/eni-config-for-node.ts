import { defineCheck, notJudged } from '../../core/check.ts';
import { vpcCniIn } from '../../core/daemon-sets.ts';
import type { Instance, KubernetesNode } from '../../core/evidence.ts';
import { valueOf } from '../../core/observed.ts';

const ZONE_LABELS = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];

/** EKS user guide, cni-custom-network; amazon-vpc-cni-k8s pkg/eniconfig/eniconfig.go. */
export default defineCheck({
  id: 'eni-config-for-node',
  title: 'With custom networking the node has an ENIConfig',
  stage: 'ready',
  needs: ['instance', 'daemonSets'],
  uses: ['eniConfigs', 'node'],
  causes: {
    'cni-custom-networking-misconfigured': {
      why: 'With custom networking on, the VPC CNI takes no address before it finds the ENIConfig that is named for the node.',
      heals: 'running',
      atMost: 'likely',
      manual: 'kubectl get eniconfigs; make one whose name is what the label or annotation of the node says',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/cni-custom-network.html'],
    },
  },
  judge({ instance, daemonSets, eniConfigs, node }) {
    const settings = vpcCniIn(daemonSets ?? [])?.settings ?? {};
    if (!instance || instance.serviceManaged || instance.windows) return [];
    if (settings['AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG'] !== 'true') return [];
    if (eniConfigs.state === 'unknown') return [notJudged(eniConfigs, 'ENIConfigs for custom networking')];
    const names = valueOf(eniConfigs) ?? [];
    const label = settings['ENI_CONFIG_LABEL_DEF'] || 'k8s.amazonaws.com/eniConfig';
    const wanted = wantedName(instance, valueOf(node), label);
    if (names.length > 0 && (wanted === undefined || names.includes(wanted))) return [];
    // Before the Node exists nobody knows its labels and annotations.
    const sure = names.length === 0 || node.state === 'known';
    return [
      {
        cause: 'cni-custom-networking-misconfigured',
        certainty: sure ? 'likely' : 'suspect',
        subject: { kind: 'eni-config', id: wanted ?? 'default' },
        says: `Custom networking is on, and there is no ENIConfig ${wanted ?? 'at all'}.`,
        facts: { label, wanted: wanted ?? null, eniConfigs: names, zone: instance.availabilityZone },
        evidence: [
          { source: 'kubernetes:ListDaemonSets', says: 'aws-node AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG=true' },
          { source: 'kubernetes:ListENIConfigs', says: names.length > 0 ? names.join(', ') : 'none' },
        ],
        commands: ['kubectl get eniconfigs'],
      },
    ];
  },
});

/** The ENIConfig that the VPC CNI looks for; undefined where only the Node could tell. */
const wantedName = (
  { availabilityZone }: Instance,
  node: KubernetesNode | undefined,
  label: string,
): string | undefined => {
  if (!node) return ZONE_LABELS.includes(label) ? availabilityZone : undefined;
  return node.labels['vpc.amazonaws.com/externalEniConfig'] ?? node.eniConfig ?? node.labels[label] ?? 'default';
};
