import type { Certainty } from '../core/finding.ts';
import type { LaunchCause } from './causes.ts';

/** What one wording of EC2 or Auto Scaling means. */
export interface FailureText {
  readonly pattern: RegExp;
  readonly cause: LaunchCause;
  /** The most that the words alone prove. */
  readonly certainty: Certainty;
  /** Where the wording stands. */
  readonly source: string;
}

const CODES = 'EC2 API reference, error codes';

/**
 * The words of a failed launch, as `StatusMessage` of a scaling activity and as the message of a node group's issue
 * repeat them: sometimes the error code, sometimes only its sentence.
 */
export const FAILURE_TEXTS: readonly FailureText[] = [
  {
    pattern: /InsufficientInstanceCapacity|UnfulfillableCapacity|do not have sufficient \S+ capacity|no Spot capacity/i,
    cause: 'ec2-insufficient-capacity',
    certainty: 'certain',
    source: `${CODES}; EC2 API reference, StateReason`,
  },
  {
    pattern:
      /VcpuLimitExceeded|InstanceLimitExceeded|VolumeLimitExceeded|MaxSpotInstanceCountExceeded|maximum Fleet Requests|You have requested more (?:vCPU capacity|instances)/i,
    cause: 'ec2-quota-exceeded',
    certainty: 'certain',
    source: `${CODES}; github.com/kubernetes/autoscaler/issues/1263`,
  },
  {
    pattern: /InsufficientFreeAddressesInSubnet|not enough free addresses in (?:the )?subnet/i,
    cause: 'subnet-ips-exhausted',
    certainty: 'certain',
    source: `${CODES}; github.com/PrairieLearn/PrairieLearn/issues/3271`,
  },
  {
    pattern: /InvalidLaunchTemplate(?:Id|Name)\.\w*NotFound|specified launch template\b.{0,120}\bdoes not exist/i,
    cause: 'launch-template-missing-or-drifted',
    certainty: 'certain',
    source: CODES,
  },
  {
    pattern:
      /InvalidAMIID\.(?:NotFound|Unavailable)|The image id '\[?ami-\w+\]?' does not exist|Not authorized for images/i,
    cause: 'ami-unavailable',
    certainty: 'certain',
    source: `${CODES}; EKS user guide, troubleshooting, "Not authorized for images"`,
  },
  {
    pattern:
      /architecture '\w+' of the specified instance type does not match the architecture|instance type's architecture \(\w+\) does not match the architecture/i,
    cause: 'ami-arch-mismatch',
    certainty: 'certain',
    source: 'github.com/eksctl-io/eksctl/issues/8235; github.com/howdio/terraform-aws-eks/issues/21',
  },
  {
    pattern:
      /requested instance type \([\w.-]+\) is not supported in your requested Availability Zone|InvalidInstanceType/i,
    cause: 'instance-type-unsupported',
    certainty: 'certain',
    source: 'github.com/eksctl-io/eksctl/issues/6461',
  },
  {
    // Also other options of the launch may be what is not supported.
    pattern: /requested configuration is currently not supported/i,
    cause: 'instance-type-unsupported',
    certainty: 'suspect',
    source: 'github.com/eksctl-io/eksctl/issues/792',
  },
  {
    pattern: /InvalidKMSKey/i,
    cause: 'kms-ebs-key-denied',
    certainty: 'certain',
    source: 'github.com/hashicorp/terraform-provider-aws/issues/38633',
  },
  {
    pattern: /Client\.InternalError: Client error on launch/i,
    cause: 'kms-ebs-key-denied',
    certainty: 'likely',
    source: 'Karpenter v1.14 troubleshooting; github.com/kubernetes/kops/issues/11545',
  },
  {
    pattern:
      /UnauthorizedOperation|ServiceLinkedRoleCreationNotPermitted|not authorized to (?:perform|use launch template)|explicit deny in a service control policy/i,
    cause: 'launch-iam-denied',
    certainty: 'certain',
    source: `${CODES}; EKS user guide, auto-troubleshoot`,
  },
  {
    pattern: /is not a valid tag key\. Tag keys must match pattern/i,
    cause: 'imds-tags-slash',
    certainty: 'certain',
    source: 'github.com/kubernetes/cloud-provider-aws/issues/436',
  },
  {
    // IAM may not have spread a new profile yet: who reads the profile itself is surer.
    pattern: /Invalid IAM Instance Profile (?:name|ARN)/i,
    cause: 'node-role-or-profile-deleted',
    certainty: 'likely',
    source: 'github.com/hashicorp/terraform-provider-aws/pull/31282',
  },
];

/** What the words of a failed launch mean, each cause once; nothing where nobody has written them down. */
export const meaningsOf = (message: string): FailureText[] => {
  const meant = FAILURE_TEXTS.filter(({ pattern }) => pattern.test(message));
  return meant.filter(({ cause }, index) => meant.findIndex((one) => one.cause === cause) === index);
};
