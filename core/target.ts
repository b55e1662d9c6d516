import type { Tags } from './evidence.ts';

/** Who launched the instance and looks after it. */
export type NodeKind = 'managed' | 'self-managed' | 'karpenter' | 'auto' | 'unknown';

/** The operating system family of the node. */
export type Platform = 'al2' | 'al2023' | 'bottlerocket' | 'windows' | 'ubuntu' | 'unknown';

/** Which cluster the instance should join, and how sure that is. */
export interface Tie {
  readonly cluster: string;
  /** `strong` ties come from EKS, Auto Scaling, eksctl or Karpenter; a `weak` one is not enough to accuse anybody. */
  readonly strength: 'strong' | 'medium' | 'weak';
  /** What ties it, such as `tag eks:cluster-name`. */
  readonly by: string;
}

/** The instance plus the cluster it should join. */
export interface Target {
  readonly instanceId: string;
  readonly region: string;
  readonly account: string;
  readonly tie: Tie | null;
  readonly nodeGroup: string | null;
  readonly nodeKind: NodeKind;
  readonly platform: Platform;
}

const CLUSTER_TAG = 'kubernetes.io/cluster/';

/**
 * Which cluster an instance should join, by its tags and, failing that, by the name in its user data.
 *
 * Order and strengths: field guide 3.1 (Karpenter pkg/apis/v1/labels.go, eksctl pkg/apis/eksctl.io/v1alpha5/types.go,
 * EKS user guide sec-group-reqs). Two different `kubernetes.io/cluster/` tags tie to nothing. `null` means: no node.
 */
export const resolveTie = (tags: Tags, userDataCluster?: string): Tie | null => {
  const strong = ['eks:cluster-name', 'aws:eks:cluster-name', 'eks:eks-cluster-name', 'alpha.eksctl.io/cluster-name'];
  for (const key of strong) {
    const cluster = tags[key];
    if (cluster) return { cluster, strength: 'strong', by: `tag ${key}` };
  }
  const named = Object.keys(tags)
    .filter((key) => key.startsWith(CLUSTER_TAG))
    .map((key) => key.slice(CLUSTER_TAG.length));
  const [only] = named;
  if (userDataCluster) {
    const agrees =
      named.includes(userDataCluster) || tags['aws:autoscaling:groupName'] !== undefined || isKarpenter(tags);
    // The machine itself says whose node it wants to be; a tag or a launcher beside it makes the tie strong.
    return { cluster: userDataCluster, strength: agrees ? 'strong' : 'medium', by: 'user data' };
  }
  if (named.length === 1 && only) {
    return isKarpenter(tags)
      ? { cluster: only, strength: 'strong', by: `tags ${CLUSTER_TAG}${only} and karpenter.sh/nodepool` }
      : { cluster: only, strength: 'weak', by: `tag ${CLUSTER_TAG}${only}` };
  }
  return null;
};

/** Who launched it, by its tags (field guide 3.1) and by `Operator.Managed`. */
export const nodeKindOf = (tags: Tags, serviceManaged: boolean): NodeKind => {
  if (serviceManaged) return 'auto';
  if (tags['eks:nodegroup-name']) return 'managed';
  if (isKarpenter(tags)) return 'karpenter';
  if (tags['aws:autoscaling:groupName'] || tags['alpha.eksctl.io/nodegroup-name']) return 'self-managed';
  return 'unknown';
};

/** The node group or node pool that the tags name. */
export const nodeGroupOf = (tags: Tags): string | null =>
  tags['eks:nodegroup-name'] ??
  tags['karpenter.sh/nodepool'] ??
  tags['alpha.eksctl.io/nodegroup-name'] ??
  tags['aws:autoscaling:groupName'] ??
  null;

const isKarpenter = (tags: Tags): boolean => tags['karpenter.sh/nodepool'] !== undefined;

/**
 * The family by the image's name as its publishers spell it (field guide, `ami-not-eks`); `amiType` of a managed
 * group and the flavour of user data stand in for names of a person's own making.
 */
export const platformOf = (seen: {
  imageName?: string;
  amiType?: string;
  windows?: boolean;
  userDataFlavour?: string;
}): Platform => {
  const name = (seen.imageName ?? '').toLowerCase();
  const type = (seen.amiType ?? '').toUpperCase();
  if (seen.windows || type.startsWith('WINDOWS') || seen.userDataFlavour === 'windows') return 'windows';
  if (name.includes('bottlerocket') || type.startsWith('BOTTLEROCKET')) return 'bottlerocket';
  if (name.includes('al2023') || type.startsWith('AL2023')) return 'al2023';
  if (name.startsWith('ubuntu-eks')) return 'ubuntu';
  if (/amazon-eks-(gpu-|arm64-)?node-\d/.test(name) || type.startsWith('AL2_')) return 'al2';
  if (seen.userDataFlavour === 'bottlerocket') return 'bottlerocket';
  if (seen.userDataFlavour === 'nodeconfig') return 'al2023';
  return 'unknown';
};
