/** What the node role may do, and who else may do it in its place. */
import { useCilium } from '../daemon-sets.ts';
import { healthyWorld, type Site } from '../healthy.ts';
import { nextId } from '../ids.ts';
import { kubernetesOf } from '../kubernetes.ts';
import { arnOf, awsPolicyArn, iamArn } from '../partition.ts';
import { addRole, trustOf } from '../roles.ts';
import type { PolicyDocument, Role } from '../types.ts';
import { goldenImage } from './nodes.ts';
import { entryOfTypeEc2, namedById } from './user-data.ts';
import { addPolicy, all, allowing, detach, type HealthyWorld, isolated } from './variety.ts';

/** A role for the service account of the VPC CNI, which the node role then needs no policy for. */
function cniRole(site: Site, trust: PolicyDocument['Statement'][number]): Role {
  const role = addRole(site.world, {
    name: 'prod-eu-vpc-cni',
    service: 'pods.eks.amazonaws.com',
    policies: ['AmazonEKS_CNI_Policy'],
  });
  role.assumeRolePolicyDocument = { Version: '2012-10-17', Statement: [trust] };
  detach(site, 'AmazonEKS_CNI_Policy');
  return role;
}

/** The service account of aws-node names its role, and no add-on of EKS does (eksctl, `create iamserviceaccount`). */
function annotated(site: Site): void {
  irsa(site);
  const addon = site.world.addons.find(({ addonName }) => addonName === 'vpc-cni');
  kubernetesOf(site.world, site.cluster.name).cniRoleArn = addon?.serviceAccountRoleArn;
  delete addon?.serviceAccountRoleArn;
}

/** EKS user guide, cni-iam-role: an IAM role for the service account. */
function irsa(site: Site): void {
  const { world, cluster } = site;
  const provider = cluster.oidcIssuer.replace('https://', '');
  const role = cniRole(site, {
    Effect: 'Allow',
    Principal: { Federated: `arn:${world.account.partition}:iam::${world.account.id}:oidc-provider/${provider}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${provider}:sub`]: 'system:serviceaccount:kube-system:aws-node' } },
  });
  for (const addon of world.addons) if (addon.addonName === 'vpc-cni') addon.serviceAccountRoleArn = role.arn;
}

/** EKS user guide, pod-id-association. */
function podIdentity(site: Site): void {
  const { world, cluster } = site;
  const role = cniRole(site, {
    Effect: 'Allow',
    Principal: { Service: 'pods.eks.amazonaws.com' },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
  });
  const associationId = nextId(world, 'a');
  world.podIdentityAssociations.push({
    associationId,
    associationArn: arnOf(world, 'eks', `podidentityassociation/${cluster.name}/${associationId}`),
    clusterName: cluster.name,
    namespace: 'kube-system',
    serviceAccount: 'aws-node',
    roleArn: role.arn,
    createdAt: cluster.createdAt,
  });
}

/** Cilium instead of the VPC CNI and kube-proxy; nobody needs the CNI policy (Cilium documentation, "AWS EKS"). */
export function cilium(site: Site): void {
  detach(site, 'AmazonEKS_CNI_Policy');
  useCilium(site.world, site.cluster);
}

/** The VPC CNI and kube-proxy run without being add-ons of EKS, as eksctl and Helm install them. */
function noAddons({ world }: Site): void {
  world.addons = [];
}

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

/** A deny for whatever does not come by this VPC, or from these addresses, as data perimeters have it. */
const denyUnless = (condition: PolicyDocument['Statement'][number]['Condition']): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: ['ec2:*', 'ecr:*', 'eks:*'], Resource: '*', Condition: condition }],
});

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
  { name: 'VPC CNI with a role of its own (IRSA)', world: () => healthyWorld({ prepare: irsa }) },
  { name: 'VPC CNI with a Pod Identity', world: () => healthyWorld({ nodeKind: 'karpenter', prepare: podIdentity }) },
  {
    name: 'Cilium instead of VPC CNI and kube-proxy',
    world: () => healthyWorld({ nodeKind: 'self-managed', prepare: cilium }),
  },
  { name: 'VPC CNI and kube-proxy that are no add-ons', world: () => healthyWorld({ prepare: noAddons }) },
  {
    name: 'VPC CNI with a role that its service account names: the add-on names none',
    world: () => healthyWorld({ prepare: annotated }),
  },
  {
    name: 'VPC CNI with a role that its service account names: no add-on',
    world: () => healthyWorld({ nodeKind: 'self-managed', prepare: all(annotated, noAddons) }),
  },
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
    name: 'perimeter: an inline deny for all but the VPC endpoints of this VPC',
    world: () =>
      healthyWorld({
        ...isolated,
        nodeKind: 'self-managed',
        prepare: ({ network, role }) => {
          const { vpcId } = network.vpc;
          role.inlinePolicies['perimeter'] = denyUnless({ StringNotEquals: { 'aws:SourceVpc': vpcId } });
        },
      }),
  },
  {
    name: 'perimeter: a service control policy that denies all but this VPC',
    world: () =>
      healthyWorld({
        ...isolated,
        nodeKind: 'self-managed',
        prepare: ({ world, network, role }) => {
          const document = denyUnless({
            StringNotEquals: { 'aws:SourceVpc': network.vpc.vpcId },
            ArnLike: { 'aws:PrincipalArn': role.arn },
          });
          world.serviceControlPolicies.push({ id: 'p-perimeter', name: 'perimeter', document });
        },
      }),
  },
  {
    name: 'perimeter: an inline deny for all addresses but the NAT gateway’s',
    world: () =>
      healthyWorld({
        nodeKind: 'karpenter',
        prepare: ({ role }) => {
          role.inlinePolicies['perimeter'] = denyUnless({ NotIpAddress: { 'aws:SourceIp': '203.0.113.10/32' } });
        },
      }),
  },
  {
    name: 'regions: a service control policy for Europe alone',
    world: () =>
      healthyWorld({
        prepare: ({ world }) => {
          const allowed = ['eu-central-1', 'eu-west-1'];
          const document = denyUnless({ StringNotEquals: { 'aws:RequestedRegion': allowed } });
          world.serviceControlPolicies.push({ id: 'p-regions', name: 'regions', document });
        },
      }),
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
    name: 'a permissions boundary that allows enough',
    world: () =>
      healthyWorld({
        prepare: ({ world, role }) => {
          const services = [
            'ec2:*',
            'eks:*',
            'eks-auth:*',
            'ecr:*',
            's3:Get*',
            'ssm:*',
            'ssmmessages:*',
            'ec2messages:*',
          ];
          role.permissionsBoundary = addPolicy(world, 'workload-boundary', allowing(services));
        },
      }),
  },
  {
    name: 'a service control policy that denies what no node does',
    world: () =>
      healthyWorld({
        prepare: ({ world }) => {
          const document: PolicyDocument = {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Deny', Action: ['iam:CreateUser', 'ec2:DeleteVpc'], Resource: '*' }],
          };
          world.serviceControlPolicies.push({ id: 'p-guardrails', name: 'guardrails', document });
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
