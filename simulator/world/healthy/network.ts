/** Where the nodes stand and how they get out: VPCs, routes, gateways, resolvers. */
import { addCluster } from '../cluster.ts';
import { addInterfaceEndpoint } from '../endpoints.ts';
import { healthyWorld, type Site } from '../healthy.ts';
import { nextId } from '../ids.ts';
import { addNetworkInterface, addRule, addSecurityGroup } from '../interfaces.ts';
import { addNatGateway, addRouteTable } from '../network.ts';
import type { Instance, TransitHub, World } from '../types.ts';
import { byDefault, type HealthyWorld, isolated, launched, primaryOf } from './variety.ts';

/** The VPC belongs to another account, which has shared its subnets (VPC user guide, vpc-sharing). */
export function sharedVpc({ world, network }: Site): void {
  const ownerId = '444455556666';
  const own = [
    network.vpc,
    ...world.subnets,
    ...world.routeTables,
    ...world.networkAcls,
    ...world.internetGateways,
    ...world.dhcpOptions,
    ...world.vpcEndpoints,
    ...world.networkInterfaces.filter(({ interfaceType }) => interfaceType !== 'interface'),
    ...world.securityGroups.filter(({ groupName }) => groupName === 'vpc-endpoints'),
  ];
  // Tags of what is shared are not (VPC user guide, vpc-share-limitations).
  for (const one of own) Object.assign(one, { ownerId, tags: {} });
}

/** No gateway in this VPC: a transit gateway leads to a hub (VPC user guide, centralized egress). */
const behindHub =
  (hub: Partial<TransitHub>) =>
  ({ world, network }: Site): void => {
    const transitGatewayId = nextId(world, 'tgw');
    world.transitHubs.push({ transitGatewayId, spokes: [network.vpc.vpcId], endpoints: [], ...hub });
    world.networkInterfaces = world.networkInterfaces.filter(({ interfaceType }) => interfaceType !== 'nat_gateway');
    Object.assign(world, { natGateways: [], internetGateways: [] });
    for (const table of [network.publicRoutes, network.privateRoutes]) {
      table.routes = [
        ...table.routes.filter(({ gatewayId }) => gatewayId === 'local'),
        byDefault({ transitGatewayId }),
      ];
    }
  };

export const hubEgress = behindHub({ egressAddress: '203.0.113.200' });

const hubServices = ['ec2', 'eks', 'ecr.api', 'ecr.dkr', 'sts', 's3', 'ssm', 'ssmmessages'];

/** The hub keeps the endpoints of all and shares the zones that name them. */
function hubEndpoints(site: Site): void {
  const addresses = hubServices.map((service, index): [string, string] => [service, `10.100.0.${index + 11}`]);
  behindHub({ endpoints: addresses.map(([, address]) => address) })(site);
  const answers = Object.fromEntries(addresses.map(([service, address]) => [service, [address]]));
  site.world.privateZones.push({ vpcIds: [site.network.vpc.vpcId], answers });
}

/** Endpoints without private DNS, and a private zone of somebody's own that names them. */
function ownZone({ world, network }: Site): void {
  const answers: Record<string, string[]> = {};
  for (const endpoint of world.vpcEndpoints.filter(({ vpcEndpointType }) => vpcEndpointType === 'Interface')) {
    endpoint.privateDnsEnabled = false;
    const service = endpoint.serviceName.split(`${world.account.region}.`)[1] ?? '';
    answers[service] = world.networkInterfaces
      .filter(({ networkInterfaceId }) => endpoint.networkInterfaceIds.includes(networkInterfaceId))
      .map(({ privateIpAddress }) => privateIpAddress);
  }
  world.privateZones.push({ vpcIds: [network.vpc.vpcId], answers });
}

/** DHCP names a server that is not Amazon's and forwards to public DNS. */
function forwarder({ world }: Site): void {
  world.foreignResolvers.push({ address: '10.0.250.53', behaviour: 'forwards-to-public-dns' });
  for (const { dhcpConfigurations } of world.dhcpOptions) {
    for (const one of dhcpConfigurations) {
      if (one.key === 'domain-name-servers') one.values = ['10.0.250.53', '10.0.251.53'];
    }
  }
}

const dhcp =
  (key: string, values: string[]) =>
  ({ world }: Site): void => {
    for (const { dhcpConfigurations } of world.dhcpOptions) {
      for (const one of dhcpConfigurations) if (one.key === key) one.values = values;
    }
  };

/** Each zone has a NAT gateway and a route table of its own. */
function natPerZone({ world, network }: Site): void {
  const [, inSecondZone] = network.publicSubnets;
  const [first, second] = network.privateSubnets;
  if (!inSecondZone || !first || !second) return;
  const { natGatewayId } = addNatGateway(world, inSecondZone, '203.0.113.11');
  network.privateRoutes.associations = network.privateRoutes.associations.filter(
    ({ subnetId }) => subnetId !== second.subnetId,
  );
  addRouteTable(world, network.vpc, [second], [byDefault({ natGatewayId })]);
}

/** The other private subnet, in the zone that has no NAT gateway. */
export function otherZone(site: Site): void {
  site.subnet = site.network.privateSubnets[1] ?? site.subnet;
}

/** The private subnets have no table of their own: the main one leads them out. */
export function mainTable({ world, network }: Site): void {
  const main = world.routeTables.find(({ associations }) => associations.some((one) => one.main));
  if (!main) return;
  main.routes = [...network.privateRoutes.routes];
  world.routeTables = world.routeTables.filter((table) => table !== network.privateRoutes);
}

/** A machine that translates addresses instead of a NAT gateway (VPC user guide, NAT instances). */
function natInstance({ world, network }: Site): void {
  const [subnet] = network.publicSubnets;
  if (!subnet) return;
  const group = addSecurityGroup(world, network.vpc.vpcId, { groupName: 'nat', description: 'NAT instance' });
  addRule(world, group, { isEgress: false, ipProtocol: '-1', cidrIpv4: network.vpc.cidrBlock });
  const publicIp = '203.0.113.30';
  const machine = addNetworkInterface(world, subnet, {
    description: 'fck-nat',
    groups: [group.groupId],
    sourceDestCheck: false,
    association: { publicIp, publicDnsName: '', ipOwnerId: world.account.id },
  });
  world.networkInterfaces = world.networkInterfaces.filter(({ interfaceType }) => interfaceType !== 'nat_gateway');
  world.natGateways = [];
  const local = network.privateRoutes.routes.filter(({ gatewayId }) => gatewayId === 'local');
  network.privateRoutes.routes = [...local, byDefault({ networkInterfaceId: machine.networkInterfaceId })];
}

/** Nodes stand in a second block of the VPC, which the control plane does not (EKS user guide, network-reqs). */
export function secondaryCidr(site: Site): void {
  const { world, network } = site;
  const block = '100.64.0.0/16';
  network.vpc.cidrBlocks.push(block);
  const local = {
    destinationCidrBlock: block,
    gatewayId: 'local',
    state: 'active',
    origin: 'CreateRouteTable',
  } as const;
  for (const { routes } of world.routeTables) routes.unshift({ ...local });
  const subnet = {
    ...structuredClone(site.subnet),
    subnetId: nextId(world, 'subnet'),
    cidrBlock: '100.64.0.0/19',
    availableIpAddressCount: 8187,
  };
  world.subnets.push(subnet);
  const { subnetId } = subnet;
  network.privateRoutes.associations.push({
    routeTableAssociationId: nextId(world, 'rtbassoc'),
    main: false,
    subnetId,
  });
  world.networkAcls[0]?.associations.push({ networkAclAssociationId: nextId(world, 'aclassoc'), subnetId });
  for (const { subnets } of world.nodegroups) subnets.push(subnetId);
  site.subnet = subnet;
}

/** Two halves of the address space instead of a default route. */
function twoHalves({ network }: Site): void {
  network.privateRoutes.routes = network.privateRoutes.routes.flatMap((route) =>
    route.destinationCidrBlock === '0.0.0.0/0'
      ? ['0.0.0.0/1', '128.0.0.0/1'].map((destinationCidrBlock) => ({ ...route, destinationCidrBlock }))
      : [route],
  );
}

/** Dead things that nobody goes by: a peering that is gone, a NAT gateway that failed long ago. */
function debris({ world, network }: Site): void {
  const [subnet] = network.publicSubnets;
  const dead = { state: 'blackhole', origin: 'CreateRoute' } as const;
  network.privateRoutes.routes.push({
    destinationCidrBlock: '10.50.0.0/16',
    vpcPeeringConnectionId: 'pcx-0a1b2c3d',
    ...dead,
  });
  if (subnet)
    Object.assign(addNatGateway(world, subnet, '203.0.113.99'), { state: 'failed', failureCode: 'InternalError' });
}

/** The NAT gateway is gone, and nothing misses it: endpoints stand for all that nodes call. */
function deadDefaultRoute({ world, network }: Site): void {
  const gone = { ...byDefault({ natGatewayId: nextId(world, 'nat') }), state: 'blackhole' as const };
  network.privateRoutes.routes.push(gone);
}

/** A public subnet without public addresses, and endpoints for what nodes call. */
function publicWithEndpoints(site: Site): void {
  const { world, network } = site;
  for (const subnet of network.publicSubnets) subnet.mapPublicIpOnLaunch = false;
  for (const service of ['ec2', 'eks', 'ecr.api', 'ecr.dkr', 'sts', 's3'])
    addInterfaceEndpoint(world, network, service);
}

/** Another cluster in the same VPC whose name begins with this one's. */
function namesake({ world, network, cluster }: Site): void {
  const { version } = cluster;
  addCluster(world, network, {
    name: `${cluster.name}-2`,
    version,
    endpoint: 'private',
    publicAccessCidrs: [],
    authentication: 'API',
    ipFamily: 'ipv4',
  });
}

/** The subnet names instances after their id (EC2 user guide, "Resource name"). */
export function resourceName(node: Instance, world: World): void {
  node.privateDnsName = `${node.instanceId}.${world.account.region}.compute.internal`;
  primaryOf(world, node).privateDnsName = node.privateDnsName;
}

/** A second interface from the launch template, in another subnet of the zone. */
function secondInterface(node: Instance, world: World): void {
  const subnet = world.subnets.find(
    (one) => one.availabilityZone === node.availabilityZone && one.subnetId !== node.subnetId,
  );
  const primary = primaryOf(world, node);
  if (!subnet || !primary.attachment) return;
  const added = addNetworkInterface(world, subnet, {
    description: 'storage network',
    groups: [...primary.groups],
    attachment: { ...primary.attachment, attachmentId: nextId(world, 'eni-attach'), deviceIndex: 1 },
  });
  node.networkInterfaceIds.push(added.networkInterfaceId);
}

/** The subnet gives no public addresses; the node got an Elastic IP, which only its interface shows. */
function elasticIp(node: Instance, world: World): void {
  const publicIp = '203.0.113.77';
  const publicDnsName = `ec2-203-0-113-77.${world.account.region}.compute.amazonaws.com`;
  const allocationId = nextId(world, 'eipalloc');
  primaryOf(world, node).association = { publicIp, publicDnsName, ipOwnerId: world.account.id, allocationId };
}

export const networkWorlds: readonly HealthyWorld[] = [
  { name: 'public subnet with a public address', world: () => healthyWorld({ subnet: 'public', endpoint: 'public' }) },
  {
    name: 'public subnet that gives no addresses, and a node with an Elastic IP',
    world: launched(
      {
        nodeKind: 'self-managed',
        subnet: 'public',
        endpoint: 'public',
        prepare: ({ subnet }) => {
          subnet.mapPublicIpOnLaunch = false;
        },
      },
      elasticIp,
    ),
  },
  {
    name: 'isolated subnet: endpoints in the VPC, private endpoint',
    world: () => healthyWorld(isolated),
  },
  {
    name: 'shared VPC: a guest sees neither the NAT gateway nor the owner’s interfaces',
    world: () => healthyWorld({ prepare: sharedVpc }),
  },
  {
    name: 'shared VPC: a public subnet, and a cluster with only a public endpoint',
    world: () => healthyWorld({ nodeKind: 'karpenter', subnet: 'public', endpoint: 'public', prepare: sharedVpc }),
  },
  {
    name: 'shared VPC: isolated, endpoints of the owner that a guest cannot see',
    world: () => healthyWorld({ ...isolated, prepare: sharedVpc }),
  },
  {
    name: 'hub and spoke: NAT in a hub VPC behind a transit gateway',
    world: () => healthyWorld({ endpoint: 'private', prepare: hubEgress }),
  },
  {
    name: 'hub and spoke: endpoints in a hub VPC behind a transit gateway, no internet at all',
    world: () => healthyWorld({ endpoint: 'private', prepare: hubEndpoints }),
  },
  {
    name: 'hub and spoke: only a public endpoint, open to the hub’s address',
    world: () =>
      healthyWorld({
        nodeKind: 'karpenter',
        endpoint: 'public',
        publicAccessCidrs: ['203.0.113.200/32'],
        prepare: hubEgress,
      }),
  },
  {
    name: 'custom DNS that forwards, private endpoint',
    world: () => healthyWorld({ endpoint: 'private', prepare: forwarder }),
  },
  {
    name: 'custom DNS that forwards, both endpoints: nodes go out through NAT',
    world: () => healthyWorld({ publicAccessCidrs: ['203.0.113.10/32'], prepare: forwarder }),
  },
  {
    name: 'DNS hostnames off, public endpoint only',
    world: () =>
      healthyWorld({
        endpoint: 'public',
        prepare: ({ network }) => {
          network.vpc.enableDnsHostnames = false;
        },
      }),
  },
  {
    name: 'DNS hostnames off, both endpoints: the public one lets the nodes in',
    world: () =>
      healthyWorld({
        prepare: ({ network }) => {
          network.vpc.enableDnsHostnames = false;
        },
      }),
  },
  {
    name: 'DNS hostnames off, private endpoint: public names lead to its private addresses',
    world: () =>
      healthyWorld({
        endpoint: 'private',
        nodeKind: 'karpenter',
        prepare: ({ network }) => {
          network.vpc.enableDnsHostnames = false;
        },
      }),
  },
  {
    name: 'endpoints without private DNS, and a private zone of one’s own that names them',
    world: () => healthyWorld({ ...isolated, prepare: ownZone }),
  },
  {
    name: 'two halves instead of a default route',
    world: () => healthyWorld({ endpoint: 'public', prepare: twoHalves }),
  },
  {
    name: 'a dead peering route and an old failed NAT gateway beside good ones',
    world: () => healthyWorld({ endpoint: 'public', prepare: debris }),
  },
  {
    name: 'a default route to a NAT gateway that is gone, and endpoints for all that nodes call',
    world: () => healthyWorld({ ...isolated, prepare: deadDefaultRoute }),
  },
  {
    name: 'public subnet without public addresses, and endpoints for all that nodes call',
    world: () => healthyWorld({ subnet: 'public', endpoint: 'private', prepare: publicWithEndpoints }),
  },
  {
    name: 'another cluster in the VPC whose name begins with this one’s',
    world: () => healthyWorld({ endpoint: 'private', prepare: namesake }),
  },
  {
    name: 'NAT gateway with two addresses, both let in',
    world: () =>
      healthyWorld({
        endpoint: 'public',
        publicAccessCidrs: ['203.0.113.10/32', '203.0.113.12/32'],
        prepare: ({ world }) => {
          for (const { natGatewayAddresses } of world.natGateways) {
            const [first] = natGatewayAddresses;
            if (first) natGatewayAddresses.push({ ...first, privateIp: '10.0.0.99', publicIp: '203.0.113.12' });
          }
        },
      }),
  },
  {
    name: 'DHCP names the resolver by its address',
    world: () => healthyWorld({ prepare: dhcp('domain-name-servers', ['10.0.0.2']) }),
  },
  {
    name: 'DHCP with a domain name of the user',
    world: () => healthyWorld({ prepare: dhcp('domain-name', ['corp.example.com']) }),
  },
  { name: 'NAT gateway per zone', world: () => healthyWorld({ endpoint: 'public', prepare: natPerZone }) },
  { name: 'NAT gateway of another zone', world: () => healthyWorld({ endpoint: 'public', prepare: otherZone }) },
  {
    name: 'NAT instance instead of a gateway',
    world: () => healthyWorld({ endpoint: 'public', prepare: natInstance }),
  },
  {
    name: 'subnets without a table of their own: the main one leads out',
    world: () => healthyWorld({ prepare: mainTable }),
  },
  { name: 'secondary CIDR for nodes', world: () => healthyWorld({ endpoint: 'private', prepare: secondaryCidr }) },
  { name: 'hostnames by resource name: i-… .region.compute.internal', world: launched({}, resourceName) },
  {
    name: 'second network interface from the launch template',
    world: launched({ nodeKind: 'self-managed' }, secondInterface),
  },
  { name: 'IPv6 cluster', world: () => healthyWorld({ ipFamily: 'ipv6' }) },
  {
    name: 'IPv6 cluster: Bottlerocket by Karpenter',
    world: () => healthyWorld({ ipFamily: 'ipv6', nodeKind: 'karpenter', image: 'bottlerocket' }),
  },
];
