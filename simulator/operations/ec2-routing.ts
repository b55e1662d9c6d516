/** EC2: what packets meet on their way: route tables, network ACLs, gateways. */
import {
  AttachmentStatus,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
} from '@aws-sdk/client-ec2';
import type {
  InternetGateway,
  NatGateway,
  NetworkAcl,
  NetworkAclEntry,
  Route,
  RouteTable,
  World,
} from '../world/types.ts';
import { define } from './context.ts';
import { ec2Page, ec2Tags, type Selectable, select } from './ec2-select.ts';
import { asSent } from './ec2-spelling.ts';

const routeTables: Selectable<RouteTable> = {
  idOf: ({ routeTableId }) => routeTableId,
  notFound: 'InvalidRouteTableID.NotFound',
  tagsOf: ({ tags }) => tags,
  filters: {
    'association.main': ({ associations }) => associations.map(({ main }) => main),
    'association.route-table-association-id': (table) =>
      table.associations.map(({ routeTableAssociationId }) => routeTableAssociationId),
    'association.route-table-id': (table) => table.associations.map(() => table.routeTableId),
    'association.subnet-id': ({ associations }) => associations.map(({ subnetId }) => subnetId),
    'owner-id': ({ ownerId }) => ownerId,
    'route-table-id': ({ routeTableId }) => routeTableId,
    'route.destination-cidr-block': ({ routes }) => routes.map((route) => route.destinationCidrBlock),
    'route.gateway-id': ({ routes }) => routes.map(({ gatewayId }) => gatewayId),
    'route.nat-gateway-id': ({ routes }) => routes.map(({ natGatewayId }) => natGatewayId),
    'route.state': ({ routes }) => routes.map(({ state }) => state),
    'vpc-id': ({ vpcId }) => vpcId,
  },
};

const networkAcls: Selectable<NetworkAcl> = {
  idOf: ({ networkAclId }) => networkAclId,
  notFound: 'InvalidNetworkAclID.NotFound',
  tagsOf: ({ tags }) => tags,
  filters: {
    'association.association-id': ({ associations }) =>
      associations.map(({ networkAclAssociationId }) => networkAclAssociationId),
    'association.network-acl-id': (acl) => acl.associations.map(() => acl.networkAclId),
    'association.subnet-id': ({ associations }) => associations.map(({ subnetId }) => subnetId),
    default: ({ isDefault }) => isDefault,
    'network-acl-id': ({ networkAclId }) => networkAclId,
    'owner-id': ({ ownerId }) => ownerId,
    'vpc-id': ({ vpcId }) => vpcId,
  },
};

const natGateways: Selectable<NatGateway> = {
  idOf: ({ natGatewayId }) => natGatewayId,
  notFound: 'NatGatewayNotFound',
  tagsOf: ({ tags }) => tags,
  filters: {
    'nat-gateway-id': ({ natGatewayId }) => natGatewayId,
    state: ({ state }) => state,
    'subnet-id': ({ subnetId }) => subnetId,
    'vpc-id': ({ vpcId }) => vpcId,
  },
};

const internetGateways: Selectable<InternetGateway> = {
  idOf: ({ internetGatewayId }) => internetGatewayId,
  notFound: 'InvalidInternetGatewayID.NotFound',
  tagsOf: ({ tags }) => tags,
  filters: {
    'attachment.state': ({ attachments }) => attachments.map(({ state }) => state),
    'attachment.vpc-id': ({ attachments }) => attachments.map(({ vpcId }) => vpcId),
    'internet-gateway-id': ({ internetGatewayId }) => internetGatewayId,
    'owner-id': ({ ownerId }) => ownerId,
  },
};

/** Guests of a shared VPC cannot describe its NAT gateways (VPC user guide, vpc-share-limitations). */
const ownedNatGateways = ({ account, natGateways: all, vpcs }: World): NatGateway[] =>
  all.filter(({ vpcId }) => vpcs.find((vpc) => vpc.vpcId === vpcId)?.ownerId === account.id);

export const routingOperations = [
  define(DescribeRouteTablesCommand, (input, context) => {
    const chosen = select(context.world.routeTables, input.RouteTableIds, input.Filters, routeTables);
    const { items, next } = ec2Page(chosen, input, context);
    return { RouteTables: items.map(describeRouteTable), NextToken: next };
  }),

  define(DescribeNetworkAclsCommand, (input, context) => {
    const chosen = select(context.world.networkAcls, input.NetworkAclIds, input.Filters, networkAcls);
    const { items, next } = ec2Page(chosen, input, context);
    return { NetworkAcls: items.map(describeNetworkAcl), NextToken: next };
  }),

  define(DescribeNatGatewaysCommand, (input, context) => {
    const chosen = select(ownedNatGateways(context.world), input.NatGatewayIds, input.Filter, natGateways);
    const { items, next } = ec2Page(chosen, input, context);
    return { NatGateways: items.map(describeNatGateway), NextToken: next };
  }),

  define(DescribeInternetGatewaysCommand, (input, context) => {
    const chosen = select(context.world.internetGateways, input.InternetGatewayIds, input.Filters, internetGateways);
    const { items, next } = ec2Page(chosen, input, context);
    const InternetGateways = items.map((gateway) => ({
      InternetGatewayId: gateway.internetGatewayId,
      OwnerId: gateway.ownerId,
      Attachments: gateway.attachments.map(({ vpcId, state }) => ({
        VpcId: vpcId,
        State: asSent(AttachmentStatus, 'gatewayAttachment', state),
      })),
      Tags: ec2Tags(gateway.tags),
    }));
    return { InternetGateways, NextToken: next };
  }),
];

function describeRouteTable(table: RouteTable) {
  return {
    RouteTableId: table.routeTableId,
    VpcId: table.vpcId,
    OwnerId: table.ownerId,
    Routes: table.routes.map(describeRoute),
    Associations: table.associations.map(({ routeTableAssociationId, main, subnetId }) => ({
      RouteTableAssociationId: routeTableAssociationId,
      RouteTableId: table.routeTableId,
      Main: main,
      SubnetId: subnetId,
      AssociationState: { State: 'associated' as const },
    })),
    PropagatingVgws: [],
    Tags: ec2Tags(table.tags),
  };
}

function describeRoute(route: Route) {
  return {
    DestinationCidrBlock: route.destinationCidrBlock,
    DestinationIpv6CidrBlock: route.destinationIpv6CidrBlock,
    DestinationPrefixListId: route.destinationPrefixListId,
    GatewayId: route.gatewayId,
    NatGatewayId: route.natGatewayId,
    TransitGatewayId: route.transitGatewayId,
    VpcPeeringConnectionId: route.vpcPeeringConnectionId,
    EgressOnlyInternetGatewayId: route.egressOnlyInternetGatewayId,
    NetworkInterfaceId: route.networkInterfaceId,
    InstanceId: route.instanceId,
    State: route.state,
    Origin: route.origin,
  };
}

function describeNetworkAcl(acl: NetworkAcl) {
  return {
    NetworkAclId: acl.networkAclId,
    VpcId: acl.vpcId,
    OwnerId: acl.ownerId,
    IsDefault: acl.isDefault,
    Entries: acl.entries.map(describeEntry),
    Associations: acl.associations.map(({ networkAclAssociationId, subnetId }) => ({
      NetworkAclAssociationId: networkAclAssociationId,
      NetworkAclId: acl.networkAclId,
      SubnetId: subnetId,
    })),
    Tags: ec2Tags(acl.tags),
  };
}

function describeEntry(entry: NetworkAclEntry) {
  return {
    RuleNumber: entry.ruleNumber,
    Protocol: entry.protocol,
    RuleAction: entry.ruleAction,
    Egress: entry.egress,
    CidrBlock: entry.cidrBlock,
    Ipv6CidrBlock: entry.ipv6CidrBlock,
    PortRange: entry.portRange && { From: entry.portRange.from, To: entry.portRange.to },
  };
}

function describeNatGateway(gateway: NatGateway) {
  return {
    NatGatewayId: gateway.natGatewayId,
    SubnetId: gateway.subnetId,
    VpcId: gateway.vpcId,
    State: gateway.state,
    ConnectivityType: gateway.connectivityType,
    NatGatewayAddresses: gateway.natGatewayAddresses.map((address) => ({
      AllocationId: address.allocationId,
      NetworkInterfaceId: address.networkInterfaceId,
      PrivateIp: address.privateIp,
      PublicIp: address.publicIp,
    })),
    FailureCode: gateway.failureCode,
    FailureMessage: gateway.failureMessage,
    CreateTime: new Date(gateway.createTime),
    Tags: ec2Tags(gateway.tags),
  };
}
