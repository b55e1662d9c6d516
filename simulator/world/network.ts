/** The usual VPC of an EKS cluster: two zones, each with a public and a private subnet, one internet and one NAT gateway. */
import { nextId } from './ids.ts';
import { addNetworkInterface } from './interfaces.ts';
import type { InternetGateway, NatGateway, NetworkAclEntry, Route, RouteTable, Subnet, Vpc, World } from './types.ts';

export interface Network {
  vpc: Vpc;
  publicSubnets: Subnet[];
  privateSubnets: Subnet[];
  publicRoutes: RouteTable;
  privateRoutes: RouteTable;
}

/** Public addresses of the built world are from the blocks that RFC 5737 keeps for documentation. */
const natAddress = '203.0.113.10';
const s3Addresses = '192.0.2.128/25';

/** Adds a VPC with everything that lets nodes reach the internet; `octet` tells its 10.x/16 block. */
export function addNetwork(world: World, options: { name: string; octet: number; ipv6: boolean }): Network {
  const vpc = addVpc(world, options);
  const subnet = (index: number, isPublic: boolean) => addSubnet(world, vpc, { ...options, index, isPublic });
  const firstPublic = subnet(0, true);
  const publicSubnets = [firstPublic, subnet(1, true)];
  const privateSubnets = [subnet(2, false), subnet(3, false)];
  addNetworkAcl(world, vpc, [...publicSubnets, ...privateSubnets]);

  const gateway = addInternetGateway(world, vpc);
  const nat = addNatGateway(world, firstPublic, natAddress);
  addRouteTable(world, vpc, [], []);
  const toInternet: Route[] = [route({ destinationCidrBlock: '0.0.0.0/0', gatewayId: gateway.internetGatewayId })];
  const toNat: Route[] = [route({ destinationCidrBlock: '0.0.0.0/0', natGatewayId: nat.natGatewayId })];
  return {
    vpc,
    publicSubnets,
    privateSubnets,
    publicRoutes: addRouteTable(world, vpc, publicSubnets, toInternet),
    privateRoutes: addRouteTable(world, vpc, privateSubnets, toNat),
  };
}

const route = (given: Partial<Route>): Route => ({ state: 'active', origin: 'CreateRoute', ...given });

function addVpc(world: World, { name, octet, ipv6 }: { name: string; octet: number; ipv6: boolean }): Vpc {
  const { region, id: ownerId } = world.account;
  const dhcpOptionsId = nextId(world, 'dopt');
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
  world.dhcpOptions.push({
    dhcpOptionsId,
    ownerId,
    dhcpConfigurations: [
      { key: 'domain-name', values: [domain] },
      { key: 'domain-name-servers', values: ['AmazonProvidedDNS'] },
    ],
    tags: {},
  });
  const vpc: Vpc = {
    vpcId: nextId(world, 'vpc'),
    ownerId,
    cidrBlock: `10.${octet}.0.0/16`,
    cidrBlocks: [`10.${octet}.0.0/16`],
    ipv6CidrBlocks: ipv6 ? [`2001:db8:${octet}::/56`] : [],
    enableDnsSupport: true,
    enableDnsHostnames: true,
    dhcpOptionsId,
    isDefault: false,
    tags: { Name: name },
  };
  world.vpcs.push(vpc);
  if (!world.prefixLists.length) {
    world.prefixLists.push({
      prefixListId: nextId(world, 'pl'),
      prefixListName: `com.amazonaws.${region}.s3`,
      addressFamily: 'IPv4',
      ownerId: 'AWS',
      entries: [{ cidr: s3Addresses }],
    });
  }
  return vpc;
}

function addSubnet(
  world: World,
  vpc: Vpc,
  {
    name,
    octet,
    ipv6,
    index,
    isPublic,
  }: { name: string; octet: number; ipv6: boolean; index: number; isPublic: boolean },
): Subnet {
  const zone = index % 2;
  const letter = 'ab'[zone];
  const subnet: Subnet = {
    subnetId: nextId(world, 'subnet'),
    vpcId: vpc.vpcId,
    ownerId: world.account.id,
    availabilityZone: `${world.account.region}${letter}`,
    availabilityZoneId: `${world.account.region.replace(/^(..)-(?:(g)ov-)?(.).*-(\d)$/, '$1$2$3$4')}-az${zone + 1}`,
    cidrBlock: `10.${octet}.${index * 32}.0/19`,
    ipv6CidrBlocks: ipv6 ? [`2001:db8:${octet}:${index}::/64`] : [],
    availableIpAddressCount: 8187,
    mapPublicIpOnLaunch: isPublic,
    assignIpv6AddressOnCreation: ipv6,
    tags: {
      Name: `${name}-${isPublic ? 'public' : 'private'}-${letter}`,
      [isPublic ? 'kubernetes.io/role/elb' : 'kubernetes.io/role/internal-elb']: '1',
    },
  };
  world.subnets.push(subnet);
  return subnet;
}

function addNetworkAcl(world: World, vpc: Vpc, subnets: Subnet[]): void {
  const entry = (ruleNumber: number, egress: boolean, ruleAction: 'allow' | 'deny'): NetworkAclEntry => ({
    ruleNumber,
    egress,
    ruleAction,
    protocol: '-1',
    cidrBlock: '0.0.0.0/0',
  });
  const forIpv6 = ({ cidrBlock: _ipv4, ...rest }: NetworkAclEntry): NetworkAclEntry => ({
    ...rest,
    ruleNumber: rest.ruleNumber + 1,
    ipv6CidrBlock: '::/0',
  });
  const entries = [
    entry(100, true, 'allow'),
    entry(32767, true, 'deny'),
    entry(100, false, 'allow'),
    entry(32767, false, 'deny'),
  ];
  world.networkAcls.push({
    networkAclId: nextId(world, 'acl'),
    vpcId: vpc.vpcId,
    ownerId: world.account.id,
    isDefault: true,
    // The default list of a VPC with IPv6 has the same rules for it, each one number higher.
    entries: vpc.ipv6CidrBlocks.length > 0 ? [...entries, ...entries.map(forIpv6)] : entries,
    associations: subnets.map(({ subnetId }) => ({ networkAclAssociationId: nextId(world, 'aclassoc'), subnetId })),
    tags: {},
  });
}

function addInternetGateway(world: World, vpc: Vpc): InternetGateway {
  const gateway: InternetGateway = {
    internetGatewayId: nextId(world, 'igw'),
    ownerId: world.account.id,
    attachments: [{ vpcId: vpc.vpcId, state: 'available' }],
    tags: {},
  };
  world.internetGateways.push(gateway);
  return gateway;
}

/** Adds a public NAT gateway with one address. */
export function addNatGateway(world: World, subnet: Subnet, publicIp: string): NatGateway {
  const natGatewayId = nextId(world, 'nat');
  const networkInterface = addNetworkInterface(world, subnet, {
    description: `Interface for NAT Gateway ${natGatewayId}`,
    interfaceType: 'nat_gateway',
    requesterManaged: true,
    groups: [],
    sourceDestCheck: false,
  });
  const nat: NatGateway = {
    natGatewayId,
    subnetId: subnet.subnetId,
    vpcId: subnet.vpcId,
    state: 'available',
    connectivityType: 'public',
    natGatewayAddresses: [
      {
        allocationId: nextId(world, 'eipalloc'),
        networkInterfaceId: networkInterface.networkInterfaceId,
        privateIp: networkInterface.privateIpAddress,
        publicIp,
      },
    ],
    createTime: world.startedAt - 100 * 86_400_000,
    tags: {},
  };
  world.natGateways.push(nat);
  return nat;
}

/** Adds a route table for these subnets; without subnets it is the main one. */
export function addRouteTable(world: World, vpc: Vpc, subnets: Subnet[], routes: Route[]): RouteTable {
  const association = () => nextId(world, 'rtbassoc');
  const local = [
    ...vpc.cidrBlocks.map((block) => ({ destinationCidrBlock: block })),
    ...vpc.ipv6CidrBlocks.map((block) => ({ destinationIpv6CidrBlock: block })),
  ];
  const table: RouteTable = {
    routeTableId: nextId(world, 'rtb'),
    vpcId: vpc.vpcId,
    ownerId: world.account.id,
    routes: [
      ...local.map((one): Route => ({ ...one, gatewayId: 'local', state: 'active', origin: 'CreateRouteTable' })),
      ...routes,
    ],
    associations: subnets.length
      ? subnets.map(({ subnetId }) => ({ routeTableAssociationId: association(), main: false, subnetId }))
      : [{ routeTableAssociationId: association(), main: true }],
    tags: {},
  };
  world.routeTables.push(table);
  return table;
}
