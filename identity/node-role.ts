import type { Evidence } from '../core/evidence.ts';

/** What names the role that an instance runs as. */
export type RoleSources = Pick<Evidence, 'instance' | 'instanceProfile' | 'nodeRole' | 'nodeGroup'>;

/**
 * The ARN of the role that the instance really runs as, with its path: the role in its instance profile, else the role
 * that was read, else the one that its managed node group names. `undefined` where it runs as none or nobody knows.
 */
export const nodeRoleArn = ({ instance, instanceProfile, nodeRole, nodeGroup }: RoleSources): string | undefined => {
  if (instance.state === 'known' && !instance.value.instanceProfileArn) return undefined;
  if (instanceProfile.state === 'known') return instanceProfile.value.roleArn;
  if (nodeRole.state === 'known') return nodeRole.value.arn;
  return nodeGroup.state === 'known' ? nodeGroup.value.nodeRoleArn : undefined;
};
