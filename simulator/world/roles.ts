/** Roles and instance profiles. */
import { nextId, nextUniqueId } from './ids.ts';
import { awsPolicyArn, iamArn } from './partition.ts';
import type { Instance, InstanceProfile, PolicyDocument, Role, World } from './types.ts';

/** A trust policy that lets one AWS service assume the role. */
export const trustOf = (service: string, actions: string | string[] = 'sts:AssumeRole'): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: actions }],
});

/** Adds a role. `policies` are names of AWS managed policies; the path is `/` unless given. */
export function addRole(
  world: World,
  role: { name: string; service: string; policies: string[]; path?: string; createDate?: number },
): Role {
  const path = role.path ?? '/';
  const added: Role = {
    roleName: role.name,
    roleId: nextUniqueId(world, 'AROA'),
    arn: iamArn(world, `role${path}${role.name}`),
    path,
    createDate: role.createDate ?? world.startedAt - 90 * 86_400_000,
    description: '',
    assumeRolePolicyDocument: trustOf(role.service),
    attachedManagedPolicies: role.policies.map((name) => awsPolicyArn(world, name)),
    inlinePolicies: {},
    tags: {},
  };
  world.roles.push(added);
  return added;
}

/** Adds an instance profile that holds the role. */
export function addInstanceProfile(world: World, name: string, role: Role): InstanceProfile {
  const profile: InstanceProfile = {
    instanceProfileName: name,
    instanceProfileId: nextUniqueId(world, 'AIPA'),
    arn: iamArn(world, `instance-profile/${name}`),
    path: '/',
    createDate: role.createDate,
    roles: [role.roleName],
    tags: {},
  };
  world.instanceProfiles.push(profile);
  return profile;
}

/** The association of a profile with an instance, as it stands on the instance. */
export const associationOf = (world: World, profile: InstanceProfile, at: number): Instance['iamInstanceProfile'] => ({
  arn: profile.arn,
  id: profile.instanceProfileId,
  associationId: nextId(world, 'iip-assoc'),
  associatedAt: at,
});

/** The policies EKS documents for a node role (EKS user guide, create-node-role), plus Systems Manager. */
export const nodePolicies = [
  'AmazonEKSWorkerNodePolicy',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEKS_CNI_Policy',
  'AmazonSSMManagedInstanceCore',
];

/** What the VPC CNI needs in an IPv6 cluster (EKS user guide, cni-iam-role: AmazonEKS_CNI_Policy is for IPv4 only). */
export const ipv6CniPolicy = (partition: string): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: [
        'ec2:AssignIpv6Addresses',
        'ec2:DescribeInstances',
        'ec2:DescribeTags',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeInstanceTypes',
      ],
      Resource: '*',
    },
    { Effect: 'Allow', Action: ['ec2:CreateTags'], Resource: [`arn:${partition}:ec2:*:*:network-interface/*`] },
  ],
});
