/** IAM, as it describes itself. */
import type { Tags } from './network.ts';

type OneOrMany = string | string[];

/** One statement of a policy, in IAM's own JSON spelling. */
export interface PolicyStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | Record<string, OneOrMany>;
  Action?: OneOrMany;
  NotAction?: OneOrMany;
  Resource?: OneOrMany;
  NotResource?: OneOrMany;
  Condition?: Record<string, Record<string, OneOrMany>>;
}

/** A policy in IAM's own JSON spelling, so that it can be served as it is. */
export interface PolicyDocument {
  Version: '2012-10-17' | '2008-10-17';
  Id?: string;
  Statement: PolicyStatement[];
}

export interface Role {
  roleName: string;
  /** Unique id, `AROA…`: a role made again under the same name has another one. */
  roleId: string;
  /** With the path. */
  arn: string;
  path: string;
  createDate: number;
  description: string;
  assumeRolePolicyDocument: PolicyDocument;
  /** ARNs. */
  attachedManagedPolicies: string[];
  /** By policy name. */
  inlinePolicies: Record<string, PolicyDocument>;
  /** ARN of a managed policy. */
  permissionsBoundary?: string;
  tags: Tags;
}

export interface InstanceProfile {
  instanceProfileName: string;
  instanceProfileId: string;
  arn: string;
  path: string;
  createDate: number;
  /** Role names; IAM allows at most one. */
  roles: string[];
  tags: Tags;
}

export interface ManagedPolicy {
  policyName: string;
  policyId: string;
  arn: string;
  path: string;
  defaultVersionId: string;
  createDate: number;
  document: PolicyDocument;
}

/** A service control policy that AWS Organizations applies to the account. Not visible from the account. */
export interface ServiceControlPolicy {
  id: string;
  name: string;
  document: PolicyDocument;
}

/** Who signs with an access key. Unknown keys belong to the caller that account.ts provides. */
export interface Caller {
  accessKeyId: string;
  arn: string;
  userId: string;
}
