/** Faults of IAM: instance profile, node role, boundary and organization, cluster role. */
import { nextUniqueId } from '../ids.ts';
import { awsPolicyArn, iamArn } from '../partition.ts';
import { addRole, trustOf } from '../roles.ts';
import type { PolicyDocument, Role, World } from '../types.ts';
import { type Faults, theCluster, theClusterRole, theNodeRole, when } from './fault.ts';

export const identityFaults: Faults = {
  'instance-profile-absent': {
    cause: 'instance-profile-absent',
    title: 'The instance has no instance profile',
    prevents: 'registration',
    inject: (world) => {
      for (const instance of world.instances) instance.iamInstanceProfile = undefined;
      for (const { launchTemplateData } of world.launchTemplates.flatMap(({ versions }) => versions)) {
        launchTemplateData.iamInstanceProfileArn = undefined;
      }
    },
  },
  'instance-profile-no-role': {
    cause: 'instance-profile-no-role',
    title: 'The instance profile holds no role',
    prevents: 'registration',
    inject: (world) => {
      for (const profile of world.instanceProfiles) profile.roles = [];
    },
  },
  'node-role-trust-invalid': {
    cause: 'node-role-trust-invalid',
    title: 'The node role does not trust EC2',
    prevents: 'registration',
    inject: (world) => {
      theNodeRole(world).assumeRolePolicyDocument = trustOf('ecs-tasks.amazonaws.com');
    },
  },
  'role-is-cluster-role': {
    cause: 'role-is-cluster-role',
    title: 'The nodes were given the role of the cluster, which only EKS may assume',
    prevents: 'registration',
    inject: (world) => {
      const { roleName } = theClusterRole(world);
      for (const profile of world.instanceProfiles) profile.roles = [roleName];
    },
    // EKS itself chooses the profile of a managed group, and refuses it this role.
    appliesTo: (world) => world.nodegroups.length === 0,
  },
  'node-role-missing-worker-policy': {
    cause: 'node-role-missing-worker-policy',
    title: 'The node role may not describe instances: it lacks AmazonEKSWorkerNodePolicy',
    prevents: 'registration',
    inject: (world) => {
      const role = theNodeRole(world);
      giveCniItsOwnRole(world, role);
      detach(world, role, 'AmazonEKSWorkerNodePolicy');
    },
    appliesTo: when.linux,
  },
  'node-role-missing-ecr': {
    cause: 'node-role-missing-ecr',
    title: 'The node role may not pull images',
    prevents: 'readiness',
    inject: (world) => detach(world, theNodeRole(world), 'AmazonEC2ContainerRegistryPullOnly'),
    appliesTo: when.linux,
  },
  'node-role-missing-cni': {
    cause: 'node-role-missing-cni',
    title: 'The node role, which the VPC CNI uses, may not manage network interfaces',
    prevents: 'readiness',
    inject: (world) => {
      const role = theNodeRole(world);
      detach(world, role, 'AmazonEKS_CNI_Policy');
      role.inlinePolicies = {};
    },
    appliesTo: when.linux,
  },
  'iam-boundary-or-scp-deny:boundary': {
    cause: 'iam-boundary-or-scp-deny',
    title: 'The permissions boundary of the node role leaves out EC2',
    prevents: 'registration',
    inject: (world) => {
      theNodeRole(world).permissionsBoundary = addPolicy(world, 'workload-boundary', {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['s3:*', 'logs:*', 'ecr:*', 'ssm:*'], Resource: '*' }],
      });
    },
    appliesTo: when.linux,
  },
  'iam-boundary-or-scp-deny:scp': {
    cause: 'iam-boundary-or-scp-deny',
    title: 'A service control policy denies nodes the description of EC2 and EKS',
    prevents: 'registration',
    inject: (world) => {
      const denied = ['ec2:DescribeInstances', 'eks:DescribeCluster'];
      const onlyNodes = { ArnLike: { 'aws:PrincipalArn': theNodeRole(world).arn } };
      world.serviceControlPolicies.push({
        id: 'p-1a2b3c4d',
        name: 'deny-discovery',
        document: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Deny', Action: denied, Resource: '*', Condition: onlyNodes }],
        },
      });
    },
    appliesTo: when.linux,
  },
  'cluster-role-trust-invalid': {
    cause: 'cluster-role-trust-invalid',
    title: 'The cluster role does not trust EKS, so the control plane cannot look up node names',
    prevents: 'registration',
    inject: (world) => {
      theClusterRole(world).assumeRolePolicyDocument = trustOf('ec2.amazonaws.com');
    },
  },
  'cluster-role-trust-invalid:deleted': {
    cause: 'cluster-role-trust-invalid',
    title: 'The cluster role was deleted',
    prevents: 'registration',
    inject: (world) => {
      const { roleArn } = theCluster(world);
      world.roles = world.roles.filter(({ arn }) => arn !== roleArn);
    },
  },
  'cluster-role-policy-missing': {
    cause: 'cluster-role-policy-missing',
    title: 'The cluster role lacks AmazonEKSClusterPolicy, so the control plane may not describe instances',
    prevents: 'registration',
    inject: (world) => detach(world, theClusterRole(world), 'AmazonEKSClusterPolicy'),
  },
};

function detach(world: World, role: Role, policy: string): void {
  const arn = awsPolicyArn(world, policy);
  role.attachedManagedPolicies = role.attachedManagedPolicies.filter((one) => one !== arn);
}

/** The CNI's policy also allows ec2:DescribeInstances; with a role of its own for the CNI the node role loses that. */
function giveCniItsOwnRole(world: World, nodeRole: Role): void {
  const cluster = theCluster(world);
  const policy = 'AmazonEKS_CNI_Policy';
  const role = addRole(world, {
    name: `${cluster.name}-vpc-cni`,
    service: 'pods.eks.amazonaws.com',
    policies: [policy],
  });
  role.inlinePolicies = nodeRole.inlinePolicies;
  nodeRole.inlinePolicies = {};
  detach(world, nodeRole, policy);
  const provider = iamArn(world, `oidc-provider/${cluster.oidcIssuer.replace('https://', '')}`);
  role.assumeRolePolicyDocument = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Federated: provider }, Action: 'sts:AssumeRoleWithWebIdentity' }],
  };
  for (const addon of world.addons) {
    if (addon.addonName === 'vpc-cni') addon.serviceAccountRoleArn = role.arn;
  }
}

function addPolicy(world: World, policyName: string, document: PolicyDocument): string {
  const arn = iamArn(world, `policy/${policyName}`);
  world.managedPolicies.push({
    policyName,
    policyId: nextUniqueId(world, 'ANPA'),
    arn,
    path: '/',
    defaultVersionId: 'v1',
    createDate: world.startedAt - 86_400_000,
    document,
  });
  return arn;
}
