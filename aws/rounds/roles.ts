import { askedBy, notCollected } from '../../core/asked-by.ts';
import type { InstanceProfile, NodeGroup, Permissions, Role, RolePolicies } from '../../core/evidence.ts';
import { absent, known, type Observed } from '../../core/observed.ts';
import { readAttachedPolicies, readInlinePolicies, readPermissions, readRole } from '../readers/identity.ts';
import { type Ask, because } from './ask.ts';

/**
 * The role that the instance really runs as. Its profile says so; a managed group's own word counts only while the
 * profile cannot be read.
 */
export const nodeRoleArnOf = (profile: Observed<InstanceProfile>, nodeGroup: Observed<NodeGroup>): Observed<string> => {
  if (profile.state === 'known') {
    return profile.value.roleArn ? known(profile.value.roleArn) : absent(askedBy.instanceProfile);
  }
  if (profile.state === 'absent') return profile;
  return nodeGroup.state === 'known' && nodeGroup.value.nodeRoleArn ? known(nodeGroup.value.nodeRoleArn) : profile;
};

/** `iam:GetRole` of the role that was named, if one was. No role to run as is an answer too. */
export const askRole = async (
  { clients, observe }: Ask,
  topic: 'nodeRole' | 'clusterRole',
  arn: Observed<string>,
): Promise<Observed<Role>> => {
  if (arn.state === 'absent') return arn;
  if (arn.state === 'unknown') return notCollected(topic, because('role', arn));
  return observe(askedBy[topic], async (signal) => readRole(await clients.iam(), arn.value, signal));
};

/** `iam:SimulatePrincipalPolicy` of the role that was named, if one was. */
export const askPermissions = async (
  { clients, observe }: Ask,
  topic: 'nodePermissions' | 'clusterPermissions' | 'cniPermissions',
  arn: Observed<string>,
  actions: readonly string[],
): Promise<Observed<Permissions>> => {
  if (arn.state !== 'known') return notCollected(topic, because('role', arn));
  return observe(askedBy[topic], async (signal) =>
    readPermissions(await clients.iam(), arn.value, actions, clients.region, signal),
  );
};

/** The names of the policies of the role that was named, if one was. */
export const askPolicies = async (
  { clients, observe }: Ask,
  arn: Observed<string>,
): Promise<Observed<RolePolicies>> => {
  if (arn.state !== 'known') return notCollected('nodePolicies', because('role', arn));
  const attached = observe(askedBy.nodePolicies, async (signal) =>
    readAttachedPolicies(await clients.iam(), arn.value, signal),
  );
  const inline = observe('iam:ListRolePolicies', async (signal) =>
    readInlinePolicies(await clients.iam(), arn.value, signal),
  );
  const [managed, own] = [await attached, await inline];
  if (managed.state !== 'known') return managed;
  if (own.state !== 'known') return own;
  return known({ roleArn: arn.value, attached: managed.value, inline: own.value });
};
