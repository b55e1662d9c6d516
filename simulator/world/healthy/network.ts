/** Where the nodes stand: VPCs, subnets, addresses, and the names they look up. */
import { addCluster } from '../cluster.ts';
import { healthyWorld, type Site } from '../healthy.ts';
import { nextId } from '../ids.ts';
import { addNetworkInterface } from '../interfaces.ts';
import type { Instance, World } from '../types.ts';
import { type HealthyWorld, isolated, launched, primaryOf } from './variety.ts';

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

/** Nodes stand in a second block of the VPC, which the control plane does not (EKS user guide, network-reqs). */
function secondaryCidr(site: Site): void {
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
function resourceName(node: Instance, world: World): void {
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
    name: 'another cluster in the VPC whose name begins with this one’s',
    world: () => healthyWorld({ endpoint: 'private', prepare: namesake }),
  },
  {
    name: 'DHCP names the resolver by its address',
    world: () => healthyWorld({ prepare: dhcp('domain-name-servers', ['10.0.0.2']) }),
  },
  {
    name: 'DHCP with a domain name of the user',
    world: () => healthyWorld({ prepare: dhcp('domain-name', ['corp.example.com']) }),
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
