import type { Evidence, Topic } from '../../core/evidence.ts';
import { type Unknown, unknown } from '../../core/observed.ts';

/** The operation that tells each topic, spelled like its IAM action where AWS is asked. */
export const askedBy = {
  instance: 'ec2:DescribeInstances',
  userData: 'ec2:DescribeInstanceAttribute',
  instanceStatus: 'ec2:DescribeInstanceStatus',
  console: 'ec2:GetConsoleOutput',
  ssmAgent: 'ssm:DescribeInstanceInformation',
  scaling: 'autoscaling:DescribeAutoScalingInstances',
  nodeInterfaces: 'ec2:DescribeNetworkInterfaces',
  image: 'ec2:DescribeImages',
  instanceProfile: 'iam:GetInstanceProfile',
  nodeGroup: 'eks:DescribeNodegroup',
  cluster: 'eks:DescribeCluster',
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
} as const satisfies Record<Topic, string>;

/** Nobody asked for this topic, and why. */
export const notCollected = (topic: Topic, why: string): Unknown => unknown('not-collected', askedBy[topic], why);

/** Evidence in which nothing has been asked yet. */
export const nothingCollected = (why: string): Evidence => {
  const ask = (topic: Topic): Unknown => notCollected(topic, why);
  return {
    instance: ask('instance'),
    userData: ask('userData'),
    instanceStatus: ask('instanceStatus'),
    console: ask('console'),
    ssmAgent: ask('ssmAgent'),
    scaling: ask('scaling'),
    nodeInterfaces: ask('nodeInterfaces'),
    image: ask('image'),
    instanceProfile: ask('instanceProfile'),
    nodeGroup: ask('nodeGroup'),
    cluster: ask('cluster'),
    vpc: ask('vpc'),
    vpcDns: ask('vpcDns'),
    dhcpOptions: ask('dhcpOptions'),
    subnets: ask('subnets'),
    routeTables: ask('routeTables'),
    networkAcls: ask('networkAcls'),
    securityGroups: ask('securityGroups'),
    vpcEndpoints: ask('vpcEndpoints'),
    natGateways: ask('natGateways'),
    internetGateways: ask('internetGateways'),
    clusterInterfaces: ask('clusterInterfaces'),
    prefixLists: ask('prefixLists'),
    nodeRole: ask('nodeRole'),
    nodePermissions: ask('nodePermissions'),
    nodePolicies: ask('nodePolicies'),
    cniIdentity: ask('cniIdentity'),
    cniPermissions: ask('cniPermissions'),
    clusterRole: ask('clusterRole'),
    clusterPermissions: ask('clusterPermissions'),
    accessEntry: ask('accessEntry'),
    awsAuth: ask('awsAuth'),
    node: ask('node'),
  };
};

/** What there is of an instance that EC2 does not know any more. */
export const instanceGone: Evidence = {
  ...nothingCollected('the instance is gone'),
  instance: { state: 'absent', call: askedBy.instance },
};
