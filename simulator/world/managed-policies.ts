/**
 * The policies AWS manages for nodes and clusters.
 * Source: AWS managed policy reference (versions of 2026; AmazonEKSClusterPolicy cut to the services it names).
 */

import { awsPolicyArn } from './partition.ts';
import type { ManagedPolicy, PolicyDocument, World } from './types.ts';

const allow = (Action: string[], Resource: string | string[] = '*') => ({ Effect: 'Allow' as const, Action, Resource });
const document = (...Statement: PolicyDocument['Statement']): PolicyDocument => ({ Version: '2012-10-17', Statement });

const pullImages = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

const documents: Record<string, (partition: string) => PolicyDocument> = {
  AmazonEKSWorkerNodePolicy: () =>
    document({
      Sid: 'WorkerNodePermissions',
      ...allow([
        'ec2:DescribeInstances',
        'ec2:DescribeInstanceTypes',
        'ec2:DescribeRouteTables',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVolumes',
        'ec2:DescribeVolumesModifications',
        'ec2:DescribeVpcs',
        'eks:DescribeCluster',
        'eks-auth:AssumeRoleForPodIdentity',
      ]),
    }),
  AmazonEKSWorkerNodeMinimalPolicy: () =>
    document({ Sid: 'WorkerNodePermissions', ...allow(['eks-auth:AssumeRoleForPodIdentity']) }),
  AmazonEC2ContainerRegistryPullOnly: () => document(allow([...pullImages, 'ecr:BatchImportUpstreamImage'])),
  AmazonEC2ContainerRegistryReadOnly: () =>
    document(
      allow([
        ...pullImages,
        'ecr:BatchCheckLayerAvailability',
        'ecr:GetRepositoryPolicy',
        'ecr:DescribeRepositories',
        'ecr:ListImages',
        'ecr:DescribeImages',
        'ecr:GetLifecyclePolicy',
        'ecr:GetLifecyclePolicyPreview',
        'ecr:ListTagsForResource',
        'ecr:DescribeImageScanFindings',
      ]),
    ),
  AmazonEKS_CNI_Policy: (partition) =>
    document(
      {
        Sid: 'AmazonEKSCNIPolicy',
        ...allow([
          'ec2:AssignPrivateIpAddresses',
          'ec2:AttachNetworkInterface',
          'ec2:CreateNetworkInterface',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeInstances',
          'ec2:DescribeTags',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeInstanceTypes',
          'ec2:DescribeSubnets',
          'ec2:DetachNetworkInterface',
          'ec2:ModifyNetworkInterfaceAttribute',
          'ec2:UnassignPrivateIpAddresses',
        ]),
      },
      {
        Sid: 'AmazonEKSCNIPolicyENITag',
        ...allow(['ec2:CreateTags'], [`arn:${partition}:ec2:*:*:network-interface/*`]),
      },
    ),
  AmazonEKSClusterPolicy: () =>
    document({
      Sid: 'AmazonEKSClusterPolicy',
      ...allow([
        'autoscaling:DescribeAutoScalingGroups',
        'autoscaling:UpdateAutoScalingGroup',
        'ec2:AttachVolume',
        'ec2:AuthorizeSecurityGroupIngress',
        'ec2:CreateRoute',
        'ec2:CreateSecurityGroup',
        'ec2:CreateTags',
        'ec2:CreateVolume',
        'ec2:DeleteRoute',
        'ec2:DeleteSecurityGroup',
        'ec2:DeleteVolume',
        'ec2:DescribeInstances',
        'ec2:DescribeRouteTables',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVolumes',
        'ec2:DescribeVolumesModifications',
        'ec2:DescribeVpcs',
        'ec2:DescribeDhcpOptions',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeAvailabilityZones',
        'ec2:DetachVolume',
        'ec2:ModifyInstanceAttribute',
        'ec2:ModifyVolume',
        'ec2:RevokeSecurityGroupIngress',
        'ec2:DescribeAccountAttributes',
        'ec2:DescribeAddresses',
        'ec2:DescribeInternetGateways',
        'ec2:DescribeInstanceTopology',
        'elasticloadbalancing:AddTags',
        'elasticloadbalancing:CreateLoadBalancer',
        'elasticloadbalancing:DeleteLoadBalancer',
        'elasticloadbalancing:DescribeLoadBalancers',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
        'elasticloadbalancing:RegisterTargets',
        'kms:DescribeKey',
      ]),
    }),
  AmazonEKSVPCResourceController: () =>
    document(
      allow(['ec2:CreateNetworkInterfacePermission']),
      allow([
        'ec2:CreateNetworkInterface',
        'ec2:DetachNetworkInterface',
        'ec2:ModifyNetworkInterfaceAttribute',
        'ec2:DeleteNetworkInterface',
        'ec2:AttachNetworkInterface',
        'ec2:UnassignPrivateIpAddresses',
        'ec2:AssignPrivateIpAddresses',
      ]),
    ),
  AmazonSSMManagedInstanceCore: () =>
    document(
      allow([
        'ssm:DescribeAssociation',
        'ssm:GetDocument',
        'ssm:DescribeDocument',
        'ssm:GetManifest',
        'ssm:GetParameter',
        'ssm:GetParameters',
        'ssm:ListAssociations',
        'ssm:ListInstanceAssociations',
        'ssm:PutInventory',
        'ssm:PutComplianceItems',
        'ssm:UpdateAssociationStatus',
        'ssm:UpdateInstanceAssociationStatus',
        'ssm:UpdateInstanceInformation',
      ]),
      allow([
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ]),
      allow(['ec2messages:AcknowledgeMessage', 'ec2messages:GetMessages', 'ec2messages:SendReply']),
    ),
};

/** All AWS managed policies that the world knows, in the partition of the world. */
export function awsManagedPolicies(world: World): ManagedPolicy[] {
  return Object.entries(documents).map(([policyName, write]) => ({
    policyName,
    policyId: `ANPA${policyName
      .replace(/[^A-Za-z]/g, '')
      .toUpperCase()
      .slice(-17)
      .padStart(17, 'A')}`,
    arn: awsPolicyArn(world, policyName),
    path: '/',
    defaultVersionId: 'v1',
    createDate: Date.UTC(2018, 4, 27),
    document: write(world.account.partition),
  }));
}
