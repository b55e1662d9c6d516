/** Who brings the network, and as which role. */
import { useCilium } from '../daemon-sets.ts';
import { healthyWorld, type Site } from '../healthy.ts';
import { nextId } from '../ids.ts';
import { kubernetesOf } from '../kubernetes.ts';
import { arnOf } from '../partition.ts';
import { addRole } from '../roles.ts';
import type { PolicyDocument, Role } from '../types.ts';
import { all, detach, type HealthyWorld } from './variety.ts';

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
export function irsa(site: Site): void {
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
function cilium(site: Site): void {
  detach(site, 'AmazonEKS_CNI_Policy');
  useCilium(site.world, site.cluster);
}

/** The VPC CNI and kube-proxy run without being add-ons of EKS, as eksctl and Helm install them. */
function noAddons({ world }: Site): void {
  world.addons = [];
}

export const cniWorlds: readonly HealthyWorld[] = [
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
];
