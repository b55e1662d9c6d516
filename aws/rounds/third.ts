import { askedBy, notCollected } from '../../core/asked-by.ts';
import type { AccessEntry, Cluster, DhcpOptions, PrefixList, RouteTable } from '../../core/evidence.ts';
import { absent, known, type Observed, unknown, valueOf } from '../../core/observed.ts';
import { readAccessEntry } from '../readers/cluster.ts';
import { readPrefixList } from '../readers/firewalls.ts';
import { readDhcpOptions } from '../readers/vpc.ts';
import { CLUSTER_ROLE_ACTIONS, NODE_ROLE_ACTIONS } from './actions.ts';
import { type Ask, because, type Round } from './ask.ts';
import { askCniIdentity, askCniPermissions } from './cni.ts';
import type { FirstRound } from './first.ts';
import { askKubernetes, noKubernetes, type OfKubernetes } from './kubernetes.ts';
import { askPermissions, askPolicies, askRole, nodeRoleArnOf } from './roles.ts';
import type { SecondRound } from './second.ts';

/** What roles, the cluster and the network name. */
export type ThirdRound = Round<
  | 'nodeRole'
  | 'nodePermissions'
  | 'nodePolicies'
  | 'cniIdentity'
  | 'cniPermissions'
  | 'clusterRole'
  | 'clusterPermissions'
  | 'accessEntry'
  | 'dhcpOptions'
  | 'prefixLists'
> &
  OfKubernetes;

/** Round three: everything that round two named. Nothing needs a fourth. Never throws. */
export const thirdRound = async (ask: Ask, first: FirstRound, second: SecondRound): Promise<ThirdRound> => {
  const nodeRoleArn = nodeRoleArnOf(second.instanceProfile, second.nodeGroup);
  const nodePermissions = askPermissions(ask, 'nodePermissions', nodeRoleArn, NODE_ROLE_ACTIONS);
  const nodeRole = askRole(ask, 'nodeRole', nodeRoleArn);
  const nodePolicies = askPolicies(ask, nodeRoleArn);
  const ofCluster = askCluster(ask, first, second, nodeRoleArn, nodePermissions);
  const dhcpOptions = askDhcpOptions(ask, second);
  const prefixLists = askPrefixLists(ask, first, second);
  return {
    ...(await ofCluster),
    nodeRole: await nodeRole,
    nodePermissions: await nodePermissions,
    nodePolicies: await nodePolicies,
    dhcpOptions: await dhcpOptions,
    prefixLists: await prefixLists,
  };
};

type OfCluster = OfKubernetes &
  Round<'cniIdentity' | 'cniPermissions' | 'clusterRole' | 'clusterPermissions' | 'accessEntry'>;

const askCluster = async (
  ask: Ask,
  { instance, userData }: FirstRound,
  second: SecondRound,
  nodeRoleArn: Observed<string>,
  nodePermissions: Promise<ThirdRound['nodePermissions']>,
): Promise<OfCluster> => {
  if (second.cluster.state !== 'known') {
    const why = because('cluster', second.cluster);
    return {
      ...noKubernetes(why),
      cniIdentity: notCollected('cniIdentity', why),
      cniPermissions: notCollected('cniPermissions', why),
      clusterRole: notCollected('clusterRole', why),
      clusterPermissions: notCollected('clusterPermissions', why),
      accessEntry: notCollected('accessEntry', why),
    };
  }
  const cluster = second.cluster.value;
  const clusterRoleArn = cluster.roleArn ? known(cluster.roleArn) : unknown('failed', askedBy.cluster, 'no roleArn');
  const cniIdentity = askCniIdentity(ask, second, cluster.name);
  const cniPermissions = askCniPermissions(ask, second, nodePermissions);
  const clusterRole = askRole(ask, 'clusterRole', clusterRoleArn);
  const clusterPermissions = askPermissions(ask, 'clusterPermissions', clusterRoleArn, CLUSTER_ROLE_ACTIONS);
  const accessEntry = askAccessEntry(ask, cluster, nodeRoleArn);
  const ofKubernetes = askKubernetes(ask, cluster, instance, userData);
  return {
    ...(await ofKubernetes),
    cniIdentity: await cniIdentity,
    cniPermissions: await cniPermissions,
    clusterRole: await clusterRole,
    clusterPermissions: await clusterPermissions,
    accessEntry: await accessEntry,
  };
};

/** A cluster in CONFIG_MAP mode has no access entries; the API refuses to be asked. */
const askAccessEntry = async (
  { clients, observe }: Ask,
  cluster: Cluster,
  nodeRoleArn: Observed<string>,
): Promise<Observed<AccessEntry>> => {
  if (cluster.authenticationMode === 'CONFIG_MAP') return absent(askedBy.cluster);
  if (nodeRoleArn.state !== 'known') return notCollected('accessEntry', because('node role', nodeRoleArn));
  return observe(askedBy.accessEntry, async (signal) =>
    readAccessEntry(await clients.eks(), cluster.name, nodeRoleArn.value, signal),
  );
};

/** `default` means that no set is associated (EC2 API reference, AssociateDhcpOptions). */
const askDhcpOptions = async ({ clients, observe }: Ask, { vpc }: SecondRound): Promise<Observed<DhcpOptions>> => {
  if (vpc.state !== 'known') return notCollected('dhcpOptions', because('VPC', vpc));
  const { dhcpOptionsId } = vpc.value;
  if (dhcpOptionsId === 'default') return absent(askedBy.vpc);
  return observe(askedBy.dhcpOptions, async (signal) => readDhcpOptions(await clients.ec2(), dhcpOptionsId, signal));
};

/** More lists than this are not read; a rule whose list is missing is judged as unknown. */
const MOST_PREFIX_LISTS = 20;

/** The lists that could be read. Unknown only when lists are named and none could be. */
const askPrefixLists = async (
  { clients, observe }: Ask,
  first: FirstRound,
  second: SecondRound,
): Promise<Observed<readonly PrefixList[]>> => {
  if (second.securityGroups.state === 'unknown' && second.routeTables.state === 'unknown') {
    return notCollected('prefixLists', because('security groups', second.securityGroups));
  }
  const ids = prefixListsInPlay(first, second).slice(0, MOST_PREFIX_LISTS);
  const asked = ids.map((id) =>
    observe(askedBy.prefixLists, async (signal) => readPrefixList(await clients.ec2(), id, signal)),
  );
  const answers = await Promise.all(asked);
  const lists = answers.flatMap((answer) => (answer.state === 'known' ? [answer.value] : []));
  const failed = answers.find(({ state }) => state === 'unknown');
  return lists.length === 0 && failed?.state === 'unknown' ? failed : known(lists);
};

/** Named by the groups of the node, the cluster and the endpoints, and by the routes of the node's subnet. */
const prefixListsInPlay = ({ instance }: FirstRound, second: SecondRound): string[] => {
  const node = valueOf(instance);
  const cluster = valueOf(second.cluster);
  const groups = new Set([
    ...(node?.interfaces ?? []).flatMap((eni) => eni.groups),
    ...(valueOf(second.clusterInterfaces) ?? []).flatMap((eni) => eni.groups),
    ...(valueOf(second.vpcEndpoints) ?? []).flatMap((endpoint) => endpoint.groups),
    ...(cluster?.securityGroupIds ?? []),
    ...(cluster?.clusterSecurityGroupId ? [cluster.clusterSecurityGroupId] : []),
  ]);
  const named = (valueOf(second.securityGroups) ?? [])
    .filter(({ id }) => groups.has(id))
    .flatMap(({ ingress, egress }) => [...ingress, ...egress])
    .flatMap((rule) => rule.prefixLists);
  const routed = tableOf(valueOf(second.routeTables) ?? [], node?.subnetId)?.routes ?? [];
  return [...new Set([...named, ...routed.flatMap(({ prefixListId }) => prefixListId ?? [])])];
};

const tableOf = (tables: readonly RouteTable[], subnetId: string | undefined): RouteTable | undefined =>
  tables.find(({ subnetIds }) => subnetId !== undefined && subnetIds.includes(subnetId)) ??
  tables.find(({ main }) => main);
