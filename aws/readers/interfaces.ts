import {
  type EC2Client,
  type NetworkInterface as Ec2NetworkInterface,
  type VpcEndpoint as Ec2VpcEndpoint,
  type Filter,
  paginateDescribeNetworkInterfaces,
  paginateDescribeVpcEndpoints,
} from '@aws-sdk/client-ec2';
import type { NetworkInterface, VpcEndpoint } from '../../core/evidence.ts';
import { allPages, present, tagsOf } from './tags.ts';
import { inVpc } from './vpc.ts';

/** `ec2:DescribeNetworkInterfaces` attached to any of these instances, the VPC CNI's own ones included. */
export const readAttachedInterfaces = (
  ec2: EC2Client,
  instanceIds: readonly string[],
  abortSignal: AbortSignal,
): Promise<NetworkInterface[]> =>
  readInterfaces(ec2, [{ Name: 'attachment.instance-id', Values: [...instanceIds] }], abortSignal);

/**
 * The interfaces that EKS keeps for a cluster's control plane, in whatever VPC they are (EKS user guide, network-reqs:
 * their description is `Amazon EKS NAME`). EC2's filters know wildcards, so the description is compared again.
 */
export const readClusterInterfaces = async (
  ec2: EC2Client,
  cluster: string,
  abortSignal: AbortSignal,
): Promise<NetworkInterface[]> => {
  const description = `Amazon EKS ${cluster}`;
  const found = await readInterfaces(ec2, [{ Name: 'description', Values: [description] }], abortSignal);
  return found.filter((eni) => eni.description === description);
};

const readInterfaces = async (
  ec2: EC2Client,
  Filters: Filter[],
  abortSignal: AbortSignal,
): Promise<NetworkInterface[]> => {
  const pages = paginateDescribeNetworkInterfaces(
    { client: ec2, pageSize: 1000 },
    { Filters, IncludeManagedResources: true },
    { abortSignal },
  );
  return (await allPages(pages, (page) => page.NetworkInterfaces)).map(toInterface);
};

const toInterface = (seen: Ec2NetworkInterface): NetworkInterface => ({
  id: seen.NetworkInterfaceId ?? '',
  vpcId: seen.VpcId ?? '',
  subnetId: seen.SubnetId ?? '',
  description: seen.Description ?? '',
  privateIps: [
    ...new Set(present([seen.PrivateIpAddress, ...(seen.PrivateIpAddresses ?? []).map((ip) => ip.PrivateIpAddress)])),
  ],
  ipv6: present(seen.Ipv6Addresses?.map(({ Ipv6Address }) => Ipv6Address)),
  groups: present(seen.Groups?.map(({ GroupId }) => GroupId)),
  requesterManaged: seen.RequesterManaged ?? false,
  instanceId: seen.Attachment?.InstanceId,
  tags: tagsOf(seen.TagSet),
});

/** `ec2:DescribeVpcEndpoints` of a VPC. */
export const readVpcEndpoints = async (
  ec2: EC2Client,
  vpcId: string,
  abortSignal: AbortSignal,
): Promise<VpcEndpoint[]> => {
  const pages = paginateDescribeVpcEndpoints(
    { client: ec2, pageSize: 1000 },
    { Filters: inVpc(vpcId) },
    { abortSignal },
  );
  return (await allPages(pages, (page) => page.VpcEndpoints)).map(toVpcEndpoint);
};

const toVpcEndpoint = (seen: Ec2VpcEndpoint): VpcEndpoint => ({
  id: seen.VpcEndpointId ?? '',
  vpcId: seen.VpcId ?? '',
  type: seen.VpcEndpointType ?? 'Gateway',
  serviceName: seen.ServiceName ?? '',
  state: (seen.State ?? '').toLowerCase(),
  privateDnsEnabled: seen.PrivateDnsEnabled ?? false,
  subnetIds: present(seen.SubnetIds),
  routeTableIds: present(seen.RouteTableIds),
  groups: present(seen.Groups?.map(({ GroupId }) => GroupId)),
  interfaceIds: present(seen.NetworkInterfaceIds),
  policy: seen.PolicyDocument,
});
