import type { Evidence, Topic } from './evidence.ts';
import { type Unknown, unknown } from './observed.ts';

/** The operation that tells each topic, spelled like its IAM action where AWS is asked. */
export const askedBy = {
  moment: 'none',
  instance: 'ec2:DescribeInstances',
  userData: 'ec2:DescribeInstanceAttribute',
  instanceStatus: 'ec2:DescribeInstanceStatus',
  console: 'ec2:GetConsoleOutput',
  ssmAgent: 'ssm:DescribeInstanceInformation',
  scaling: 'autoscaling:DescribeAutoScalingInstances',
  nodeInterfaces: 'ec2:DescribeNetworkInterfaces',
  profileAssociation: 'ec2:DescribeIamInstanceProfileAssociations',
  region: 'ec2:DescribeRegions',
  scalingActivities: 'autoscaling:DescribeScalingActivities',
  launchTemplate: 'ec2:DescribeLaunchTemplateVersions',
  image: 'ec2:DescribeImages',
  instanceType: 'ec2:DescribeInstanceTypes',
  instanceProfile: 'iam:GetInstanceProfile',
  nodeGroup: 'eks:DescribeNodegroup',
  cluster: 'eks:DescribeCluster',
  addons: 'eks:DescribeAddon',
  vpc: 'ec2:DescribeVpcs',
  vpcDns: 'ec2:DescribeVpcAttribute',
  dhcpOptions: 'ec2:DescribeDhcpOptions',
  subnets: 'ec2:DescribeSubnets',
  routeTables: 'ec2:DescribeRouteTables',
  networkAcls: 'ec2:DescribeNetworkAcls',
  securityGroups: 'ec2:DescribeSecurityGroups',
  vpcEndpoints: 'ec2:DescribeVpcEndpoints',
  natGateways: 'ec2:DescribeNatGateways',
  internetGateways: 'ec2:DescribeInternetGateways',
  clusterInterfaces: 'ec2:DescribeNetworkInterfaces',
  prefixLists: 'ec2:GetManagedPrefixListEntries',
  nodeRole: 'iam:GetRole',
  nodePermissions: 'iam:SimulatePrincipalPolicy',
  nodePolicies: 'iam:ListAttachedRolePolicies',
  cniIdentity: 'eks:DescribeAddon',
  cniPermissions: 'iam:SimulatePrincipalPolicy',
  clusterRole: 'iam:GetRole',
  clusterPermissions: 'iam:SimulatePrincipalPolicy',
  accessEntry: 'eks:DescribeAccessEntry',
  awsAuth: 'kubernetes:GetConfigMap',
  node: 'kubernetes:GetNode',
  systemPods: 'kubernetes:ListPods',
  daemonSets: 'kubernetes:ListDaemonSets',
  webhooks: 'kubernetes:ListWebhookConfigurations',
  eniConfigs: 'kubernetes:ListENIConfigs',
  cniServiceAccount: 'kubernetes:GetServiceAccount',
  windowsNetworking: 'kubernetes:GetConfigMap',
  nodeBootstrapper: 'kubernetes:GetClusterRoleBinding',
} as const satisfies Record<Topic, string>;

/** The names of all topics. */
export const TOPICS = Object.keys(askedBy) as readonly Topic[];

/** Why nothing was asked that only an instance can tell: a group has launched none. */
export const NO_INSTANCE = 'there is no instance';

/** Nobody asked for this topic, and why. */
export const notCollected = (topic: Topic, why: string): Unknown => unknown('not-collected', askedBy[topic], why);

/** Evidence in which nothing has been asked yet. */
export const nothingCollected = (why: string): Evidence =>
  Object.fromEntries(TOPICS.map((topic) => [topic, notCollected(topic, why)])) as unknown as Evidence;

/** What there is of an instance that EC2 does not know any more. */
export const instanceGone: Evidence = {
  ...nothingCollected('the instance is gone'),
  instance: { state: 'absent', call: askedBy.instance },
};
