import type {
  Cluster,
  DhcpOptions,
  Instance,
  InstanceInterface,
  InternetGateway,
  NatGateway,
  NetworkAcl,
  NetworkInterface,
  PrefixList,
  RouteTable,
  SecurityGroup,
  Subnet,
  Topic,
  Topics,
  UserData,
  Vpc,
  VpcDns,
  VpcEndpoint,
} from '../core/evidence.ts';
import type { Certainty } from '../core/finding.ts';
import type { Observed } from '../core/observed.ts';

/** Everything that a network path can depend on. */
export const PATH_TOPICS = [
  'instance',
  'cluster',
  'userData',
  'vpc',
  'vpcDns',
  'dhcpOptions',
  'subnets',
  'routeTables',
  'networkAcls',
  'securityGroups',
  'vpcEndpoints',
  'natGateways',
  'internetGateways',
  'clusterInterfaces',
  'prefixLists',
] as const satisfies readonly Topic[];

/** One of {@link PATH_TOPICS}. */
export type PathTopic = (typeof PATH_TOPICS)[number];

/** What lies around an instance. A missing field was not read, an empty list was read and is empty. */
export interface Surroundings {
  readonly instance: Instance;
  readonly cluster: Cluster;
  /** The instance's own interfaces, the primary one first; those of the VPC CNI are left out. */
  readonly interfaces: readonly [InstanceInterface, ...InstanceInterface[]];
  readonly userData: Observed<UserData>;
  readonly vpc?: Vpc;
  readonly vpcDns?: VpcDns;
  readonly dhcpOptions?: DhcpOptions;
  readonly subnets?: readonly Subnet[];
  readonly routeTables?: readonly RouteTable[];
  readonly networkAcls?: readonly NetworkAcl[];
  readonly securityGroups?: readonly SecurityGroup[];
  readonly vpcEndpoints?: readonly VpcEndpoint[];
  readonly natGateways?: readonly NatGateway[];
  readonly internetGateways?: readonly InternetGateway[];
  readonly clusterInterfaces?: readonly NetworkInterface[];
  readonly prefixLists?: readonly PrefixList[];
}

/** A topic as a check sees it: a needed one as its value, a used one as observed. */
type Seen<T extends Topic> = Topics[T] | Observed<Topics[T]> | undefined;

/** The path topics that are not in `needs`: what a check names as `uses`. */
export const otherTopics = <const T extends PathTopic>(needs: readonly T[]): readonly Exclude<PathTopic, T>[] =>
  PATH_TOPICS.filter((topic): topic is Exclude<PathTopic, T> => !(needs as readonly PathTopic[]).includes(topic));

/**
 * Gathers what a check sees into one shape. `undefined` when there is no instance with a primary interface (it is
 * terminated) or no cluster: then there is no path to judge.
 *
 * Checks of one snapshot get the same object, so that what is worked out of it is worked out once.
 */
export const surroundings = (seen: { readonly [T in PathTopic]: Seen<T> }): Surroundings | undefined => {
  const plain = PATH_TOPICS.map((topic) => plainOf(seen[topic]));
  if (last && plain.every((one, index) => one === last?.plain[index])) return last.gathered;
  last = { plain, gathered: gather(seen) };
  return last.gathered;
};

let last: { readonly plain: readonly unknown[]; readonly gathered: Surroundings | undefined } | undefined;

/** What tells two views of one snapshot from those of another: the value, or how there is none. */
const plainOf = (seen: unknown): unknown => {
  if (!isObserved(seen)) return seen;
  if (seen.state === 'known') return seen.value;
  return seen.state === 'absent' ? undefined : 'unknown';
};

const gather = (seen: { readonly [T in PathTopic]: Seen<T> }): Surroundings | undefined => {
  const instance = valueIn(seen.instance);
  const cluster = valueIn(seen.cluster);
  const own = (instance?.interfaces ?? []).filter(({ description }) => !description.startsWith('aws-K8S'));
  const primary = own.find(({ deviceIndex }) => deviceIndex === 0);
  if (!instance || !cluster || !primary) return undefined;
  return {
    instance,
    cluster,
    interfaces: [primary, ...own.filter((one) => one !== primary)],
    userData: isObserved(seen.userData) ? seen.userData : wrap(seen.userData),
    vpc: valueIn(seen.vpc),
    vpcDns: valueIn(seen.vpcDns),
    dhcpOptions: withOwnServers(valueIn(seen.dhcpOptions), valueIn(seen.userData)),
    subnets: listIn(seen.subnets),
    routeTables: listIn(seen.routeTables),
    networkAcls: listIn(seen.networkAcls),
    securityGroups: listIn(seen.securityGroups),
    vpcEndpoints: listIn(seen.vpcEndpoints),
    natGateways: listIn(seen.natGateways),
    internetGateways: listIn(seen.internetGateways),
    clusterInterfaces: listIn(seen.clusterInterfaces),
    prefixLists: listIn(seen.prefixLists),
  };
};

/** A NodeConfig may name its own DNS servers, which are asked in place of those of the DHCP options. */
const withOwnServers = (options: DhcpOptions | undefined, userData: UserData | undefined): DhcpOptions | undefined =>
  userData?.nameServers ? { id: options?.id ?? 'user data', ...options, nameServers: userData.nameServers } : options;

const isObserved = <T>(seen: T | Observed<T> | undefined): seen is Observed<T> =>
  typeof seen === 'object' &&
  seen !== null &&
  'state' in seen &&
  (seen.state === 'known' || seen.state === 'absent' || seen.state === 'unknown');

const wrap = <T>(value: T | undefined): Observed<T> =>
  value === undefined ? { state: 'absent' } : { state: 'known', value };

const valueIn = <T>(seen: T | Observed<T> | undefined): T | undefined => {
  if (!isObserved(seen)) return seen;
  return seen.state === 'known' ? seen.value : undefined;
};

/** An absent list is an empty one. */
const listIn = <T>(seen: readonly T[] | Observed<readonly T[]> | undefined): readonly T[] | undefined => {
  if (!isObserved(seen)) return seen ?? [];
  if (seen.state === 'known') return seen.value;
  return seen.state === 'absent' ? [] : undefined;
};

/** Whether the instance's account owns the VPC. Guests of a shared VPC do not see its gateways and endpoints. */
export const ownsVpc = ({ vpc, instance }: Surroundings): boolean =>
  vpc !== undefined && vpc.ownerId === instance.account;

/** Whether the instance lies in the VPC of its cluster. */
export const inClusterVpc = ({ instance, cluster }: Surroundings): boolean => instance.vpcId === cluster.vpcId;

/**
 * How sure a statement about a direct path can be at most: a proxy in the user data makes it a detail, unread user data
 * may hide one.
 */
export const sureOfDirectPath = ({ userData }: Surroundings): Certainty => {
  if (userData.state === 'unknown') return 'likely';
  return userData.state === 'known' && userData.value.proxy?.set ? 'suspect' : 'certain';
};
