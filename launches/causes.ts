import type { CauseMeta } from '../core/check.ts';

const TROUBLESHOOTING = 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-instancelaunchfailure.html';
const ISSUES = 'https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html';
const NODE_TROUBLE = 'https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html';

/** What stays the same of each cause of a launch that fails, whoever tells it. */
export const LAUNCH_CAUSES = {
  'asg-launch-unsuccessful': {
    why: 'Auto Scaling could not launch the instance, so there is no machine that could join.',
    heals: 'new-node',
    docs: [TROUBLESHOOTING],
    umbrella: true,
    atMost: 'certain',
    manual: 'aws autoscaling describe-scaling-activities --auto-scaling-group-name ASG --max-items 5',
  },
  'ec2-insufficient-capacity': {
    why: 'EC2 has no machine of this type left in the zone, and Auto Scaling tries again and again.',
    heals: 'new-node',
    docs: [TROUBLESHOOTING, 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html'],
    atMost: 'certain',
    manual: 'Give the group more instance types or zones: aws eks create-nodegroup … --instance-types TYPE TYPE TYPE',
  },
  'ec2-quota-exceeded': {
    why: 'The account has used up a quota of EC2, which refuses every further launch.',
    heals: 'new-node',
    docs: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-resource-limits.html', ISSUES],
    atMost: 'certain',
    manual: 'aws service-quotas request-service-quota-increase --service-code ec2 --quota-code CODE --desired-value N',
  },
  'subnet-ips-exhausted': {
    why: 'Every instance needs an address of its subnet, and none is free.',
    heals: 'new-node',
    docs: ['https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html', ISSUES],
    atMost: 'certain',
    manual:
      'Make a node group in larger subnets, or give the VPC another CIDR and new subnets: aws ec2 associate-vpc-cidr-block --vpc-id VPC --cidr-block CIDR',
  },
  'launch-template-missing-or-drifted': {
    why: 'Auto Scaling launches from a template that is gone, or is not the one that EKS made.',
    heals: 'new-node',
    docs: ['https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html', ISSUES],
    atMost: 'certain',
    manual:
      'aws eks update-nodegroup-version --cluster-name CLUSTER --nodegroup-name GROUP --launch-template id=TEMPLATE,version=N; if the copy that EKS made is gone, make the group anew',
  },
  'ami-unavailable': {
    why: 'EC2 cannot start a machine from an image that is gone or that the account may not use.',
    heals: 'new-node',
    docs: [NODE_TROUBLE],
    atMost: 'certain',
    manual: 'aws eks update-nodegroup-version --cluster-name CLUSTER --nodegroup-name GROUP',
  },
  'ami-arch-mismatch': {
    why: 'EC2 refuses to start an image on an instance type of another processor architecture.',
    heals: 'new-node',
    docs: ['https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html'],
    atMost: 'certain',
    manual:
      'aws ssm get-parameter --name /aws/service/eks/optimized-ami/VERSION/amazon-linux-2023/ARCHITECTURE/standard/recommended/image_id',
  },
  'instance-type-unsupported': {
    why: 'EC2 does not offer the instance type there.',
    heals: 'new-node',
    docs: [TROUBLESHOOTING, ISSUES],
    atMost: 'certain',
    manual:
      'aws ec2 describe-instance-type-offerings --location-type availability-zone --filters Name=instance-type,Values=TYPE',
  },
  'kms-ebs-key-denied': {
    why: 'EC2 cannot attach a volume whose KMS key is disabled or not open to who launches, and ends the instance at once.',
    heals: 'new-node',
    docs: ['https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html'],
    atMost: 'certain',
    manual:
      'aws kms create-grant --key-id KEY --grantee-principal arn:aws:iam::ACCOUNT:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling --operations Encrypt Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext DescribeKey CreateGrant',
  },
  'launch-iam-denied': {
    why: 'A policy forbids the launch to who makes it.',
    heals: 'new-node',
    docs: ['https://docs.aws.amazon.com/eks/latest/userguide/auto-troubleshoot.html'],
    atMost: 'certain',
    manual: 'aws sts decode-authorization-message --encoded-message MESSAGE',
  },
  'imds-tags-slash': {
    why: 'With tags in the instance metadata EC2 refuses tag keys that contain a slash, as those of Kubernetes do.',
    heals: 'new-node',
    docs: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/work-with-tags-in-IMDS.html'],
    atMost: 'certain',
    manual: 'Set InstanceMetadataTags=disabled in the MetadataOptions of a new version of the launch template.',
  },
  'node-role-or-profile-deleted': {
    why: 'EC2 launches nothing with an instance profile that does not exist, and a profile without its role gives no credentials.',
    heals: 'new-node',
    docs: ['https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html', ISSUES],
    atMost: 'certain',
    manual:
      'Make the role and the profile anew under the same names, then: aws eks delete-access-entry --cluster-name CLUSTER --principal-arn ROLE and aws eks create-access-entry --cluster-name CLUSTER --principal-arn ROLE --type EC2_LINUX',
  },
} as const satisfies Partial<Record<string, CauseMeta>>;

/** A cause of a launch that fails. */
export type LaunchCause = keyof typeof LAUNCH_CAUSES;
