import type { Evidence, Instance, NetworkInterface } from './evidence.ts';
import type { Proof } from './finding.ts';
import { valueOf } from './observed.ts';
import { hasPassed, heightOf, type Stage } from './stages.ts';
import { isUsable } from './startup-taints.ts';

/** How far a node has come, and what proves each rung, highest first. */
export interface Progress {
  /** `null` where nothing proves that EC2 ever ran the instance. */
  readonly reached: Stage | null;
  readonly proofs: readonly (Proof & { readonly stage: Stage })[];
}

/**
 * The highest rung that anything proves. Absence of a signal proves nothing: it only leaves the node lower.
 *
 * Signals of registration without Kubernetes access: the VPC CNI's own interface and Karpenter's `karpenter.sh/nodeclaim`
 * tag (amazon-vpc-cni-k8s pkg/awsutils; karpenter-provider-aws pkg/controllers/nodeclaim/tagging).
 */
export const progressOf = (evidence: Evidence): Progress => {
  const proofs = [...readiness(evidence), ...registration(evidence), ...ownWords(evidence), ...boot(evidence)].sort(
    (a, b) => heightOf(b.stage) - heightOf(a.stage),
  );
  return { reached: proofs[0]?.stage ?? null, proofs };
};

/** What proves that the node has passed `stage`, if anything does. */
export const proofOf = (progress: Progress, stage: Stage): (Proof & { stage: Stage }) | undefined =>
  progress.proofs.find((proof) => hasPassed(proof.stage, stage));

type StageProof = Proof & { stage: Stage };

/** Ready and free of the taints that hold pods back until somebody has finished the node. */
const readiness = ({ node }: Evidence): StageProof[] =>
  node.state === 'known' && isUsable(node.value)
    ? [{ stage: 'ready', source: 'kubernetes:GetNode', says: `Node ${node.value.name} is Ready` }]
    : [];

const registration = (evidence: Evidence): StageProof[] => {
  const proofs: StageProof[] = [];
  const node = valueOf(evidence.node);
  if (node) proofs.push({ stage: 'registered', source: 'kubernetes:GetNode', says: `Node ${node.name} exists` });
  const instance = valueOf(evidence.instance);
  if (!instance) return proofs;
  const claim = instance.tags['karpenter.sh/nodeclaim'];
  if (claim && instance.tags['karpenter.sh/nodepool']) {
    proofs.push({ stage: 'registered', source: 'ec2:DescribeInstances', says: `tag karpenter.sh/nodeclaim=${claim}` });
  }
  const cluster = valueOf(evidence.cluster)?.name;
  const own = (valueOf(evidence.nodeInterfaces) ?? []).find((eni) => isMadeByCni(eni, instance, cluster));
  if (own)
    proofs.push({
      stage: 'registered',
      source: 'ec2:DescribeNetworkInterfaces',
      says: `${own.id} was made by the VPC CNI of this node`,
    });
  return proofs;
};

/**
 * An interface that the VPC CNI of this very boot made: one from before a stop or reboot proves nothing, and one that
 * is tagged for another cluster proves that the node joined there.
 */
export const isMadeByCni = (
  eni: NetworkInterface,
  instance: Pick<Instance, 'id' | 'launchTime'>,
  cluster: string | undefined,
): boolean => {
  const owner = eni.tags[CNI_CLUSTER_TAG];
  if (owner !== undefined && cluster !== undefined && owner !== cluster) return false;
  const named =
    eni.description === `aws-K8S-${instance.id}` || eni.tags['node.k8s.amazonaws.com/instance_id'] === instance.id;
  const madeAt = Date.parse(eni.tags['node.k8s.amazonaws.com/createdAt'] ?? '');
  return named && madeAt > Date.parse(instance.launchTime);
};

/** How the VPC CNI marks its interfaces with its cluster (amazon-vpc-cni-k8s pkg/awsutils/awsutils.go). */
export const CNI_CLUSTER_TAG = 'cluster.k8s.amazonaws.com/name';

const ownWords = ({ console }: Evidence): StageProof[] =>
  (valueOf(console)?.signs ?? []).flatMap((sign) =>
    sign.passed ? [{ stage: sign.passed, source: `console: ${sign.program}`, says: sign.line }] : [],
  );

const boot = ({ instance, instanceStatus, ssmAgent }: Evidence): StageProof[] => {
  const proofs: StageProof[] = [];
  if (valueOf(instanceStatus)?.instance === 'ok') {
    proofs.push({ stage: 'booted', source: 'ec2:DescribeInstanceStatus', says: 'InstanceStatus=ok' });
  }
  if (valueOf(ssmAgent)?.pingStatus === 'Online') {
    proofs.push({ stage: 'booted', source: 'ssm:DescribeInstanceInformation', says: 'PingStatus=Online' });
  }
  if (instance.state === 'known' && instance.value.state === 'running') {
    proofs.push({ stage: 'launched', source: 'ec2:DescribeInstances', says: `State=${instance.value.state}` });
  }
  return proofs;
};
