/** What the node role may do, and who else may do it in its place. */
import { healthyWorld, type Site } from '../healthy.ts';
import { nextId } from '../ids.ts';
import { kubernetesOf, newMetadata } from '../kubernetes.ts';
import { arnOf, awsPolicyArn } from '../partition.ts';
import { addRole } from '../roles.ts';
import type { PolicyDocument, Role } from '../types.ts';
import { addPolicy, allowing, detach, type HealthyWorld } from './variety.ts';

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
  const { world, cluster } = site;
  detach(site, 'AmazonEKS_CNI_Policy');
  world.addons = [];
  const metadata = newMetadata(world, cluster.name, { name: 'cilium', namespace: 'kube-system' }, cluster.createdAt);
  kubernetesOf(world, cluster.name).daemonSets = [
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata,
      spec: {
        template: {
          spec: {
            containers: [{ name: 'cilium-agent', image: 'quay.io/cilium/cilium:v1.18.4' }],
            volumes: [
              { name: 'cni-path', hostPath: { path: '/opt/cni/bin' } },
              { name: 'etc-cni-netd', hostPath: { path: '/etc/cni/net.d' } },
            ],
          },
        },
      },
      status: { desiredNumberScheduled: 3, numberReady: 3 },
    },
  ];
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
