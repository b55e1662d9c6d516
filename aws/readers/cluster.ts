import {
  type AddonIssue,
  type ClusterIssue,
  DescribeAccessEntryCommand,
  DescribeAddonCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  DescribePodIdentityAssociationCommand,
  type EKSClient,
  type Cluster as EksCluster,
  type Issue,
  ListPodIdentityAssociationsCommand,
  type Nodegroup,
} from '@aws-sdk/client-eks';
import type { AccessEntry, Addon, Cluster, HealthIssue, NodeGroup } from '../../core/evidence.ts';
import { hashCertificate } from '../../userdata/index.ts';
import { isoOf, present } from './tags.ts';

/** `eks:DescribeCluster`. */
export const readCluster = async (
  eks: EKSClient,
  name: string,
  abortSignal: AbortSignal,
): Promise<Cluster | undefined> => {
  const { cluster } = await eks.send(new DescribeClusterCommand({ name }), { abortSignal });
  return cluster && toCluster(cluster, name);
};

const toCluster = (seen: EksCluster, name: string): Cluster => {
  const arn = seen.arn ?? '';
  const network = seen.resourcesVpcConfig;
  const authority = seen.certificateAuthority?.data ?? '';
  return {
    name: seen.name ?? name,
    arn,
    account: arn.split(':')[4] ?? '',
    region: arn.split(':')[3] ?? '',
    status: seen.status ?? 'PENDING',
    version: seen.version ?? '',
    endpoint: seen.endpoint ?? '',
    certificateAuthorityData: authority,
    caSha256: hashCertificate(authority) ?? '',
    roleArn: seen.roleArn ?? '',
    vpcId: network?.vpcId ?? '',
    subnetIds: present(network?.subnetIds),
    securityGroupIds: present(network?.securityGroupIds),
    clusterSecurityGroupId: network?.clusterSecurityGroupId,
    endpointPrivateAccess: network?.endpointPrivateAccess ?? false,
    endpointPublicAccess: network?.endpointPublicAccess ?? true,
    publicAccessCidrs: present(network?.publicAccessCidrs),
    authenticationMode: seen.accessConfig?.authenticationMode ?? 'CONFIG_MAP',
    ipFamily: seen.kubernetesNetworkConfig?.ipFamily ?? 'ipv4',
    serviceIpv4Cidr: seen.kubernetesNetworkConfig?.serviceIpv4Cidr,
    serviceIpv6Cidr: seen.kubernetesNetworkConfig?.serviceIpv6Cidr,
    healthIssues: (seen.health?.issues ?? []).map(toIssue),
    autoMode: seen.computeConfig?.enabled ?? false,
    tags: seen.tags ?? {},
  };
};

const toIssue = (seen: AddonIssue | ClusterIssue | Issue): HealthIssue => ({
  code: seen.code ?? '',
  message: seen.message ?? '',
  resourceIds: present(seen.resourceIds),
});

/** `eks:DescribeNodegroup`. */
export const readNodeGroup = async (
  eks: EKSClient,
  clusterName: string,
  nodegroupName: string,
  abortSignal: AbortSignal,
): Promise<NodeGroup | undefined> => {
  const { nodegroup } = await eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName }), { abortSignal });
  return nodegroup && toNodeGroup(nodegroup, nodegroupName);
};

const toNodeGroup = (seen: Nodegroup, name: string): NodeGroup => ({
  name: seen.nodegroupName ?? name,
  status: seen.status ?? '',
  amiType: seen.amiType ?? '',
  version: seen.version,
  nodeRoleArn: seen.nodeRole ?? '',
  scalingGroups: present(seen.resources?.autoScalingGroups?.map((group) => group.name)),
  launchTemplate: seen.launchTemplate?.id
    ? { id: seen.launchTemplate.id, version: seen.launchTemplate.version ?? '' }
    : undefined,
  healthIssues: (seen.health?.issues ?? []).map(toIssue),
  warmPool: seen.warmPoolConfig?.enabled ?? false,
});

/** `eks:DescribeAccessEntry`; a role's ARN is asked for with its path. */
export const readAccessEntry = async (
  eks: EKSClient,
  clusterName: string,
  principalArn: string,
  abortSignal: AbortSignal,
): Promise<AccessEntry | undefined> => {
  const { accessEntry } = await eks.send(new DescribeAccessEntryCommand({ clusterName, principalArn }), {
    abortSignal,
  });
  return (
    accessEntry && {
      principalArn: accessEntry.principalArn ?? principalArn,
      type: accessEntry.type ?? '',
      username: accessEntry.username ?? '',
      kubernetesGroups: present(accessEntry.kubernetesGroups),
      createdAt: isoOf(accessEntry.createdAt),
    }
  );
};

/** One add-on, and the role of its service account, if it has one. */
export interface AddonRead {
  readonly addon: Addon;
  readonly roleArn?: string;
}

/** `eks:DescribeAddon`; a cluster may run the same programs without the add-on. */
export const readAddon = async (
  eks: EKSClient,
  clusterName: string,
  addonName: string,
  abortSignal: AbortSignal,
): Promise<AddonRead | undefined> => {
  const { addon } = await eks.send(new DescribeAddonCommand({ clusterName, addonName }), { abortSignal });
  return (
    addon && {
      addon: {
        name: addon.addonName ?? addonName,
        version: addon.addonVersion,
        status: addon.status ?? '',
        healthIssues: (addon.health?.issues ?? []).map(toIssue),
      },
      roleArn: addon.serviceAccountRoleArn,
    }
  );
};

/** `eks:ListPodIdentityAssociations` of kube-system/aws-node: the association's id; its role needs a call of its own. */
export const readCniAssociation = async (
  eks: EKSClient,
  clusterName: string,
  abortSignal: AbortSignal,
): Promise<string | undefined> => {
  const command = new ListPodIdentityAssociationsCommand({
    clusterName,
    namespace: 'kube-system',
    serviceAccount: 'aws-node',
  });
  const { associations } = await eks.send(command, { abortSignal });
  return associations?.find(({ serviceAccount }) => serviceAccount === 'aws-node')?.associationId;
};

/** `eks:DescribePodIdentityAssociation`: the role that pods of the association use. */
export const readAssociationRole = async (
  eks: EKSClient,
  clusterName: string,
  associationId: string,
  abortSignal: AbortSignal,
): Promise<string | undefined> => {
  const command = new DescribePodIdentityAssociationCommand({ clusterName, associationId });
  const { association } = await eks.send(command, { abortSignal });
  return association?.targetRoleArn ?? association?.roleArn;
};
