/**
 * What a registered node needs to become Ready: the images of kube-proxy and the VPC CNI, and what the CNI may do.
 * Sources: EKS user guide, private-clusters and cni-iam-role; amazon-vpc-cni-k8s docs/iam-policy.md.
 */
import { isAllowed } from '../iam/evaluate.ts';
import { kubernetesOf } from '../world/kubernetes.ts';
import type { Cluster, Instance, World } from '../world/types.ts';
import { type CallResult, callAws, contextOf, fetchFrom, open, roleOf } from './aws-calls.ts';
import { bringsItsNetwork, holdsImages, runsVpcCni } from './image-contents.ts';
import { failure, type Outcome, success } from './outcome.ts';

/** Whether the node's network plugin comes up, or the one reason why not. */
export function becomeReady(world: World, instance: Instance, cluster: Cluster): Outcome<undefined> {
  if (bringsItsNetwork(world, instance)) return success(undefined);
  if (runsCilium(world, cluster)) return pullCilium(world, instance);
  if (!runsVpcCni(world, instance, cluster)) return failure('no aws-node DaemonSet');
  const pulled = pullImages(world, instance);
  if (!pulled.ok) return pulled;
  return startCni(world, instance, cluster);
}

/** Cilium in place of the VPC CNI needs nothing of AWS but a way to its registry (Cilium documentation, "AWS EKS"). */
const runsCilium = (world: World, cluster: Cluster): boolean =>
  kubernetesOf(world, cluster.name).daemonSets.some(({ metadata }) => metadata.name === 'cilium');

function pullCilium(world: World, instance: Instance): Outcome<undefined> {
  const path = open(world, instance, { service: 'quay.io' });
  return path.ok ? success(undefined) : failure(`failed to pull image: ${path.reason}`);
}

function pullImages(world: World, instance: Instance): Outcome<undefined> {
  if (holdsImages(world, instance)) return success(undefined);
  const { partition, region } = world.account;
  const repository = `arn:${partition}:ecr:${region}:602401143452:repository/amazon-k8s-cni`;
  const steps: (() => CallResult)[] = [
    () => callAws(world, instance, { service: 'ecr.api', action: 'ecr:GetAuthorizationToken' }),
    () => callAws(world, instance, { service: 'ecr.dkr', action: 'ecr:BatchGetImage', resource: repository }),
    () => callAws(world, instance, { service: 'ecr.dkr', action: 'ecr:GetDownloadUrlForLayer', resource: repository }),
    () => {
      const resource = `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/layer`;
      return fetchFrom(world, instance, { service: 's3', action: 's3:GetObject', resource });
    },
  ];
  for (const step of steps) {
    const result = step();
    if (!result.ok) return failure(`failed to pull image: ${result.reason}`);
  }
  return success(undefined);
}

function startCni(world: World, instance: Instance, cluster: Cluster): Outcome<undefined> {
  const roleArn = cniRoleArn(world, instance, cluster);
  if (!roleArn.ok) return roleArn;
  const path = open(world, instance, { service: 'ec2' });
  if (!path.ok) return path;
  const actions =
    cluster.kubernetesNetworkConfig.ipFamily === 'ipv6'
      ? ['ec2:AssignIpv6Addresses', 'ec2:DescribeNetworkInterfaces']
      : [
          'ec2:DescribeNetworkInterfaces',
          'ec2:CreateNetworkInterface',
          'ec2:AttachNetworkInterface',
          'ec2:AssignPrivateIpAddresses',
        ];
  const { partition, region, id } = world.account;
  const resourceOf = (action: string): string =>
    action.includes(':Describe') ? '*' : `arn:${partition}:ec2:${region}:${id}:network-interface/eni-0`;
  const context = contextOf(instance, path.value);
  const denied = actions.find((action) => !isAllowed(world, roleArn.value, action, resourceOf(action), context));
  return denied ? failure(`the CNI may not ${denied}`) : success(undefined);
}

/** The role of the add-on (IRSA), of its pod identity, or else of the node. */
function cniRoleArn(world: World, instance: Instance, cluster: Cluster): Outcome<string> {
  const addon = world.addons.find((one) => one.clusterName === cluster.name && one.addonName === 'vpc-cni');
  const association = world.podIdentityAssociations.find(
    (one) => one.clusterName === cluster.name && one.namespace === 'kube-system' && one.serviceAccount === 'aws-node',
  );
  const annotated = kubernetesOf(world, cluster.name).cniRoleArn ?? addon?.serviceAccountRoleArn;
  const own = annotated ?? association?.roleArn;
  if (!own) {
    const role = roleOf(world, instance);
    return role.ok ? success(role.value.arn) : role;
  }
  if (!annotated) return success(own);
  const tokens = open(world, instance, { service: 'sts' });
  return tokens.ok ? success(own) : tokens;
}
