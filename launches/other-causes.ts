import type { CauseMeta } from '../core/check.ts';

const ISSUES = 'https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html';
const NODE_TROUBLE = 'https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html';

/** What health issues of a node group only hint at; the checks of these causes know more. */
export const OTHER_ISSUE_CAUSES = {
  'apiserver-overloaded': {
    why: 'Nodes cannot register with an API server that does not answer in time.',
    heals: 'running',
    docs: [ISSUES],
    atMost: 'suspect',
    manual: 'See whether several groups of the cluster fail at once: kubectl get --raw /readyz?verbose',
  },
  'ip-family-mismatch': {
    why: 'Nodes of an IPv6 cluster need an IPv6 address, which the subnet does not give them.',
    heals: 'new-node',
    docs: ['https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html'],
    atMost: 'suspect',
    manual: 'aws ec2 modify-subnet-attribute --subnet-id SUBNET --assign-ipv6-address-on-creation',
  },
  'kubelet-invalid-node-labels': {
    why: 'kubelet does not start with labels that it must not set.',
    heals: 'new-node',
    docs: ['https://kubernetes.io/docs/reference/labels-annotations-taints/'],
    atMost: 'suspect',
    manual: 'aws eks update-nodegroup-config --cluster-name CLUSTER --nodegroup-name GROUP --labels removeLabels=KEY',
  },
  'public-subnet-no-public-ip': {
    why: 'In a public subnet a node without a public address reaches nothing.',
    heals: 'new-node',
    docs: [NODE_TROUBLE],
    atMost: 'suspect',
    manual: 'aws ec2 modify-subnet-attribute --subnet-id SUBNET --map-public-ip-on-launch',
  },
} as const satisfies Partial<Record<string, CauseMeta>>;

/** A cause that a health issue only hints at. */
export type OtherIssueCause = keyof typeof OTHER_ISSUE_CAUSES;
