import type { Image, Instance } from '../core/evidence.ts';
import type { Subject } from '../core/finding.ts';

/** Names under which AWS, Bottlerocket and Canonical publish images for EKS (field guide, `ami-not-eks`). */
const PUBLISHED = [
  /^amazon-eks-(?:gpu-|arm64-)?node-(?:al2023-(?:x86_64|arm64)-[a-z]+-)?\d+\.\d+-v\d{8}$/,
  /^bottlerocket-aws-k8s-\d+\.\d+[\w.-]*$/,
  /^Windows_Server-\d+-English-\w+-EKS_Optimized-\d+\.\d+-[\d.]+$/,
  /^ubuntu-eks(?:-pro)?\/[\w./-]+$/,
];

/**
 * Whether the image is one that its publisher built for EKS. An image of the account's own may hold anything, also when
 * it kept the name: it may bring its configuration along.
 */
export const isPublishedImage = (image: Image | undefined, account: string): boolean =>
  image !== undefined && image.ownerId !== account && PUBLISHED.some((name) => name.test(image.name));

/** What the user data comes from, shared by all instances with the same fault: template, group, node pool, instance. */
export const originOf = (instance: Instance): Subject => {
  const origins: [string, string | undefined][] = [
    ['launch-template', instance.tags['aws:ec2launchtemplate:id']],
    ['auto-scaling-group', instance.tags['aws:autoscaling:groupName']],
    ['node-pool', instance.tags['karpenter.sh/nodepool']],
    ['node-group', instance.tags['eks:nodegroup-name']],
  ];
  const [kind, id] = origins.find(([, found]) => found) ?? ['instance', instance.id];
  return { kind, id: id ?? instance.id };
};
