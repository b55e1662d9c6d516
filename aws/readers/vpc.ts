import {
  DescribeDhcpOptionsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type Subnet as Ec2Subnet,
  type Vpc as Ec2Vpc,
  paginateDescribeSubnets,
} from '@aws-sdk/client-ec2';
import type { DhcpOptions, Subnet, Vpc, VpcDns } from '../../core/evidence.ts';
import { allPages, present, tagsOf } from './tags.ts';

/** Everything in one VPC: the filter that subnets, tables, lists and groups share. */
export const inVpc = (vpcId: string): { Name: string; Values: string[] }[] => [{ Name: 'vpc-id', Values: [vpcId] }];

/** `ec2:DescribeVpcs`, one VPC. */
export const readVpc = async (ec2: EC2Client, id: string, abortSignal: AbortSignal): Promise<Vpc | undefined> => {
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [id] }), { abortSignal });
  const vpc = Vpcs?.find(({ VpcId }) => VpcId === id);
  return vpc && toVpc(vpc, id);
};

const toVpc = (vpc: Ec2Vpc, id: string): Vpc => ({
  id,
  ownerId: vpc.OwnerId ?? '',
  cidrs: [
    ...new Set(
      present([
        vpc.CidrBlock,
        ...(vpc.CidrBlockAssociationSet ?? [])
          .filter(({ CidrBlockState }) => isAssociated(CidrBlockState?.State))
          .map(({ CidrBlock }) => CidrBlock),
      ]),
    ),
  ],
  ipv6Cidrs: present(
    (vpc.Ipv6CidrBlockAssociationSet ?? [])
      .filter(({ Ipv6CidrBlockState }) => isAssociated(Ipv6CidrBlockState?.State))
      .map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
  ),
  dhcpOptionsId: vpc.DhcpOptionsId ?? 'default',
  tags: tagsOf(vpc.Tags),
});

const isAssociated = (state: string | undefined): boolean => state === undefined || state === 'associated';

/** `ec2:DescribeVpcAttribute`: the API gives one attribute a call, so there are two. */
export const readVpcDns = async (ec2: EC2Client, VpcId: string, abortSignal: AbortSignal): Promise<VpcDns> => {
  const [support, hostnames] = await Promise.all([
    ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsSupport' }), { abortSignal }),
    ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsHostnames' }), { abortSignal }),
  ]);
  const enableDnsSupport = support.EnableDnsSupport?.Value;
  const enableDnsHostnames = hostnames.EnableDnsHostnames?.Value;
  if (enableDnsSupport === undefined || enableDnsHostnames === undefined) {
    throw new TypeError('an answer without the attribute');
  }
  return { enableDnsSupport, enableDnsHostnames };
};

/** `ec2:DescribeSubnets` of a VPC. */
export const readSubnets = async (ec2: EC2Client, vpcId: string, abortSignal: AbortSignal): Promise<Subnet[]> => {
  const pages = paginateDescribeSubnets({ client: ec2, pageSize: 1000 }, { Filters: inVpc(vpcId) }, { abortSignal });
  return (await allPages(pages, (page) => page.Subnets)).map(toSubnet);
};

const toSubnet = (seen: Ec2Subnet): Subnet => ({
  id: seen.SubnetId ?? '',
  vpcId: seen.VpcId ?? '',
  cidr: seen.CidrBlock ?? '',
  ipv6Cidrs: present(
    (seen.Ipv6CidrBlockAssociationSet ?? [])
      .filter(({ Ipv6CidrBlockState }) => isAssociated(Ipv6CidrBlockState?.State))
      .map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
  ),
  availabilityZone: seen.AvailabilityZone ?? '',
  availabilityZoneId: seen.AvailabilityZoneId,
  availableIpAddressCount: seen.AvailableIpAddressCount ?? 0,
  mapPublicIpOnLaunch: seen.MapPublicIpOnLaunch ?? false,
  tags: tagsOf(seen.Tags),
});

/** `ec2:DescribeDhcpOptions`, one set. */
export const readDhcpOptions = async (
  ec2: EC2Client,
  id: string,
  abortSignal: AbortSignal,
): Promise<DhcpOptions | undefined> => {
  const { DhcpOptions: sets } = await ec2.send(new DescribeDhcpOptionsCommand({ DhcpOptionsIds: [id] }), {
    abortSignal,
  });
  const set = sets?.find(({ DhcpOptionsId }) => DhcpOptionsId === id);
  if (!set) return undefined;
  const values = (key: string): string[] =>
    present(set.DhcpConfigurations?.find(({ Key }) => Key === key)?.Values?.map(({ Value }) => Value));
  return { id, nameServers: values('domain-name-servers'), domainName: values('domain-name')[0] };
};
