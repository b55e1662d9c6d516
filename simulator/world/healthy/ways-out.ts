/** How packets leave: hubs, gateways, route tables, and what lies dead beside them. */
import { addInterfaceEndpoint } from '../endpoints.ts';
import { healthyWorld, type Site } from '../healthy.ts';
import { nextId } from '../ids.ts';
import { addNetworkInterface, addRule, addSecurityGroup } from '../interfaces.ts';
import { addNatGateway, addRouteTable } from '../network.ts';
import type { TransitHub } from '../types.ts';
import { byDefault, type HealthyWorld, isolated } from './variety.ts';

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

const hubEgress = behindHub({ egressAddress: '203.0.113.200' });

const hubServices = ['ec2', 'eks', 'ecr.api', 'ecr.dkr', 'sts', 's3', 'ssm', 'ssmmessages'];

/** The hub keeps the endpoints of all and shares the zones that name them. */
function hubEndpoints(site: Site): void {
  const addresses = hubServices.map((service, index): [string, string] => [service, `10.100.0.${index + 11}`]);
  behindHub({ endpoints: addresses.map(([, address]) => address) })(site);
  const answers = Object.fromEntries(addresses.map(([service, address]) => [service, [address]]));
  site.world.privateZones.push({ vpcIds: [site.network.vpc.vpcId], answers });
}

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
function otherZone(site: Site): void {
  site.subnet = site.network.privateSubnets[1] ?? site.subnet;
}

/** The private subnets have no table of their own: the main one leads them out. */
function mainTable({ world, network }: Site): void {
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

export const wayOutWorlds: readonly HealthyWorld[] = [
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
];
