/** Walks a TCP connection from a network interface to an address, packet by packet: group, ACL, route, gateway, and back. */
import type { NatGateway, NetworkInterface, Route, Subnet, VpcEndpoint, World } from '../world/types.ts';
import { isPrivate } from './address.ts';
import { aclAllows, groupsAllow, linuxPorts, natPorts, type PortRange } from './filters.ts';
import { failure, type Outcome, success } from './outcome.ts';
import { routeFor } from './routes.ts';

/** How the connection arrives: the address it seems to come from, and the VPC endpoint it went through. */
export interface Arrival {
  source: string;
  endpoint?: VpcEndpoint;
}

const https: PortRange = { from: 443, to: 443 };

/** Opens a connection to port 443. */
export function connect(world: World, from: NetworkInterface, address: string): Outcome<Arrival> {
  const subnet = world.subnets.find((one) => one.subnetId === from.subnetId);
  if (!subnet) return failure(`the subnet ${from.subnetId} is gone`);
  const local = world.networkInterfaces.find((one) => one.vpcId === from.vpcId && holds(one, address));
  const peer = { address, groups: local ? groupsOf(world, local) : [] };
  if (!groupsAllow(world, from.groups, 'egress', 443, peer)) {
    return failure(`no security group of ${from.networkInterfaceId} lets 443 out to ${address}`);
  }
  if (local?.subnetId !== from.subnetId) {
    const blocked = aclBlocks(world, from.subnetId, 'leaving', address, https, linuxPorts);
    if (blocked) return blocked;
  }
  const route = routeFor(world, subnet, address);
  if (!route) return failure(`${subnet.subnetId} has no route to ${address}`);
  if (route.state === 'blackhole') return failure(`the route of ${subnet.subnetId} to ${address} is a black hole`);
  return follow(world, { from, subnet, address, local }, route);
}

interface Journey {
  from: NetworkInterface;
  subnet: Subnet;
  address: string;
  local: NetworkInterface | undefined;
}

function follow(world: World, journey: Journey, route: Route): Outcome<Arrival> {
  const { from, subnet, address } = journey;
  if (route.gatewayId === 'local') return arriveInside(world, journey);
  if (route.gatewayId?.startsWith('vpce-')) return throughGatewayEndpoint(world, journey, route.gatewayId);
  if (route.transitGatewayId) return throughHub(world, journey, route.transitGatewayId);
  if (isPrivate(address)) return failure(`${address} is private and lies outside of ${subnet.vpcId}`);
  if (route.gatewayId?.startsWith('igw-')) {
    const publicIp = from.association?.publicIp;
    if (!gatewayIsAttached(world, route.gatewayId, subnet.vpcId)) return failure(`${route.gatewayId} is not attached`);
    return publicIp ? success({ source: publicIp }) : failure(`${from.networkInterfaceId} has no public address`);
  }
  if (route.natGatewayId) return throughNat(world, journey, route.natGatewayId);
  if (route.networkInterfaceId) return throughNatInstance(world, journey, route.networkInterfaceId);
  return failure(`what the route of ${subnet.subnetId} leads to does not reach ${address}`);
}

function arriveInside(world: World, { from, local, address }: Journey): Outcome<Arrival> {
  if (!local) return failure(`nothing has the address ${address}`);
  const source = from.privateIpAddress;
  if (local.subnetId !== from.subnetId) {
    const blocked = aclBlocks(world, local.subnetId, 'entering', source, https, linuxPorts);
    if (blocked) return blocked;
  }
  if (!groupsAllow(world, groupsOf(world, local), 'ingress', 443, { address: source, groups: from.groups })) {
    return failure(`no security group of ${local.networkInterfaceId} lets 443 in from ${source}`);
  }
  return success({ source, endpoint: endpointOf(world, local) });
}

function throughGatewayEndpoint(world: World, { from }: Journey, id: string): Outcome<Arrival> {
  const endpoint = world.vpcEndpoints.find((one) => one.vpcEndpointId === id);
  if (endpoint?.state !== 'available') return failure(`the gateway endpoint ${id} is not available`);
  return success({ source: from.privateIpAddress, endpoint });
}

/** To an endpoint of the hub, or on to the internet (VPC user guide, "Example: Centralized router" and "centralized egress"). */
function throughHub(world: World, { from, address }: Journey, id: string): Outcome<Arrival> {
  const hub = world.transitHubs.find(({ transitGatewayId }) => transitGatewayId === id);
  if (!hub?.spokes.includes(from.vpcId)) return failure(`${from.vpcId} is not attached to ${id}`);
  if (hub.endpoints.includes(address)) return success({ source: from.privateIpAddress });
  if (isPrivate(address)) return failure(`nothing behind ${id} has the address ${address}`);
  return hub.egressAddress ? success({ source: hub.egressAddress }) : failure(`${id} does not lead to the internet`);
}

/** A machine that translates addresses: it must take packets that are not its own (VPC user guide, "NAT instances"). */
function throughNatInstance(world: World, { from, address }: Journey, id: string): Outcome<Arrival> {
  const machine = world.networkInterfaces.find(({ networkInterfaceId }) => networkInterfaceId === id);
  if (!machine || machine.sourceDestCheck) return failure(`${id} takes only packets for itself`);
  if (!groupsAllow(world, machine.groups, 'ingress', 443, { address: from.privateIpAddress, groups: from.groups })) {
    return failure(`no security group of ${id} lets 443 in from ${from.privateIpAddress}`);
  }
  return connect(world, machine, address);
}

function throughNat(world: World, { from, address }: Journey, id: string): Outcome<Arrival> {
  const nat = world.natGateways.find((one) => one.natGatewayId === id);
  const subnet = world.subnets.find((one) => one.subnetId === nat?.subnetId);
  if (nat?.state !== 'available' || !subnet) return failure(`${id} is not available`);
  const source = nat.natGatewayAddresses[0]?.publicIp;
  if (nat.connectivityType !== 'public' || !source) return failure(`${id} is a private NAT gateway`);
  const blocked = natBlocks(world, nat, from, address);
  if (blocked) return blocked;
  const onward = routeFor(world, subnet, address);
  if (!onward || onward.state === 'blackhole')
    return failure(`${id} stands in ${subnet.subnetId}, which has no way out`);
  if (!onward.gatewayId?.startsWith('igw-')) {
    return failure(`${id} stands in ${subnet.subnetId}, whose route does not lead to an internet gateway`);
  }
  return gatewayIsAttached(world, onward.gatewayId, subnet.vpcId)
    ? success({ source })
    : failure(`${onward.gatewayId} is not attached`);
}

/** The NAT gateway's subnet filters both legs: from the node, and to the internet. */
function natBlocks(world: World, nat: NatGateway, from: NetworkInterface, address: string) {
  const nodeLeg =
    nat.subnetId === from.subnetId
      ? undefined
      : aclBlocks(world, nat.subnetId, 'passing into', from.privateIpAddress, https, linuxPorts);
  return nodeLeg ?? aclBlocks(world, nat.subnetId, 'leaving', address, https, natPorts);
}

type Leg = 'leaving' | 'entering' | 'passing into';

/** Whether an ACL stops the request or its answer. Outbound connections leave the subnet, others enter it. */
function aclBlocks(world: World, subnetId: string, leg: Leg, remote: string, request: PortRange, answer: PortRange) {
  const [there, back] = leg === 'leaving' ? (['egress', 'ingress'] as const) : (['ingress', 'egress'] as const);
  if (!aclAllows(world, subnetId, there, request, remote)) {
    return failure(`the network ACL of ${subnetId} stops 443 ${leg} it`);
  }
  if (!aclAllows(world, subnetId, back, answer, remote)) {
    return failure(`the network ACL of ${subnetId} stops the answers to connections ${leg} it`);
  }
  return undefined;
}

const holds = (networkInterface: NetworkInterface, address: string): boolean =>
  networkInterface.privateIpAddresses.some((one) => one.privateIpAddress === address);

const endpointOf = (world: World, { networkInterfaceId }: NetworkInterface): VpcEndpoint | undefined =>
  world.vpcEndpoints.find(({ networkInterfaceIds }) => networkInterfaceIds.includes(networkInterfaceId));

/** An endpoint's interfaces carry the groups of the endpoint. */
const groupsOf = (world: World, networkInterface: NetworkInterface): string[] =>
  endpointOf(world, networkInterface)?.groups ?? networkInterface.groups;

const gatewayIsAttached = (world: World, id: string, vpcId: string): boolean =>
  world.internetGateways.some(
    ({ internetGatewayId, attachments }) =>
      internetGatewayId === id && attachments.some((one) => one.vpcId === vpcId && one.state === 'available'),
  );
