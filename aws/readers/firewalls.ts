import {
  type EC2Client,
  type NetworkAcl as Ec2NetworkAcl,
  type NetworkAclEntry as Ec2NetworkAclEntry,
  type SecurityGroup as Ec2SecurityGroup,
  type IpPermission,
  paginateDescribeNetworkAcls,
  paginateDescribeSecurityGroups,
  paginateGetManagedPrefixListEntries,
} from '@aws-sdk/client-ec2';
import type { NetworkAcl, NetworkAclEntry, PrefixList, SecurityGroup, SecurityGroupRule } from '../../core/evidence.ts';
import { allPages, present, tagsOf } from './tags.ts';
import { inVpc } from './vpc.ts';

/** `ec2:DescribeNetworkAcls` of a VPC. */
export const readNetworkAcls = async (
  ec2: EC2Client,
  vpcId: string,
  abortSignal: AbortSignal,
): Promise<NetworkAcl[]> => {
  const pages = paginateDescribeNetworkAcls(
    { client: ec2, pageSize: 1000 },
    { Filters: inVpc(vpcId) },
    { abortSignal },
  );
  return (await allPages(pages, (page) => page.NetworkAcls)).map(toNetworkAcl);
};

const toNetworkAcl = (seen: Ec2NetworkAcl): NetworkAcl => ({
  id: seen.NetworkAclId ?? '',
  vpcId: seen.VpcId ?? '',
  isDefault: seen.IsDefault ?? false,
  subnetIds: present(seen.Associations?.map(({ SubnetId }) => SubnetId)),
  entries: (seen.Entries ?? []).flatMap(toEntry),
});

/** An entry without its number or its action cannot be ranked; EC2 always names both. */
const toEntry = (seen: Ec2NetworkAclEntry): NetworkAclEntry[] => {
  if (seen.RuleNumber === undefined || seen.RuleAction === undefined) return [];
  return [
    {
      ruleNumber: seen.RuleNumber,
      egress: seen.Egress ?? false,
      protocol: seen.Protocol ?? '-1',
      action: seen.RuleAction,
      cidr: seen.CidrBlock,
      ipv6Cidr: seen.Ipv6CidrBlock,
      ports: portsOf(seen.PortRange?.From, seen.PortRange?.To),
    },
  ];
};

const portsOf = (from: number | undefined, to: number | undefined): { from: number; to: number } | undefined =>
  from === undefined || to === undefined ? undefined : { from, to };

/** `ec2:DescribeSecurityGroups` of a VPC. */
export const readSecurityGroups = async (
  ec2: EC2Client,
  vpcId: string,
  abortSignal: AbortSignal,
): Promise<SecurityGroup[]> => {
  const pages = paginateDescribeSecurityGroups(
    { client: ec2, pageSize: 1000 },
    { Filters: inVpc(vpcId) },
    { abortSignal },
  );
  return (await allPages(pages, (page) => page.SecurityGroups)).map(toSecurityGroup);
};

const toSecurityGroup = (seen: Ec2SecurityGroup): SecurityGroup => ({
  id: seen.GroupId ?? '',
  name: seen.GroupName ?? '',
  vpcId: seen.VpcId ?? '',
  ownerId: seen.OwnerId ?? '',
  ingress: (seen.IpPermissions ?? []).map(toRule),
  egress: (seen.IpPermissionsEgress ?? []).map(toRule),
  tags: tagsOf(seen.Tags),
});

const toRule = (seen: IpPermission): SecurityGroupRule => {
  const protocol = seen.IpProtocol ?? '-1';
  return {
    protocol,
    ports: protocol === '-1' ? undefined : portsOf(seen.FromPort, seen.ToPort),
    cidrs: present(seen.IpRanges?.map(({ CidrIp }) => CidrIp)),
    ipv6Cidrs: present(seen.Ipv6Ranges?.map(({ CidrIpv6 }) => CidrIpv6)),
    groups: (seen.UserIdGroupPairs ?? []).flatMap(({ GroupId, UserId, VpcPeeringConnectionId }) =>
      GroupId ? [{ id: GroupId, ownerId: UserId, peeringId: VpcPeeringConnectionId }] : [],
    ),
    prefixLists: present(seen.PrefixListIds?.map(({ PrefixListId }) => PrefixListId)),
  };
};

/** `ec2:GetManagedPrefixListEntries`, one list. */
export const readPrefixList = async (ec2: EC2Client, id: string, abortSignal: AbortSignal): Promise<PrefixList> => {
  const pages = paginateGetManagedPrefixListEntries(
    { client: ec2, pageSize: 100 },
    { PrefixListId: id },
    { abortSignal },
  );
  return { id, cidrs: present((await allPages(pages, (page) => page.Entries)).map(({ Cidr }) => Cidr)) };
};
