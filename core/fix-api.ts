import type { Tags } from './evidence.ts';

/**
 * The few reads and writes that fixes need, spoken in Rollcall's terms. `aws/` implements it with the SDK; only the
 * fixing function holds an implementation that may write. Every method throws the SDK's error when AWS refuses.
 */
export interface FixApi {
  /** `ec2:DescribeVpcs` and `ec2:DescribeVpcAttribute`; `undefined` when the VPC is gone. */
  vpcDns(vpcId: string): Promise<{ ownerId: string; support: boolean; hostnames: boolean; tags: Tags } | undefined>;
  /** `ec2:ModifyVpcAttribute`: one attribute a call. */
  setVpcDns(vpcId: string, attribute: 'enableDnsSupport' | 'enableDnsHostnames', value: boolean): Promise<void>;
  /** `iam:GetRole`; `undefined` when the role is gone. */
  role(
    name: string,
  ): Promise<{ arn: string; id: string; path: string; tags: Tags; permissionsBoundary?: string } | undefined>;
  /** `iam:ListAttachedRolePolicies`: policy ARNs. */
  attachedPolicies(roleName: string): Promise<readonly string[]>;
  /** `iam:AttachRolePolicy`; attaching what is attached is no error. */
  attachPolicy(roleName: string, policyArn: string): Promise<void>;
  /** `iam:DetachRolePolicy`. */
  detachPolicy(roleName: string, policyArn: string): Promise<void>;
  /** `eks:DescribeCluster`, what fixes and the policy need; `undefined` when there is no such cluster. */
  cluster(name: string): Promise<FixCluster | undefined>;
  /** `eks:DescribeAccessEntry`; `undefined` when there is none. */
  accessEntry(cluster: string, principalArn: string): Promise<FixAccessEntry | undefined>;
  /** `eks:CreateAccessEntry`. */
  createAccessEntry(cluster: string, entry: { principalArn: string; type: string; tags: Tags }): Promise<void>;
  /** `eks:DeleteAccessEntry`. */
  deleteAccessEntry(cluster: string, principalArn: string): Promise<void>;
  /** kube-system/aws-auth; `undefined` when there is none. */
  awsAuth(cluster: string): Promise<{ resourceVersion: string; mapRoles: string | undefined } | undefined>;
  /**
   * Replaces `mapRoles` alone, under the condition that the ConfigMap still has this resourceVersion.
   * @throws FixConflict when somebody else wrote in between
   */
  replaceMapRoles(cluster: string, resourceVersion: string, mapRoles: string): Promise<void>;
}

/** A cluster as fixes see it. */
export interface FixCluster {
  readonly name: string;
  readonly account: string;
  readonly status: string;
  readonly vpcId: string;
  readonly roleArn: string;
  readonly authenticationMode: 'CONFIG_MAP' | 'API_AND_CONFIG_MAP' | 'API';
  readonly tags: Tags;
}

/** An access entry as fixes see it. */
export interface FixAccessEntry {
  readonly principalArn: string;
  readonly type: string;
  readonly tags: Tags;
}

/** Somebody else wrote the object between our read and our write: re-read and plan again. */
export class FixConflict extends Error {
  override readonly name = 'FixConflict';
}
