/** What the node role may do, and by which policies. */
import { healthyWorld, type Site } from '../healthy.ts';
import { awsPolicyArn, iamArn } from '../partition.ts';
import { trustOf } from '../roles.ts';
import { irsa } from './cni.ts';
import { goldenImage } from './nodes.ts';
import { entryOfTypeEc2, namedById } from './user-data.ts';
import { addPolicy, allowing, detach, type HealthyWorld } from './variety.ts';

/** The actions of node, image pull and VPC CNI, as somebody writes them down. */
const nodeActions = [
  'ec2:Describe*',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:AttachNetworkInterface',
  'ec2:DetachNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:ModifyNetworkInterfaceAttribute',
  'ec2:CreateTags',
  'eks:DescribeCluster',
  'eks-auth:AssumeRoleForPodIdentity',
  'ecr:GetAuthorizationToken',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
  'ecr:BatchCheckLayerAvailability',
];

/** Every action only on what nodes touch (amazon-vpc-cni-k8s docs/iam-policy.md, scoped-down policy). */
function scoped(site: Site): void {
  const { partition, region, id } = site.world.account;
  onlySsm(site);
  const own = nodeActions.filter((action) => /:(?:Describe|GetAuth)/.test(action));
  site.role.inlinePolicies['lookups'] = allowing(own);
  site.role.inlinePolicies['images'] = allowing(
    nodeActions.filter((action) => action.startsWith('ecr:')),
    `arn:${partition}:ecr:${region}:602401143452:repository/*`,
  );
  site.role.inlinePolicies['interfaces'] = allowing(
    nodeActions.filter((action) => action.startsWith('ec2:') && !action.includes('Describe')),
    ['network-interface', 'subnet', 'security-group', 'instance'].map(
      (kind) => `arn:${partition}:ec2:${region}:${kind === 'subnet' || kind === 'security-group' ? id : '*'}:${kind}/*`,
    ),
  );
}

/** Images are in the image, so that the role needs no permission to pull them. */
function preloaded(site: Site): void {
  goldenImage(site);
  detach(site, 'AmazonEC2ContainerRegistryPullOnly');
  for (const { software } of site.world.images) software.holdsImages = true;
}

/** The node asks nobody for its name, and the VPC CNI has a role of its own: the node role hardly needs anything. */
function minimalRole(site: Site): void {
  namedById(site);
  entryOfTypeEc2(site);
  irsa(site);
  detach(site, 'AmazonEKSWorkerNodePolicy');
  site.role.attachedManagedPolicies.push(awsPolicyArn(site.world, 'AmazonEKSWorkerNodeMinimalPolicy'));
}

const onlySsm = (site: Site): void =>
  detach(site, 'AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonEKS_CNI_Policy');

export const permissionWorlds: readonly HealthyWorld[] = [
  {
    name: 'golden image with the images of VPC CNI and kube-proxy in it, and no permission to pull',
    world: () => healthyWorld({ prepare: preloaded }),
  },
  {
    name: 'a node role that hardly needs anything: name by instance id, VPC CNI with a role of its own',
    world: () => healthyWorld({ nodeKind: 'self-managed', authentication: 'API', prepare: minimalRole }),
  },
  {
    name: 'the minimal worker policy: the one of the VPC CNI lets the node look itself up',
    world: () =>
      healthyWorld({
        prepare: (site) => {
          detach(site, 'AmazonEKSWorkerNodePolicy');
          site.role.attachedManagedPolicies.push(awsPolicyArn(site.world, 'AmazonEKSWorkerNodeMinimalPolicy'));
        },
      }),
  },
  {
    name: 'policies that name resources one by one',
    world: () => healthyWorld({ nodeKind: 'self-managed', prepare: scoped }),
  },
  {
    name: 'an instance profile with a path and a name of its own',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        prepare: ({ world, profile, launch }) => {
          profile.path = '/platform/';
          profile.instanceProfileName = 'node-profile';
          profile.arn = iamArn(world, 'instance-profile/platform/node-profile');
          launch.iamInstanceProfileArn = profile.arn;
        },
      }),
  },
  {
    name: 'a trust policy with the account as a condition',
    world: () =>
      healthyWorld({
        prepare: ({ world, role }) => {
          for (const statement of role.assumeRolePolicyDocument.Statement) {
            statement.Condition = { StringEquals: { 'aws:SourceAccount': world.account.id } };
          }
        },
      }),
  },
  {
    name: 'partition aws-cn: a trust policy that names ec2.amazonaws.com.cn',
    world: () =>
      healthyWorld({
        partition: 'aws-cn',
        prepare: ({ role }) => {
          role.assumeRolePolicyDocument = trustOf('ec2.amazonaws.com.cn');
        },
      }),
  },
  {
    name: 'Amazon Linux 2 by Karpenter: endpoint and CA given, no permission to describe the cluster',
    world: () =>
      healthyWorld({
        nodeKind: 'karpenter',
        image: 'al2',
        prepare: (site) => {
          detach(site, 'AmazonEKSWorkerNodePolicy');
          site.role.inlinePolicies['lookups'] = allowing([
            'ec2:DescribeInstances',
            'eks-auth:AssumeRoleForPodIdentity',
          ]);
        },
      }),
  },
  {
    name: 'the older ReadOnly policy for ECR',
    world: () =>
      healthyWorld({
        prepare: (site) => {
          detach(site, 'AmazonEC2ContainerRegistryPullOnly');
          site.role.attachedManagedPolicies.push(awsPolicyArn(site.world, 'AmazonEC2ContainerRegistryReadOnly'));
        },
      }),
  },
  {
    name: 'inline policies instead of AWS managed ones',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        prepare: (site) => {
          onlySsm(site);
          site.role.inlinePolicies['node'] = allowing(nodeActions);
        },
      }),
  },
  {
    name: 'a policy of the user’s own instead of AWS managed ones',
    world: () =>
      healthyWorld({
        nodeKind: 'karpenter',
        prepare: (site) => {
          onlySsm(site);
          site.role.attachedManagedPolicies.push(addPolicy(site.world, 'platform-node', allowing(nodeActions)));
        },
      }),
  },
  {
    name: 'a trust policy with more than EC2 in it',
    world: () =>
      healthyWorld({
        prepare: ({ world, role }) => {
          role.assumeRolePolicyDocument.Statement.push({
            Effect: 'Allow',
            Principal: { AWS: `arn:${world.account.partition}:iam::${world.account.id}:root` },
            Action: 'sts:AssumeRole',
          });
        },
      }),
  },
];
