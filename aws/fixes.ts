import type { FixApi } from '../core/fix-api.ts';
import { FixConflict } from '../core/fix-api.ts';
import type { ClusterAccess } from '../core/watch.ts';
import type { Clients } from './clients.ts';
import { isNotFound } from './errors.ts';
import type { KubernetesApi } from './kubernetes-api.ts';
import { ConflictError } from './kubernetes-error.ts';

/** What the writing API is made of. */
export interface FixClients {
  readonly clients: Clients;
  readonly kubernetes: (cluster: ClusterAccess) => Pick<KubernetesApi, 'getAwsAuth' | 'replaceAwsAuth'>;
}

/** {@link FixApi} over the SDK. Whether a write goes through is up to the role that it runs as. */
export const fixApi = ({ clients, kubernetes }: FixClients): FixApi => {
  const describeCluster = async (name: string) => {
    const { DescribeClusterCommand } = await import('@aws-sdk/client-eks');
    return (await found(async () => (await clients.eks()).send(new DescribeClusterCommand({ name }))))?.cluster;
  };
  const reader = async (name: string) => {
    const seen = await describeCluster(name);
    if (!seen?.endpoint || !seen.certificateAuthority?.data) throw new Error(`the API server of ${name} is not known`);
    return kubernetes({
      name,
      region: clients.region,
      endpoint: seen.endpoint,
      certificateAuthorityData: seen.certificateAuthority.data,
    });
  };
  return {
    async vpcDns(vpcId) {
      const { DescribeVpcsCommand, DescribeVpcAttributeCommand } = await import('@aws-sdk/client-ec2');
      const ec2 = await clients.ec2();
      return found(async () => {
        const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [vpcId] }));
        const [vpc] = Vpcs ?? [];
        if (!vpc) return undefined;
        const [support, hostnames] = await Promise.all([
          ec2.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute: 'enableDnsSupport' })),
          ec2.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute: 'enableDnsHostnames' })),
        ]);
        return {
          ownerId: vpc.OwnerId ?? '',
          support: support.EnableDnsSupport?.Value ?? false,
          hostnames: hostnames.EnableDnsHostnames?.Value ?? false,
          tags: tagsOf(vpc.Tags),
        };
      });
    },
    async setVpcDns(vpcId, attribute, value) {
      const { ModifyVpcAttributeCommand } = await import('@aws-sdk/client-ec2');
      const change =
        attribute === 'enableDnsSupport'
          ? { EnableDnsSupport: { Value: value } }
          : { EnableDnsHostnames: { Value: value } };
      await (await clients.ec2()).send(new ModifyVpcAttributeCommand({ VpcId: vpcId, ...change }));
    },
    async role(name) {
      const { GetRoleCommand } = await import('@aws-sdk/client-iam');
      const answer = await found(async () => (await clients.iam()).send(new GetRoleCommand({ RoleName: name })));
      const role = answer?.Role;
      if (!role) return undefined;
      const boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
      return {
        arn: role.Arn ?? '',
        id: role.RoleId ?? '',
        path: role.Path ?? '/',
        tags: tagsOf(role.Tags),
        ...(boundary ? { permissionsBoundary: boundary } : {}),
      };
    },
    async attachedPolicies(roleName) {
      const { paginateListAttachedRolePolicies } = await import('@aws-sdk/client-iam');
      const policies: string[] = [];
      for await (const page of paginateListAttachedRolePolicies(
        { client: await clients.iam() },
        { RoleName: roleName },
      )) {
        policies.push(...(page.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []));
      }
      return policies;
    },
    async attachPolicy(RoleName, PolicyArn) {
      const { AttachRolePolicyCommand } = await import('@aws-sdk/client-iam');
      await (await clients.iam()).send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    },
    async detachPolicy(RoleName, PolicyArn) {
      const { DetachRolePolicyCommand } = await import('@aws-sdk/client-iam');
      await found(async () => (await clients.iam()).send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
    },
    async cluster(name) {
      const seen = await describeCluster(name);
      return (
        seen && {
          name: seen.name ?? name,
          account: seen.arn?.split(':')[4] ?? '',
          status: seen.status ?? '',
          vpcId: seen.resourcesVpcConfig?.vpcId ?? '',
          roleArn: seen.roleArn ?? '',
          authenticationMode: seen.accessConfig?.authenticationMode ?? 'CONFIG_MAP',
          tags: seen.tags ?? {},
        }
      );
    },
    async accessEntry(clusterName, principalArn) {
      const { DescribeAccessEntryCommand } = await import('@aws-sdk/client-eks');
      const answer = await found(async () =>
        (await clients.eks()).send(new DescribeAccessEntryCommand({ clusterName, principalArn })),
      );
      const entry = answer?.accessEntry;
      return entry && { principalArn, type: entry.type ?? '', tags: entry.tags ?? {} };
    },
    async createAccessEntry(clusterName, { principalArn, type, tags }) {
      const { CreateAccessEntryCommand } = await import('@aws-sdk/client-eks');
      await (await clients.eks()).send(
        new CreateAccessEntryCommand({ clusterName, principalArn, type, tags: { ...tags } }),
      );
    },
    async deleteAccessEntry(clusterName, principalArn) {
      const { DeleteAccessEntryCommand } = await import('@aws-sdk/client-eks');
      await found(async () => (await clients.eks()).send(new DeleteAccessEntryCommand({ clusterName, principalArn })));
    },
    async awsAuth(cluster) {
      const read = await (await reader(cluster)).getAwsAuth();
      return read.exists ? { resourceVersion: read.resourceVersion, mapRoles: read.data['mapRoles'] } : undefined;
    },
    async replaceMapRoles(cluster, resourceVersion, mapRoles) {
      try {
        await (await reader(cluster)).replaceAwsAuth({ resourceVersion, mapRoles });
      } catch (error) {
        if (error instanceof ConflictError)
          throw new FixConflict('somebody else wrote aws-auth in between', { cause: error });
        throw error;
      }
    },
  };
};

const found = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
};

const tagsOf = (tags: readonly { Key?: string; Value?: string }[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
