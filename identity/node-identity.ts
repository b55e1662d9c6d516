import type { Cluster, Evidence } from '../core/evidence.ts';
import type { Unknown } from '../core/observed.ts';
import { accountOf, canonicalRoleArn, nameOf } from './arn.ts';
import { type Mapping, mappingOf } from './mapping.ts';
import { nodeRoleArn } from './node-role.ts';

/** The topics that say who the node is to the API server, beside the cluster. */
export const IDENTITY_TOPICS = [
  'instance',
  'instanceProfile',
  'nodeRole',
  'nodeGroup',
  'accessEntry',
  'awsAuth',
  'userData',
] as const;

/** What is known of {@link IDENTITY_TOPICS}. */
export type IdentityTopics = Pick<Evidence, (typeof IDENTITY_TOPICS)[number]>;

/** Who the node is to the API server. */
export interface NodeIdentity {
  /** The role's ARN, with its path. */
  readonly roleArn: string;
  readonly roleName: string;
  readonly mapping: Mapping;
  /** Whether the role belongs to another account than the cluster. */
  readonly foreign: boolean;
}

/** Nothing can be said: `unread` is what would have told, missing where there is simply no role or no cluster. */
export interface NoIdentity {
  readonly unread?: Unknown;
}

/** Finds the role that the instance runs as and what the cluster takes it for. */
export const nodeIdentity = (cluster: Cluster | undefined, seen: IdentityTopics): NodeIdentity | NoIdentity => {
  if (!cluster) return {};
  const roleArn = nodeRoleArn(seen);
  if (!roleArn) {
    const unread = [seen.instance, seen.instanceProfile].find((topic) => topic.state === 'unknown');
    return unread ? { unread } : {};
  }
  const mapping = mappingOf({
    roleArn,
    ...(seen.nodeRole.state === 'known' ? { roleCreatedAt: seen.nodeRole.value.createdAt } : {}),
    instanceProfileArn: profileArnOf(seen),
    cluster,
    accessEntry: seen.accessEntry,
    awsAuth: seen.awsAuth,
  });
  const account = accountOf(roleArn);
  return { roleArn, roleName: nameOf(roleArn), mapping, foreign: account !== undefined && account !== cluster.account };
};

/** The instance's own word, or the profile that a group without instances launches with. */
const profileArnOf = ({ instance, instanceProfile }: IdentityTopics): string | undefined =>
  (instance.state === 'known' ? instance.value.instanceProfileArn : undefined) ??
  (instanceProfile.state === 'known' ? instanceProfile.value.arn : undefined);

/** What a new mapping for this node must say. */
export interface WantedMapping {
  readonly entryType: 'EC2_LINUX' | 'EC2_WINDOWS' | 'EC2';
  readonly username: string;
  readonly groups: readonly string[];
}

/**
 * The access entry or aws-auth item that this node needs: by its system, and by whether it is named by its instance id.
 * Sources: EKS user guide, "Create access entries"; amazon-eks-ami doc/nodeadm/doc/examples.md.
 */
export const wantedMapping = ({
  instance,
  userData,
  nodeGroup,
}: Pick<Evidence, 'instance' | 'userData' | 'nodeGroup'>): WantedMapping => {
  // Of a group without instances its kind of image tells.
  const windows =
    instance.state === 'known'
      ? instance.value.windows
      : nodeGroup.state === 'known' && nodeGroup.value.amiType.startsWith('WINDOWS');
  const byId = userData.state === 'known' && userData.value.instanceIdNodeName === true;
  const auto = instance.state === 'known' && instance.value.serviceManaged;
  return {
    entryType: windows ? 'EC2_WINDOWS' : byId || auto ? 'EC2' : 'EC2_LINUX',
    username: `system:node:{{${byId || auto ? 'SessionName' : 'EC2PrivateDNSName'}}}`,
    groups: ['system:bootstrappers', 'system:nodes', ...(windows ? ['eks:kube-proxy-windows'] : [])],
  };
};

/** What every finding about the mapping tells the fix and the reader. */
export const mappingFacts = (cluster: Cluster, { roleArn, roleName }: NodeIdentity, wanted: WantedMapping) => ({
  cluster: cluster.name,
  mode: cluster.authenticationMode,
  roleArn,
  roleName,
  principalArn: roleArn,
  /** The ARN that aws-auth must name: without the path. */
  canonicalArn: canonicalRoleArn(roleArn),
  ...wanted,
});

/** The line that maps the role: an access entry where the cluster takes those, else an item of aws-auth. */
export const mapCommand = (cluster: Cluster, { roleArn }: NodeIdentity, wanted: WantedMapping): string => {
  const { name, region } = cluster;
  return cluster.authenticationMode === 'CONFIG_MAP'
    ? `eksctl create iamidentitymapping --cluster ${name} --region ${region} --arn ${canonicalRoleArn(roleArn)} --group ${wanted.groups.join(',')} --username '${wanted.username}'`
    : `aws eks create-access-entry --region ${region} --cluster-name ${name} --principal-arn ${roleArn} --type ${wanted.entryType}`;
};

/** The lines that replace an access entry: neither its type nor the role it belongs to can be changed. */
export const replaceEntryCommands = (cluster: Cluster, identity: NodeIdentity, wanted: WantedMapping): string[] => [
  `aws eks delete-access-entry --region ${cluster.region} --cluster-name ${cluster.name} --principal-arn ${identity.roleArn}`,
  mapCommand(cluster, identity, wanted),
];
