/** Faults of the VPC: names, routes, gateways, and where the node stands. */
import { nextId } from '../ids.ts';
import { addNetworkInterface, addSecurityGroup } from '../interfaces.ts';
import { addNetwork } from '../network.ts';
import { privateDnsName } from '../partition.ts';
import type { NatGateway, World } from '../types.ts';
import {
  type Faults,
  isDefault,
  primaryInterfaces,
  routesOf,
  theCluster,
  theNode,
  theRoutes,
  theSubnet,
  when,
} from './fault.ts';

export const networkFaults: Faults = {
  'vpc-dns-support-disabled': {
    cause: 'vpc-dns-support-disabled',
    title: 'The VPC has DNS support switched off, so no name resolves',
    prevents: 'registration',
    inject: (world) => {
      for (const vpc of world.vpcs) Object.assign(vpc, { enableDnsSupport: false, enableDnsHostnames: false });
    },
  },
  'vpc-dns-hostnames-disabled': {
    cause: 'vpc-dns-hostnames-disabled',
    title: 'The VPC has DNS hostnames switched off, so its private hosted zones are inert',
    prevents: 'registration',
    inject: (world) => {
      for (const vpc of world.vpcs) vpc.enableDnsHostnames = false;
    },
    appliesTo: (world) => when.isolated(world) || needsPrivateZone(world),
  },
  'dhcp-dns-cannot-resolve': {
    cause: 'dhcp-dns-cannot-resolve',
    title: 'The DHCP options name a DNS server that answers nothing',
    prevents: 'registration',
    inject: (world) => {
      world.foreignResolvers.push({ address: '10.0.0.53', behaviour: 'silent' });
      setDhcpOption(world, 'domain-name-servers', ['10.0.0.53']);
    },
  },
  'private-dns-name-empty': {
    cause: 'private-dns-name-empty',
    title: 'EC2 knows no private DNS name of the instance',
    prevents: 'registration',
    inject: (world) => {
      setDhcpOption(world, 'domain-name', undefined);
      for (const instance of world.instances) instance.privateDnsName = '';
    },
  },
  'instance-wrong-vpc': {
    cause: 'instance-wrong-vpc',
    title: 'The node was launched in another VPC than the cluster, with no way between them',
    prevents: 'registration',
    needsNewNode: true,
    inject: moveToAnotherVpc,
    appliesTo: (world) => !when.publicAccess(world),
  },
  'route-none': {
    cause: 'route-none',
    title: 'The subnet of the node has no default route',
    prevents: 'registration',
    inject: (world) => {
      const table = theRoutes(world);
      table.routes = table.routes.filter((route) => !isDefault(route));
    },
    appliesTo: when.online,
  },
  'route-blackhole': {
    cause: 'route-blackhole',
    title: 'The default route leads to a gateway that was deleted',
    prevents: 'registration',
    inject: (world) => {
      const route = theRoutes(world).routes.find(isDefault);
      if (!route) return;
      route.state = 'blackhole';
      world.natGateways = world.natGateways.filter((nat) => nat.natGatewayId !== route.natGatewayId);
      world.internetGateways = world.internetGateways.filter((one) => one.internetGatewayId !== route.gatewayId);
    },
    appliesTo: when.online,
  },
  'igw-not-attached': {
    cause: 'igw-not-attached',
    title: 'The internet gateway is not attached to the VPC',
    prevents: 'registration',
    inject: (world) => {
      const { vpcId } = theNode(world);
      for (const gateway of world.internetGateways) {
        gateway.attachments = gateway.attachments.filter((one) => one.vpcId !== vpcId);
      }
      for (const route of world.routeTables.flatMap(({ routes }) => routes)) {
        if (route.gatewayId?.startsWith('igw-')) route.state = 'blackhole';
      }
    },
    appliesTo: when.online,
  },
  'nat-unavailable': {
    cause: 'nat-unavailable',
    title: 'The NAT gateway failed',
    prevents: 'registration',
    inject: (world) => {
      const failureMessage = 'Elastic IP address could not be associated with this NAT gateway';
      for (const nat of world.natGateways) {
        Object.assign(nat, { state: 'failed', failureCode: 'InvalidAllocationID.NotFound', failureMessage });
      }
    },
    appliesTo: when.behindNat,
  },
  'nat-unavailable:private': {
    cause: 'nat-unavailable',
    title: 'The NAT gateway is a private one, which does not lead to the internet',
    prevents: 'registration',
    inject: (world) => {
      for (const nat of world.natGateways) {
        nat.connectivityType = 'private';
        for (const address of nat.natGatewayAddresses)
          Object.assign(address, { publicIp: undefined, allocationId: undefined });
      }
    },
    appliesTo: when.behindNat,
  },
  'nat-in-private-subnet': {
    cause: 'nat-in-private-subnet',
    title: 'The NAT gateway stands in a private subnet',
    prevents: 'registration',
    inject: (world) => {
      const [nat] = world.natGateways;
      if (nat) moveNat(world, nat);
    },
    appliesTo: when.behindNat,
  },
  'public-subnet-no-public-ip': {
    cause: 'public-subnet-no-public-ip',
    title: 'The node stands in a public subnet without a public address',
    prevents: 'registration',
    inject: (world) => {
      theSubnet(world).mapPublicIpOnLaunch = false;
      for (const networkInterface of primaryInterfaces(world)) networkInterface.association = undefined;
      for (const instance of world.instances)
        Object.assign(instance, { publicIpAddress: undefined, publicDnsName: '' });
    },
    appliesTo: when.publicSubnet,
  },
};

/** With both endpoints on and the public one closed to the node, only the private zone leads to the API server. */
function needsPrivateZone(world: World): boolean {
  const { publicAccessCidrs } = theCluster(world).resourcesVpcConfig;
  return when.privateAccess(world) && when.publicAccess(world) && !publicAccessCidrs.includes('0.0.0.0/0');
}

function setDhcpOption(world: World, key: string, values: string[] | undefined): void {
  for (const options of world.dhcpOptions) {
    options.dhcpConfigurations = options.dhcpConfigurations.filter((one) => one.key !== key);
    if (values) options.dhcpConfigurations.push({ key, values });
  }
}

function moveNat(world: World, nat: NatGateway): void {
  const [subnet] = world.subnets.filter((one) => one.vpcId === nat.vpcId && !one.mapPublicIpOnLaunch);
  if (!subnet || !routesOf(world, subnet.subnetId).routes.some(isDefault)) return;
  nat.subnetId = subnet.subnetId;
  const { networkInterfaceId, privateIpAddress } = addNetworkInterface(world, subnet, {
    description: `Interface for NAT Gateway ${nat.natGatewayId}`,
    interfaceType: 'nat_gateway',
    requesterManaged: true,
    groups: [],
  });
  for (const address of nat.natGatewayAddresses) {
    world.networkInterfaces = world.networkInterfaces.filter(
      (one) => one.networkInterfaceId !== address.networkInterfaceId,
    );
    Object.assign(address, { networkInterfaceId, privateIp: privateIpAddress });
  }
}

function moveToAnotherVpc(world: World): void {
  const { vpc, privateSubnets } = addNetwork(world, { name: 'other', octet: 9, ipv6: false });
  const [subnet] = privateSubnets;
  if (!subnet) return;
  const group = addSecurityGroup(world, vpc.vpcId, { groupName: 'other-nodes', description: 'Nodes' });
  for (const instance of world.instances) {
    const [old, ...rest] = instance.networkInterfaceIds;
    const attachment = world.networkInterfaces.find((one) => one.networkInterfaceId === old)?.attachment;
    world.networkInterfaces = world.networkInterfaces.filter((one) => one.networkInterfaceId !== old);
    const moved = addNetworkInterface(world, subnet, {
      description: '',
      groups: [group.groupId],
      attachment: attachment && { ...attachment, attachmentId: nextId(world, 'eni-attach') },
    });
    Object.assign(instance, {
      vpcId: vpc.vpcId,
      subnetId: subnet.subnetId,
      availabilityZone: subnet.availabilityZone,
      privateIpAddress: moved.privateIpAddress,
      privateDnsName: privateDnsName(world.account.region, moved.privateIpAddress),
      publicIpAddress: undefined,
      publicDnsName: '',
      networkInterfaceIds: [moved.networkInterfaceId, ...rest],
    });
  }
}
