/** EC2: virtual networks and their subnets. */
import {
  DescribeDhcpOptionsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  ModifyVpcAttributeCommand,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors.ts';
import type { DhcpOptions, Subnet, Vpc, World } from '../world/types.ts';
import { define } from './context.ts';
import { ec2Page, ec2Tags, required, type Selectable, select } from './ec2-select.ts';

const vpcs: Selectable<Vpc> = {
  idOf: ({ vpcId }) => vpcId,
  notFound: 'InvalidVpcID.NotFound',
  tagsOf: ({ tags }) => tags,
  filters: {
    cidr: ({ cidrBlock }) => cidrBlock,
    'cidr-block-association.cidr-block': ({ cidrBlocks }) => cidrBlocks,
    'dhcp-options-id': ({ dhcpOptionsId }) => dhcpOptionsId,
    'ipv6-cidr-block-association.ipv6-cidr-block': ({ ipv6CidrBlocks }) => ipv6CidrBlocks,
    'is-default': ({ isDefault }) => isDefault,
    'owner-id': ({ ownerId }) => ownerId,
    state: () => 'available',
    'vpc-id': ({ vpcId }) => vpcId,
  },
};

const dhcpOptions: Selectable<DhcpOptions> = {
  idOf: ({ dhcpOptionsId }) => dhcpOptionsId,
  notFound: 'InvalidDhcpOptionID.NotFound',
  tagsOf: ({ tags }) => tags,
  filters: {
    'dhcp-options-id': ({ dhcpOptionsId }) => dhcpOptionsId,
    key: ({ dhcpConfigurations }) => dhcpConfigurations.map(({ key }) => key),
    value: ({ dhcpConfigurations }) => dhcpConfigurations.flatMap(({ values }) => values),
    'owner-id': ({ ownerId }) => ownerId,
  },
};

const subnets: Selectable<Subnet> = {
  idOf: ({ subnetId }) => subnetId,
  notFound: 'InvalidSubnetID.NotFound',
  tagsOf: ({ tags }) => tags,
  filters: {
    'availability-zone': ({ availabilityZone }) => availabilityZone,
    'availability-zone-id': ({ availabilityZoneId }) => availabilityZoneId,
    'available-ip-address-count': ({ availableIpAddressCount }) => availableIpAddressCount,
    'cidr-block': ({ cidrBlock }) => cidrBlock,
    'ipv6-cidr-block-association.ipv6-cidr-block': ({ ipv6CidrBlocks }) => ipv6CidrBlocks,
    'map-public-ip-on-launch': ({ mapPublicIpOnLaunch }) => mapPublicIpOnLaunch,
    'owner-id': ({ ownerId }) => ownerId,
    state: () => 'available',
    'subnet-id': ({ subnetId }) => subnetId,
    'vpc-id': ({ vpcId }) => vpcId,
  },
};

export const vpcOperations = [
  define(DescribeVpcsCommand, (input, context) => {
    const { items, next } = ec2Page(select(context.world.vpcs, input.VpcIds, input.Filters, vpcs), input, context);
    return { Vpcs: items.map(describeVpc), NextToken: next };
  }),

  define(DescribeVpcAttributeCommand, ({ VpcId, Attribute }, { world }) => {
    const vpc = vpcOf(world, required(VpcId, 'VpcId'));
    if (Attribute === 'enableDnsSupport') return { VpcId, EnableDnsSupport: { Value: vpc.enableDnsSupport } };
    if (Attribute === 'enableDnsHostnames') return { VpcId, EnableDnsHostnames: { Value: vpc.enableDnsHostnames } };
    throw new AwsError('InvalidParameterValue', `Value (${Attribute}) for parameter attribute is invalid`);
  }),

  // EC2 API reference, ModifyVpcAttribute: one attribute a call; hostnames need support.
  define(ModifyVpcAttributeCommand, ({ VpcId, EnableDnsSupport, EnableDnsHostnames }, { world }) => {
    const vpc = vpcOf(world, required(VpcId, 'VpcId'));
    if (vpc.ownerId !== world.account.id) throw new AwsError('UnauthorizedOperation', 'You do not own this VPC', 403);
    if (EnableDnsSupport && EnableDnsHostnames) {
      const said = 'Fields for multiple attribute types specified: enableDnsHostnames, enableDnsSupport';
      throw new AwsError('InvalidParameterCombination', said);
    }
    if (EnableDnsHostnames?.Value && !vpc.enableDnsSupport) {
      throw new AwsError('InvalidParameterValue', 'DNS hostnames can only be enabled if DNS support is enabled');
    }
    vpc.enableDnsSupport = EnableDnsSupport?.Value ?? vpc.enableDnsSupport;
    vpc.enableDnsHostnames = EnableDnsHostnames?.Value ?? vpc.enableDnsHostnames;
    return {};
  }),

  define(DescribeDhcpOptionsCommand, (input, context) => {
    const chosen = select(context.world.dhcpOptions, input.DhcpOptionsIds, input.Filters, dhcpOptions);
    const { items, next } = ec2Page(chosen, input, context);
    const DhcpOptions = items.map((options) => ({
      DhcpOptionsId: options.dhcpOptionsId,
      OwnerId: options.ownerId,
      DhcpConfigurations: options.dhcpConfigurations.map(({ key, values }) => ({
        Key: key,
        Values: values.map((Value) => ({ Value })),
      })),
      Tags: ec2Tags(options.tags),
    }));
    return { DhcpOptions, NextToken: next };
  }),

  define(DescribeSubnetsCommand, (input, context) => {
    const chosen = select(context.world.subnets, input.SubnetIds, input.Filters, subnets);
    const { items, next } = ec2Page(chosen, input, context);
    return { Subnets: items.map(describeSubnet), NextToken: next };
  }),
];

function vpcOf(world: World, vpcId: string): Vpc {
  const vpc = world.vpcs.find((candidate) => candidate.vpcId === vpcId);
  if (!vpc) throw new AwsError('InvalidVpcID.NotFound', `The vpc ID '${vpcId}' does not exist`);
  return vpc;
}

function describeVpc(vpc: Vpc) {
  return {
    VpcId: vpc.vpcId,
    OwnerId: vpc.ownerId,
    State: 'available' as const,
    CidrBlock: vpc.cidrBlock,
    CidrBlockAssociationSet: vpc.cidrBlocks.map((CidrBlock) => ({
      CidrBlock,
      CidrBlockState: { State: 'associated' as const },
    })),
    Ipv6CidrBlockAssociationSet: ipv6Associations(vpc.ipv6CidrBlocks),
    DhcpOptionsId: vpc.dhcpOptionsId,
    InstanceTenancy: 'default' as const,
    IsDefault: vpc.isDefault,
    Tags: ec2Tags(vpc.tags),
  };
}

function describeSubnet(subnet: Subnet) {
  return {
    SubnetId: subnet.subnetId,
    VpcId: subnet.vpcId,
    OwnerId: subnet.ownerId,
    State: 'available' as const,
    AvailabilityZone: subnet.availabilityZone,
    AvailabilityZoneId: subnet.availabilityZoneId,
    AvailableIpAddressCount: subnet.availableIpAddressCount,
    CidrBlock: subnet.cidrBlock,
    Ipv6CidrBlockAssociationSet: ipv6Associations(subnet.ipv6CidrBlocks),
    MapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
    AssignIpv6AddressOnCreation: subnet.assignIpv6AddressOnCreation,
    DefaultForAz: false,
    Tags: ec2Tags(subnet.tags),
  };
}

function ipv6Associations(blocks: string[]) {
  return blocks.map((Ipv6CidrBlock) => ({ Ipv6CidrBlock, Ipv6CidrBlockState: { State: 'associated' as const } }));
}
