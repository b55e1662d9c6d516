/**
 * What a registered node needs to become Ready: the images of kube-proxy and the VPC CNI, and what the CNI may do.
 * Sources: EKS user guide, private-clusters and cni-iam-role; amazon-vpc-cni-k8s docs/iam-policy.md.
 */
import { isAllowed } from '../iam/evaluate.ts';
import { isNetworkPlugin } from '../world/daemon-sets.ts';
import { kubernetesOf } from '../world/kubernetes.ts';
import type { Cluster, DaemonSet, Instance, World } from '../world/types.ts';
import { type CallResult, callAws, contextOf, fetchFrom, open, roleOf } from './aws-calls.ts';
import { bringsItsNetwork, holdsImages } from './image-contents.ts';
import { failure, type Outcome, success } from './outcome.ts';
import { isInitialized, taintsLeft } from './taints.ts';

/** What pods of the network show on a node that does not become Ready. */
export type PodTrouble = 'unplaced' | 'unpulled' | 'crashing';

/** Whether the network of a node is up, or the one reason why not. */
export type NetworkResult = { ok: true } | { ok: false; reason: string; pods: PodTrouble };

/** Whether the node is Ready and free of the taints it started with, or the one reason why not. */
export function becomeReady(world: World, instance: Instance, cluster: Cluster, at: number): Outcome<undefined> {
  const network = startNetwork(world, instance, cluster);
  if (!network.ok) return network;
  if (!isInitialized(world, instance, cluster)) return failure('the cloud controller does not find the instance');
  const [left] = taintsLeft(world, instance, cluster, at);
  return left ? failure(`nobody takes the taint ${left} off`) : success(undefined);
}

/** Whether kube-proxy and the network plugin come up. */
export function startNetwork(world: World, instance: Instance, cluster: Cluster): NetworkResult {
  if (bringsItsNetwork(world, instance)) return { ok: true };
  const { daemonSets } = kubernetesOf(world, cluster.name);
  const plugin = daemonSets.find(isNetworkPlugin);
  const trouble = (pods: PodTrouble, reason: string): NetworkResult => ({ ok: false, reason, pods });
  if (!plugin) return trouble('unplaced', 'no DaemonSet brings a network plugin');
  const { maxPods } = instance.boot.settings ?? {};
  if (maxPods !== undefined && maxPods < daemonSets.length) return trouble('unplaced', 'Too many pods');
  if (instance.shortOf) return trouble('unplaced', `the node has ${instance.shortOf}Pressure`);
  const isVpcCni = plugin.metadata.name === 'aws-node';
  // What is not in Amazon ECR comes over the internet.
  const pulled = isVpcCni ? pullImages(world, instance) : open(world, instance, { service: 'quay.io' });
  if (!pulled.ok) return trouble('unpulled', pulled.reason);
  if (!isVpcCni) return { ok: true };
  const started = serveServices(daemonSets);
  const ready = started.ok ? startCni(world, instance, cluster, plugin) : started;
  return ready.ok ? { ok: true } : trouble('crashing', ready.reason);
}

/** aws-node waits for the service address of the API server, which kube-proxy programs. */
function serveServices(daemonSets: DaemonSet[]): Outcome<undefined> {
  const proxy = daemonSets.find(({ metadata }) => metadata.name === 'kube-proxy');
  if (!proxy) return failure('aws-node: Unable to reach API Server: there is no kube-proxy');
  return proxy.crashes ? failure('aws-node: Unable to reach API Server: kube-proxy crashes') : success(undefined);
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

function startCni(world: World, instance: Instance, cluster: Cluster, plugin: DaemonSet): Outcome<undefined> {
  if (plugin.crashes) return failure('aws-node starts and ends at once');
  const [container] = plugin.spec.template.spec.containers;
  const family = world.images.find(({ imageId }) => imageId === instance.imageId)?.software.family;
  if (family === 'al2023' && !fitsAl2023(container?.image ?? '')) return failure('the VPC CNI is too old for AL2023');
  const config = findEniConfig(world, instance, cluster, container?.env ?? []);
  if (!config.ok) return config;
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

/** EKS user guide, al2023: version 1.16.2 or later. */
function fitsAl2023(image: string): boolean {
  const [, minor = '0', patch = '0'] = /:v1\.(\d+)\.(\d+)/.exec(image) ?? [];
  return Number(minor) > 16 || (Number(minor) === 16 && Number(patch) >= 2);
}

/** amazon-vpc-cni-k8s pkg/eniconfig/eniconfig.go: the label, else `default`, names the ENIConfig. */
function findEniConfig(
  world: World,
  instance: Instance,
  cluster: Cluster,
  env: { name: string; value: string }[],
): Outcome<undefined> {
  const setting = (name: string): string | undefined => env.find((one) => one.name === name)?.value;
  if (setting('AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG') !== 'true') return success(undefined);
  const { nodes, eniConfigs = [] } = kubernetesOf(world, cluster.name);
  const labels = nodes.find(({ metadata }) => metadata.name === instance.boot.nodeName)?.metadata.labels ?? {};
  const wanted = labels[setting('ENI_CONFIG_LABEL_DEF') || 'k8s.amazonaws.com/eniConfig'] ?? 'default';
  if (eniConfigs.some(({ metadata }) => metadata.name === wanted)) return success(undefined);
  return failure(`No ENIConfig could be found for this node: ${wanted}`);
}
