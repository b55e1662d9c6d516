import type { UserData } from '../core/evidence.ts';
import type { Observed } from '../core/observed.ts';

/**
 * The rung at which a node without AWS credentials stops. Most boot programs ask EC2 for the name of the node and so
 * come no further; one that takes the instance id as its name has all it needs, and kubelet cannot sign in instead
 * (nodeadm internal/api/status.go, InstanceIdNodeName).
 */
export const stageWithoutCredentials = (userData: Observed<UserData>): 'configured' | 'authenticated' =>
  userData.state === 'known' && userData.value.instanceIdNodeName ? 'authenticated' : 'configured';
