import type { Image, Instance, NodeGroup } from '../core/evidence.ts';
import type { Proof } from '../core/finding.ts';
import { BOTTLEROCKET_ACCOUNTS, CANONICAL_ACCOUNTS, EKS_ACCOUNTS, WINDOWS_ACCOUNTS } from './publishers.ts';

/** Names under which AWS, Bottlerocket and Canonical publish images for EKS (field guide, `ami-not-eks`). */
const PUBLISHED = [
  /^amazon-eks-(?:gpu-|arm64-)?node-(?:al2023-(?:x86_64|arm64)-[a-z]+(?:-\d+)?-)?\d+\.\d+-v\d{8}$/,
  /^bottlerocket-aws-k8s-\d+\.\d+[\w.-]*$/,
  /^Windows_Server-\d+-English-\w+-EKS_Optimized-\d+\.\d+-[\d.]+$/,
  /^ubuntu-eks(?:-pro)?\/[\w./-]+$/,
];

const PUBLISHERS = [EKS_ACCOUNTS, BOTTLEROCKET_ACCOUNTS, WINDOWS_ACCOUNTS, CANONICAL_ACCOUNTS];

/** Whether EKS itself owns the image. */
export const isOwnedByEks = ({ ownerId }: Image): boolean => EKS_ACCOUNTS.has(ownerId);

/**
 * Whether the image is one that its publisher built for EKS. An image of anybody else may hold anything, also when it
 * kept the name: it may bring its configuration along.
 */
export const isPublishedImage = (image: Image | undefined): boolean =>
  image !== undefined &&
  PUBLISHED.some((name) => name.test(image.name)) &&
  PUBLISHERS.some((accounts) => accounts.has(image.ownerId));

/** Where such names, and those of copies, carry the Kubernetes version; EKS began with 1.10. */
const VERSION_IN_NAME = /(?:amazon-eks-[\w.-]*?|bottlerocket-aws-k8s-|EKS_Optimized-|k8s_)(?<![\d.])1\.(\d\d)(?!\d)/i;

/** The minor of a Kubernetes version such as `1.33`, `v1.33` or `1.33+`; `undefined` for what is none. */
export const minorOf = (version: string | undefined): number | undefined => {
  const [, minor] = /^\s*v?1\.(\d{1,2})(?=[.+-]|\s*$)/.exec(version ?? '') ?? [];
  return minor === undefined ? undefined : Number(minor);
};

/** The Kubernetes minor of a node's kubelet, and what says so. */
export interface NodeMinor {
  readonly minor: number;
  /** A publisher's image is what its name says; other names, and the version of a group on its way to it, may not be. */
  readonly sure: boolean;
  readonly proof: Proof;
}

/** The minor of kubelet by the image's name, else by the version of a managed group that has no image of its own. */
export const nodeMinorOf = (image: Image | undefined, nodeGroup: NodeGroup | undefined): NodeMinor | undefined => {
  const name = image?.name.slice(0, 256) ?? '';
  const [, minor] = VERSION_IN_NAME.exec(name) ?? [];
  if (minor !== undefined) {
    const proof = { source: 'ec2:DescribeImages', says: `Name tells Kubernetes 1.${minor}` };
    return { minor: Number(minor), sure: isPublishedImage(image), proof };
  }
  const grouped = nodeGroup?.amiType === 'CUSTOM' ? undefined : minorOf(nodeGroup?.version);
  if (grouped === undefined) return undefined;
  return { minor: grouped, sure: false, proof: { source: 'eks:DescribeNodegroup', says: `version=1.${grouped}` } };
};

/** The AWS CLI line that names the Amazon Linux 2023 image of a version (EKS user guide, retrieve-ami-id). */
export const recommendedImage = ({ architecture, region }: Instance, minor: number): string => {
  const machine = architecture === 'arm64' ? 'arm64' : 'x86_64';
  const name = `/aws/service/eks/optimized-ami/1.${minor}/amazon-linux-2023/${machine}/standard/recommended/image_id`;
  return `aws ssm get-parameter --name ${name} --region ${region} --query Parameter.Value --output text`;
};
