import {
  type EC2Client,
  type Route as Ec2Route,
  type RouteTable as Ec2RouteTable,
  paginateDescribeRouteTables,
} from '@aws-sdk/client-ec2';
import type { Route, RouteTable } from '../../core/evidence.ts';
import { allPages, present } from './tags.ts';
import { inVpc } from './vpc.ts';

/** `ec2:DescribeRouteTables` of a VPC. The API gives at most 100 a page. */
export const readRouteTables = async (
  ec2: EC2Client,
  vpcId: string,
  abortSignal: AbortSignal,
): Promise<RouteTable[]> => {
  const pages = paginateDescribeRouteTables({ client: ec2, pageSize: 100 }, { Filters: inVpc(vpcId) }, { abortSignal });
  return (await allPages(pages, (page) => page.RouteTables)).map(toRouteTable);
};

const toRouteTable = (seen: Ec2RouteTable): RouteTable => ({
  id: seen.RouteTableId ?? '',
  vpcId: seen.VpcId ?? '',
  main: (seen.Associations ?? []).some(({ Main }) => Main === true),
  subnetIds: present(seen.Associations?.map(({ SubnetId }) => SubnetId)),
  routes: (seen.Routes ?? []).map(toRoute),
});

const toRoute = (seen: Ec2Route): Route => ({
  cidr: seen.DestinationCidrBlock,
  ipv6Cidr: seen.DestinationIpv6CidrBlock,
  prefixListId: seen.DestinationPrefixListId,
  target: targetOf(seen),
  state: seen.State === 'blackhole' ? 'blackhole' : 'active',
});

/** A route to an instance names its interface too: the interface is what packets go to. */
const targetOf = (seen: Ec2Route): string | undefined =>
  seen.GatewayId ??
  seen.NatGatewayId ??
  seen.TransitGatewayId ??
  seen.VpcPeeringConnectionId ??
  seen.NetworkInterfaceId ??
  seen.InstanceId ??
  seen.EgressOnlyInternetGatewayId ??
  seen.LocalGatewayId ??
  seen.CarrierGatewayId ??
  seen.CoreNetworkArn ??
  seen.OdbNetworkArn;
