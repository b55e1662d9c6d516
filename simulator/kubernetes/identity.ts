/** Who somebody is: to AWS, and to a cluster. */
import type { AccessEntry } from '../world/types.ts';

/** What STS says about the caller. */
export interface StsIdentity {
  arn: string;
  /** Unique id; for a role session `AROA…:session`, or without the session when `sessionName` is given. */
  userId: string;
  /** Instance id for an instance's role. Taken from `userId` if absent. */
  sessionName?: string;
  accessKeyId?: string;
}

/** A user of the cluster; `accessPolicies` are the EKS access policies of the access entry that let it in. */
export interface ClusterUser {
  ok: true;
  username: string;
  groups: string[];
  accessPolicies: AccessEntry['associatedPolicies'];
}

/** `reason` is what the authenticator writes to its log; the API server only says 401. */
export interface Refusal {
  ok: false;
  reason: string;
}
