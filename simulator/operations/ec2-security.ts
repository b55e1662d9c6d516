/** EC2: who may talk to whom: security groups and prefix lists. */
import {
  DescribeManagedPrefixListsCommand,
  DescribeSecurityGroupsCommand,
  GetManagedPrefixListEntriesCommand,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors.ts';
import type { ManagedPrefixList, SecurityGroup, SecurityGroupRule } from '../world/types.ts';
import { define } from './context.ts';
import { ec2Page, ec2Tags, required, type Selectable, select } from './ec2-select.ts';

const securityGroups: Selectable<SecurityGroup> = {
  idOf: ({ groupId }) => groupId,
  notFound: 'InvalidGroup.NotFound',
  tagsOf: ({ tags }) => tags,
  filters: {
    description: ({ description }) => description,
    'group-id': ({ groupId }) => groupId,
    'group-name': ({ groupName }) => groupName,
    'owner-id': ({ ownerId }) => ownerId,
    'vpc-id': ({ vpcId }) => vpcId,
    ...ruleFilters('', false),
    ...ruleFilters('egress.', true),
  },
};

const prefixLists: Selectable<ManagedPrefixList> = {
  idOf: ({ prefixListId }) => prefixListId,
  notFound: 'InvalidPrefixListID.NotFound',
  filters: {
    'owner-id': ({ ownerId }) => ownerId,
    'prefix-list-id': ({ prefixListId }) => prefixListId,
    'prefix-list-name': ({ prefixListName }) => prefixListName,
  },
};

export const securityOperations = [
  define(DescribeSecurityGroupsCommand, (input, context) => {
    const named = context.world.securityGroups.filter(
      // Guests of a shared VPC see their own groups only (VPC user guide, vpc-share-limitations).
      ({ groupName, ownerId }) =>
        ownerId === context.world.account.id && (!input.GroupNames?.length || input.GroupNames.includes(groupName)),
    );
    const { items, next } = ec2Page(select(named, input.GroupIds, input.Filters, securityGroups), input, context);
    return { SecurityGroups: items.map(describeSecurityGroup), NextToken: next };
  }),

  define(DescribeManagedPrefixListsCommand, (input, context) => {
    const chosen = select(context.world.prefixLists, input.PrefixListIds, input.Filters, prefixLists);
    const { items, next } = ec2Page(chosen, input, context);
    const PrefixLists = items.map((list) => ({
      PrefixListId: list.prefixListId,
      PrefixListName: list.prefixListName,
      AddressFamily: list.addressFamily,
      OwnerId: list.ownerId,
      MaxEntries: list.entries.length,
      State: 'create-complete' as const,
      Tags: [],
    }));
    return { PrefixLists, NextToken: next };
  }),

  define(GetManagedPrefixListEntriesCommand, (input, context) => {
    const id = required(input.PrefixListId, 'PrefixListId');
    const list = context.world.prefixLists.find(({ prefixListId }) => prefixListId === id);
    if (!list) throw new AwsError('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
    const { items, next } = ec2Page(list.entries, input, context);
    return {
      Entries: items.map(({ cidr, description }) => ({ Cidr: cidr, Description: description })),
      NextToken: next,
    };
  }),
];

function ruleFilters(prefix: string, egress: boolean): Selectable<SecurityGroup>['filters'] {
  const of = (member: (rule: SecurityGroupRule) => string | number | undefined) => (group: SecurityGroup) =>
    group.rules.filter(({ isEgress }) => isEgress === egress).map(member);
  return {
    [`${prefix}ip-permission.cidr`]: of(({ cidrIpv4 }) => cidrIpv4),
    [`${prefix}ip-permission.from-port`]: of(({ fromPort }) => fromPort),
    [`${prefix}ip-permission.group-id`]: of(({ referencedGroup }) => referencedGroup?.groupId),
    [`${prefix}ip-permission.ipv6-cidr`]: of(({ cidrIpv6 }) => cidrIpv6),
    [`${prefix}ip-permission.prefix-list-id`]: of(({ prefixListId }) => prefixListId),
    [`${prefix}ip-permission.protocol`]: of(({ ipProtocol }) => ipProtocol),
    [`${prefix}ip-permission.to-port`]: of(({ toPort }) => toPort),
  };
}

function describeSecurityGroup(group: SecurityGroup) {
  return {
    GroupId: group.groupId,
    GroupName: group.groupName,
    Description: group.description,
    VpcId: group.vpcId,
    OwnerId: group.ownerId,
    IpPermissions: permissions(group.rules.filter(({ isEgress }) => !isEgress)),
    IpPermissionsEgress: permissions(group.rules.filter(({ isEgress }) => isEgress)),
    Tags: ec2Tags(group.tags),
  };
}

/** EC2 gathers the rules of the same protocol and ports in one permission. */
function permissions(rules: SecurityGroupRule[]): IpPermission[] {
  const groups = new Map<string, typeof rules>();
  for (const rule of rules) {
    const key = `${rule.ipProtocol}/${rule.fromPort}/${rule.toPort}`;
    groups.set(key, [...(groups.get(key) ?? []), rule]);
  }
  return [...groups.values()].map((alike) => ({
    IpProtocol: alike[0]?.ipProtocol,
    FromPort: alike[0]?.fromPort,
    ToPort: alike[0]?.toPort,
    IpRanges: alike.flatMap(({ cidrIpv4, description }) =>
      cidrIpv4 ? [{ CidrIp: cidrIpv4, Description: description }] : [],
    ),
    Ipv6Ranges: alike.flatMap(({ cidrIpv6, description }) =>
      cidrIpv6 ? [{ CidrIpv6: cidrIpv6, Description: description }] : [],
    ),
    PrefixListIds: alike.flatMap(({ prefixListId, description }) =>
      prefixListId ? [{ PrefixListId: prefixListId, Description: description }] : [],
    ),
    UserIdGroupPairs: alike.flatMap(({ referencedGroup, description }) =>
      referencedGroup
        ? [{ GroupId: referencedGroup.groupId, UserId: referencedGroup.userId, Description: description }]
        : [],
    ),
  }));
}
