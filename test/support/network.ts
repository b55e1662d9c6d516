import awsEndpointPoliciesAllowNode from '../../checks/connected/aws-endpoint-policies-allow-node.ts';
import awsEndpointsAdmitNode from '../../checks/connected/aws-endpoints-admit-node.ts';
import awsEndpointsReplaceInternet from '../../checks/connected/aws-endpoints-replace-internet.ts';
import awsEndpointsUsable from '../../checks/connected/aws-endpoints-usable.ts';
import clusterGroupsAdmitNode from '../../checks/connected/cluster-groups-admit-node.ts';
import clusterHasInterfaces from '../../checks/connected/cluster-has-interfaces.ts';
import defaultRouteAlive from '../../checks/connected/default-route-alive.ts';
import dhcpDomainNameUsual from '../../checks/connected/dhcp-domain-name-usual.ts';
import dhcpNamesVpcResolver from '../../checks/connected/dhcp-names-vpc-resolver.ts';
import dockerBridgeApart from '../../checks/connected/docker-bridge-apart.ts';
import endpointReachableWithoutInternet from '../../checks/connected/endpoint-reachable-without-internet.ts';
import instanceInClusterVpc from '../../checks/connected/instance-in-cluster-vpc.ts';
import internetGatewayAttached from '../../checks/connected/internet-gateway-attached.ts';
import ipv6LeadsOut from '../../checks/connected/ipv6-leads-out.ts';
import kubeletReachable from '../../checks/connected/kubelet-reachable.ts';
import natGatewayWorks from '../../checks/connected/nat-gateway-works.ts';
import networkAclsLetThrough from '../../checks/connected/network-acls-let-through.ts';
import nodeGroupsAllowEgress from '../../checks/connected/node-groups-allow-egress.ts';
import publicAccessAdmitsNode from '../../checks/connected/public-access-admits-node.ts';
import publicSubnetGivesPublicIp from '../../checks/connected/public-subnet-gives-public-ip.ts';
import trafficLeavesUnfiltered from '../../checks/connected/traffic-leaves-unfiltered.ts';
import vpcDnsHostnamesOn from '../../checks/connected/vpc-dns-hostnames-on.ts';
import vpcDnsSupportOn from '../../checks/connected/vpc-dns-support-on.ts';
import type { AnyCheck } from '../../core/check.ts';
import type { Cluster, Instance, Route, RouteTable, Topics, UserData, VpcEndpoint } from '../../core/evidence.ts';
import type { Finding } from '../../core/finding.ts';
import { runCheck } from '../../core/judge.ts';
import { unknown } from '../../core/observed.ts';
import { PATH_TOPICS, type Surroundings, surroundings } from '../../network/surroundings.ts';
import { evidence, healthyTopics, type Seen } from './evidence.ts';

/** Every check of the network path. */
export const networkChecks: readonly AnyCheck[] = [
  awsEndpointPoliciesAllowNode,
  awsEndpointsAdmitNode,
  awsEndpointsReplaceInternet,
  awsEndpointsUsable,
  clusterGroupsAdmitNode,
  clusterHasInterfaces,
  defaultRouteAlive,
  dhcpDomainNameUsual,
  dhcpNamesVpcResolver,
  dockerBridgeApart,
  endpointReachableWithoutInternet,
  instanceInClusterVpc,
  internetGatewayAttached,
  ipv6LeadsOut,
  kubeletReachable,
  natGatewayWorks,
  networkAclsLetThrough,
  nodeGroupsAllowEgress,
  publicAccessAdmitsNode,
  publicSubnetGivesPublicIp,
  trafficLeavesUnfiltered,
  vpcDnsHostnamesOn,
  vpcDnsSupportOn,
];

/** What all network checks find. */
export const findingsOf = (overrides: Seen): readonly Finding[] => {
  const seen = evidence(overrides);
  return networkChecks.flatMap((check) => runCheck(check, seen).findings);
};

/** The same in short: cause to "certainty stage" on its first rung, warnings left out. It shows at a glance that one fault has one cause. */
export const blames = (overrides: Seen): Record<string, string> =>
  Object.fromEntries(
    findingsOf(overrides)
      .filter(({ afterJoining }) => !afterJoining)
      .toReversed()
      .map(({ cause, certainty, stage }) => [cause, `${certainty} ${stage}`]),
  );

/** The healthy surroundings with overrides. */
export const around = (overrides: Seen = {}): Surroundings => {
  const seen = evidence(overrides);
  const here = surroundings(seen);
  if (!here) throw new Error('no surroundings');
  return here;
};

/** The healthy value of a topic. */
export const healthy = <T extends keyof Topics>(topic: T): Topics[T] => healthyTopics[topic];

/** The healthy cluster, changed. */
export const cluster = (change: Partial<Cluster>): Cluster => ({ ...healthyTopics.cluster, ...change });

/** The cluster with only one side of its endpoint on. */
export const publicOnly = (change: Partial<Cluster> = {}) => cluster({ endpointPrivateAccess: false, ...change });
export const privateOnly = (change: Partial<Cluster> = {}) => cluster({ endpointPublicAccess: false, ...change });

/** The healthy user data, changed. */
export const userData = (change: Partial<UserData>): UserData => ({ ...healthyTopics.userData, ...change });

/** The instance with its primary interface changed. */
export const nodeWith = (
  change: Partial<Instance['interfaces'][number]>,
  instance: Partial<Instance> = {},
): Instance => ({
  ...healthyTopics.instance,
  ...instance,
  interfaces: healthyTopics.instance.interfaces.map((one) => ({ ...one, ...change })),
});

const LOCAL: Route = { cidr: '10.0.0.0/16', target: 'local', state: 'active' };

/** The healthy route tables, with other routes beside `local` in some of them. */
export const tables = (routes: Record<string, readonly Route[]>): readonly RouteTable[] =>
  healthyTopics.routeTables.map((table) => {
    const given = routes[table.id];
    return given ? { ...table, routes: [LOCAL, ...given] } : table;
  });

/** A default route. */
export const byDefault = (target: string, state: Route['state'] = 'active'): Route => ({
  cidr: '0.0.0.0/0',
  target,
  state,
});

/** An available interface endpoint with private DNS in the node's subnet. */
export const endpointOf = (service: string, change: Partial<VpcEndpoint> = {}): VpcEndpoint => ({
  id: `vpce-${service.replace('.', '')}`,
  vpcId: 'vpc-0a',
  type: 'Interface',
  serviceName: `com.amazonaws.eu-central-1.${service}`,
  state: 'available',
  privateDnsEnabled: true,
  subnetIds: ['subnet-0a'],
  routeTableIds: [],
  groups: ['sg-cluster'],
  interfaceIds: [],
  ...change,
});

/** All endpoints that a private cluster needs. */
export const privateEndpoints: readonly VpcEndpoint[] = [
  endpointOf('ec2'),
  endpointOf('ecr.api'),
  endpointOf('ecr.dkr'),
  endpointOf('s3', {
    id: 'vpce-s3',
    type: 'Gateway',
    privateDnsEnabled: false,
    routeTableIds: ['rtb-private'],
    groups: [],
  }),
];

/** A VPC that is not meant for the internet at all. */
export const isolated: Seen = {
  routeTables: tables({ 'rtb-private': [], 'rtb-public': [] }),
  natGateways: [],
  internetGateways: [],
};

/** Every path topic unread, but for the given ones. */
export const unreadBut = (...topics: readonly string[]): Seen =>
  Object.fromEntries(
    PATH_TOPICS.filter((topic) => !topics.includes(topic)).map((topic) => [topic, unknown('denied', `read:${topic}`)]),
  );
