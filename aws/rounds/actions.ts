/**
 * The actions that are simulated, each list in one call.
 *
 * Source: AmazonEKSWorkerNodePolicy, AmazonEC2ContainerRegistryPullOnly, AmazonEKS_CNI_Policy and AmazonEKSClusterPolicy
 * (AWS managed policy reference), as far as a node cannot join or work without them.
 */
const NODE_ACTIONS = [
  'ec2:DescribeInstances',
  'eks:DescribeCluster',
  'ecr:GetAuthorizationToken',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
];

/** What the VPC CNI's role needs, for either family of addresses. */
export const CNI_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:AssignIpv6Addresses',
  'ec2:CreateNetworkInterface',
  'ec2:AttachNetworkInterface',
  'ec2:DescribeInstances',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
];

/** What the node role needs; the CNI runs as the node role where it has none of its own. */
export const NODE_ROLE_ACTIONS: readonly string[] = [...new Set([...NODE_ACTIONS, ...CNI_ACTIONS])];

/** What the authenticator and the cloud controller need of the cluster role to know a node. */
export const CLUSTER_ROLE_ACTIONS = ['ec2:DescribeInstances', 'ec2:DescribeNetworkInterfaces'];
