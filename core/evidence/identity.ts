import type { Tags } from './instance.ts';

/** `iam:GetInstanceProfile`. */
export interface InstanceProfile {
  readonly arn: string;
  readonly name: string;
  /** The role's ARN with its path; missing when the profile holds no role. */
  readonly roleArn?: string;
}

/** `ec2:DescribeIamInstanceProfileAssociations`, the one that is in force. Times are ISO 8601 in UTC. */
export interface ProfileAssociation {
  readonly profileArn: string;
  readonly state: string;
  readonly since?: string;
}

/** `ec2:DescribeRegions` of the instance's region, and `iam:GetAccountSummary` of its account. */
export interface Region {
  readonly name: string;
  readonly optInStatus: 'opt-in-not-required' | 'opted-in' | 'not-opted-in';
  /** `GlobalEndpointTokenVersion`: tokens of version 1 do not count in regions that must be opted in. */
  readonly globalTokenVersion?: number;
}

/** `iam:GetRole`. `trust` is the decoded trust policy. Times are ISO 8601 in UTC. */
export interface Role {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  /** The unique id, `AROA…`. */
  readonly id: string;
  readonly createdAt: string;
  readonly trust: PolicyDocument;
  readonly permissionsBoundary?: string;
  readonly tags: Tags;
}

/** An IAM policy document, as JSON gives it. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement?: PolicyStatement | readonly PolicyStatement[];
}

/** One statement; every element may be one value or a list. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly NotPrincipal?: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** `iam:SimulatePrincipalPolicy`: what a role may do, by action. */
export interface Permissions {
  readonly roleArn: string;
  readonly actions: Readonly<Record<string, Decision>>;
}

/** One simulated action. `allowedBy…` are missing where no boundary or organization takes part. */
export interface Decision {
  readonly allowed: boolean;
  readonly explicitDeny: boolean;
  readonly allowedByBoundary?: boolean;
  readonly allowedByOrganizations?: boolean;
  /** `MissingContextValues`: condition keys that the policies ask for and the simulation was not given. */
  readonly missingContext?: readonly string[];
}

/** `iam:ListAttachedRolePolicies` and `iam:ListRolePolicies`: names only, so never proof of what a role may do. */
export interface RolePolicies {
  readonly roleArn: string;
  readonly attached: readonly string[];
  readonly inline: readonly string[];
}

/** The role that the VPC CNI's pods use, by add-on or Pod Identity. */
export interface CniIdentity {
  /** `eks:DescribeAddon` vpc-cni; false when the cluster has no such add-on. */
  readonly addon: boolean;
  /** `serviceAccountRoleArn`, or the role of a Pod Identity association; missing when neither is set. */
  readonly roleArn?: string;
}
