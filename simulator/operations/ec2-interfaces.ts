/** EC2: network interfaces and the VPC endpoints that are reached through them. */
import {
  DescribeNetworkInterfacesCommand,
  DescribeVpcEndpointsCommand,
  NetworkInterfaceType,
  State,
} from '@aws-sdk/client-ec2';
import type { NetworkInterface, SecurityGroup, VpcEndpoint } from '../world/types.ts';
import { define } from './context.ts';
import { ec2Page, ec2Tags, type Selectable, select } from './ec2-select.ts';
import { asSent } from './ec2-spelling.ts';

const vpcEndpoints: Selectable<VpcEndpoint> = {
  idOf: ({ vpcEndpointId }) => vpcEndpointId,
  notFound: 'InvalidVpcEndpointId.NotFound',
  tagsOf: ({ tags }) => tags,
  filters: {
    'service-name': ({ serviceName }) => serviceName,
    'vpc-id': ({ vpcId }) => vpcId,
    'vpc-endpoint-id': ({ vpcEndpointId }) => vpcEndpointId,
    'vpc-endpoint-state': ({ state }) => state,
    'vpc-endpoint-type': ({ vpcEndpointType }) => vpcEndpointType,
  },
};

const networkInterfaces: Selectable<NetworkInterface> = {
  idOf: ({ networkInterfaceId }) => networkInterfaceId,
  notFound: 'InvalidNetworkInterfaceID.NotFound',
  tagsOf: ({ tags }) => tags,
  filters: {
    'addresses.private-ip-address': (one) => one.privateIpAddresses.map(({ privateIpAddress }) => privateIpAddress),
    'association.public-ip': ({ association }) => association?.publicIp,
    'attachment.device-index': ({ attachment }) => attachment?.deviceIndex,
    'attachment.instance-id': ({ attachment }) => attachment?.instanceId,
    'attachment.status': ({ attachment }) => attachment?.status,
    'availability-zone': ({ availabilityZone }) => availabilityZone,
    description: ({ description }) => description,
    'group-id': ({ groups }) => groups,
    'interface-type': ({ interfaceType }) => interfaceType,
    'network-interface-id': ({ networkInterfaceId }) => networkInterfaceId,
    'owner-id': ({ ownerId }) => ownerId,
    'private-dns-name': ({ privateDnsName }) => privateDnsName,
    'private-ip-address': ({ privateIpAddress }) => privateIpAddress,
    'requester-id': ({ requesterId }) => requesterId,
    'requester-managed': ({ requesterManaged }) => requesterManaged,
    status: ({ status }) => status,
    'subnet-id': ({ subnetId }) => subnetId,
    'vpc-id': ({ vpcId }) => vpcId,
  },
};

/** Guests of a shared VPC see only what is their own (VPC user guide, vpc-sharing). */
const isOwnedBy =
  (account: string) =>
  ({ ownerId }: { ownerId: string }): boolean =>
    ownerId === account;

export const interfaceOperations = [
  define(DescribeVpcEndpointsCommand, (input, context) => {
    const { account, securityGroups } = context.world;
    const all = context.world.vpcEndpoints.filter(isOwnedBy(account.id));
    const { items, next } = ec2Page(select(all, input.VpcEndpointIds, input.Filters, vpcEndpoints), input, context);
    return { VpcEndpoints: items.map((one) => describeEndpoint(one, securityGroups)), NextToken: next };
  }),

  define(DescribeNetworkInterfacesCommand, (input, context) => {
    const { account, securityGroups } = context.world;
    const all = context.world.networkInterfaces.filter(isOwnedBy(account.id));
    const chosen = select(all, input.NetworkInterfaceIds, input.Filters, networkInterfaces);
    const { items, next } = ec2Page(chosen, input, context);
    return { NetworkInterfaces: items.map((one) => describeInterface(one, securityGroups)), NextToken: next };
  }),
];

/** Security groups as their members list them. */
export function groupsOf(ids: string[], groups: SecurityGroup[]) {
  return ids.map((GroupId) => ({ GroupId, GroupName: groups.find(({ groupId }) => groupId === GroupId)?.groupName }));
}

function describeEndpoint(endpoint: VpcEndpoint, groups: SecurityGroup[]) {
  return {
    VpcEndpointId: endpoint.vpcEndpointId,
    VpcEndpointType: endpoint.vpcEndpointType,
    VpcId: endpoint.vpcId,
    OwnerId: endpoint.ownerId,
    ServiceName: endpoint.serviceName,
    State: asSent(State, 'vpcEndpointState', endpoint.state),
    PolicyDocument: endpoint.policyDocument,
    PrivateDnsEnabled: endpoint.privateDnsEnabled,
    SubnetIds: endpoint.subnetIds,
    Groups: groupsOf(endpoint.groups, groups),
    RouteTableIds: endpoint.routeTableIds,
    NetworkInterfaceIds: endpoint.networkInterfaceIds,
    CreationTimestamp: new Date(endpoint.creationTimestamp),
    Tags: ec2Tags(endpoint.tags),
  };
}

function describeInterface(one: NetworkInterface, groups: SecurityGroup[]) {
  const { association, attachment } = one;
  return {
    NetworkInterfaceId: one.networkInterfaceId,
    VpcId: one.vpcId,
    SubnetId: one.subnetId,
    AvailabilityZone: one.availabilityZone,
    OwnerId: one.ownerId,
    Description: one.description,
    InterfaceType: asSent(NetworkInterfaceType, 'interfaceType', one.interfaceType),
    RequesterManaged: one.requesterManaged,
    RequesterId: one.requesterId,
    Status: one.status,
    MacAddress: one.macAddress,
    PrivateDnsName: one.privateDnsName,
    PrivateIpAddress: one.privateIpAddress,
    PrivateIpAddresses: one.privateIpAddresses.map((address) => ({
      PrivateIpAddress: address.privateIpAddress,
      Primary: address.primary,
    })),
    Ipv6Addresses: one.ipv6Addresses.map((Ipv6Address) => ({ Ipv6Address })),
    Groups: groupsOf(one.groups, groups),
    Association: association && {
      PublicIp: association.publicIp,
      PublicDnsName: association.publicDnsName,
      IpOwnerId: association.ipOwnerId,
      AllocationId: association.allocationId,
    },
    Attachment: attachment && {
      AttachmentId: attachment.attachmentId,
      InstanceId: attachment.instanceId,
      InstanceOwnerId: attachment.instanceOwnerId,
      DeviceIndex: attachment.deviceIndex,
      Status: attachment.status,
      AttachTime: new Date(attachment.attachTime),
      DeleteOnTermination: attachment.deleteOnTermination,
    },
    SourceDestCheck: one.sourceDestCheck,
    TagSet: ec2Tags(one.tags),
  };
}
