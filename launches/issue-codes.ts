import type { CauseId } from '../core/causes.ts';
import type { Certainty } from '../core/finding.ts';
import type { Stage } from '../core/stages.ts';

/** What a code of a node group's health issue stands for. */
export interface IssueMeaning {
  readonly cause: CauseId;
  readonly stage: Stage;
  /** The most that the code proves of a group without instances; of one that has some it proves nothing but a suspicion. */
  readonly certainty: Certainty;
}

const launched = (cause: CauseId, certainty: Certainty): IssueMeaning => ({ cause, stage: 'launched', certainty });

/**
 * All 36 codes of the EKS API (NodegroupIssueCode) with what they are documented to mean (API reference, Issue; user
 * guide, troubleshooting). `null`: the code names no cause, or no harm to a launch. Codes that only the enumeration
 * holds, without a word of explanation, are never more than a suspicion.
 */
export const ISSUE_CODES: Readonly<Record<string, IssueMeaning | null>> = {
  // Only its message says what was denied: images, or what `node-manager-bound` looks for.
  AccessDenied: null,
  AmiIdNotFound: launched('ami-unavailable', 'certain'),
  // The message is what the scaling activity says.
  AsgInstanceLaunchFailures: launched('asg-launch-unsuccessful', 'likely'),
  AutoScalingGroupInstanceRefreshActive: null,
  // Groups with other subnets than EKS expects launch all the same.
  AutoScalingGroupInvalidConfiguration: null,
  AutoScalingGroupNotFound: launched('asg-launch-unsuccessful', 'certain'),
  AutoScalingGroupOptInRequired: launched('launch-iam-denied', 'suspect'),
  AutoScalingGroupRateLimitExceeded: null,
  ClusterUnreachable: { cause: 'apiserver-overloaded', stage: 'connected', certainty: 'suspect' },
  Ec2InstanceTypeDoesNotExist: launched('instance-type-unsupported', 'certain'),
  Ec2LaunchTemplateDeletionFailure: null,
  Ec2LaunchTemplateInvalidConfiguration: launched('launch-template-missing-or-drifted', 'suspect'),
  Ec2LaunchTemplateMaxLimitExceeded: launched('ec2-quota-exceeded', 'suspect'),
  Ec2LaunchTemplateNotFound: launched('launch-template-missing-or-drifted', 'certain'),
  Ec2LaunchTemplateVersionMaxLimitExceeded: launched('ec2-quota-exceeded', 'suspect'),
  // The template has drifted, which need not stop a launch.
  Ec2LaunchTemplateVersionMismatch: launched('launch-template-missing-or-drifted', 'likely'),
  Ec2SecurityGroupDeletionFailure: null,
  Ec2SecurityGroupNotFound: launched('asg-launch-unsuccessful', 'likely'),
  Ec2SubnetInvalidConfiguration: { cause: 'public-subnet-no-public-ip', stage: 'connected', certainty: 'suspect' },
  Ec2SubnetListTooLong: null,
  Ec2SubnetMissingIpv6Assignment: { cause: 'ip-family-mismatch', stage: 'configured', certainty: 'suspect' },
  Ec2SubnetNotFound: launched('asg-launch-unsuccessful', 'suspect'),
  IamInstanceProfileNotFound: launched('node-role-or-profile-deleted', 'certain'),
  IamLimitExceeded: launched('launch-iam-denied', 'suspect'),
  IamNodeRoleNotFound: launched('node-role-or-profile-deleted', 'certain'),
  IamThrottling: launched('launch-iam-denied', 'suspect'),
  InstanceLimitExceeded: launched('ec2-quota-exceeded', 'certain'),
  // One or more subnets: others of the group may have addresses.
  InsufficientFreeAddresses: launched('subnet-ips-exhausted', 'likely'),
  InternalFailure: null,
  KubernetesLabelInvalid: { cause: 'kubelet-invalid-node-labels', stage: 'configured', certainty: 'suspect' },
  LimitExceeded: launched('ec2-quota-exceeded', 'suspect'),
  // Says that nodes did not join, and nothing of why.
  NodeCreationFailure: null,
  NodeTerminationFailure: null,
  PodEvictionFailure: null,
  // The user's own template is gone; the group runs on the copy that EKS made of it.
  SourceEc2LaunchTemplateNotFound: launched('launch-template-missing-or-drifted', 'suspect'),
  Unknown: null,
};

/** Ids of resources that EKS made up because it had none to name (terraform-aws-eks issue 2149). */
export const realResources = (ids: readonly string[]): string[] => ids.filter((id) => !id.startsWith('DUMMY_'));
