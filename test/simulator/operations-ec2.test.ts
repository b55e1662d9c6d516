/** EC2 of the embedded account, asked by the unmodified SDK client. */
import {
  DescribeDhcpOptionsCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeImagesCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeInternetGatewaysCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeManagedPrefixListsCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
  GetConsoleOutputCommand,
  GetManagedPrefixListEntriesCommand,
  ModifyVpcAttributeCommand,
  paginateDescribeInstances,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  RebootInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, describe, expect, test } from 'vitest';
import { type Account, type AccountOptions, startAccount } from '../../simulator/account.ts';
import { healthyWorld } from '../../simulator/world/healthy.ts';
import { launchInstance } from '../../simulator/world/launch.ts';
import type { World } from '../../simulator/world/types.ts';
import { configOf, first } from '../support/account.ts';

let account: Account;
afterEach(() => account.close());

async function start(world: World = healthyWorld(), options: AccountOptions = {}): Promise<EC2Client> {
  account = await startAccount(world, options);
  return new EC2Client(configOf(account));
}

const absent = 'i-00000000000000000';

describe.each(['managed', 'self-managed', 'karpenter'] as const)('a %s world', (nodeKind) => {
  test.each(['public', 'private', 'isolated'] as const)('describes all it has in a %s subnet', async (subnet) => {
    const ec2 = await start(healthyWorld({ nodeKind, subnet, ipFamily: subnet === 'public' ? 'ipv6' : 'ipv4' }));
    const { world } = account;
    account.advance(300);
    const ids = (items: object[] | undefined, key: string) => items?.map((item) => Reflect.get(item, key));
    const vpcs = await ec2.send(new DescribeVpcsCommand());
    expect(ids(vpcs.Vpcs, 'VpcId')).toEqual(ids(world.vpcs, 'vpcId'));
    const options = await ec2.send(new DescribeDhcpOptionsCommand());
    expect(ids(options.DhcpOptions, 'DhcpOptionsId')).toEqual(ids(world.dhcpOptions, 'dhcpOptionsId'));
    const subnets = await ec2.send(new DescribeSubnetsCommand());
    expect(ids(subnets.Subnets, 'CidrBlock')).toEqual(ids(world.subnets, 'cidrBlock'));
    const tables = await ec2.send(new DescribeRouteTablesCommand());
    expect(tables.RouteTables?.map(({ Routes }) => Routes?.length)).toEqual(
      world.routeTables.map(({ routes }) => routes.length),
    );
    const acls = await ec2.send(new DescribeNetworkAclsCommand());
    expect(acls.NetworkAcls?.map(({ Entries }) => Entries?.length)).toEqual(
      world.networkAcls.map(({ entries }) => entries.length),
    );
    const groups = await ec2.send(new DescribeSecurityGroupsCommand());
    expect(ids(groups.SecurityGroups, 'GroupId')).toEqual(ids(world.securityGroups, 'groupId'));
    const endpoints = await ec2.send(new DescribeVpcEndpointsCommand());
    expect(ids(endpoints.VpcEndpoints, 'State')).toEqual(ids(world.vpcEndpoints, 'state'));
    const nats = await ec2.send(new DescribeNatGatewaysCommand());
    expect(ids(nats.NatGateways, 'State')).toEqual(ids(world.natGateways, 'state'));
    const gateways = await ec2.send(new DescribeInternetGatewaysCommand());
    expect(gateways.InternetGateways?.map(({ Attachments }) => Attachments?.map(({ State }) => State))).toEqual(
      world.internetGateways.map(({ attachments }) => attachments.map(({ state }) => state)),
    );
    const interfaces = await ec2.send(new DescribeNetworkInterfacesCommand());
    expect(ids(interfaces.NetworkInterfaces, 'InterfaceType')).toEqual(ids(world.networkInterfaces, 'interfaceType'));
    const images = await ec2.send(new DescribeImagesCommand());
    expect(ids(images.Images, 'Name')).toEqual(ids(world.images, 'name'));
    const lists = await ec2.send(new DescribeManagedPrefixListsCommand());
    for (const { PrefixListId } of lists.PrefixLists ?? []) {
      const { Entries } = await ec2.send(new GetManagedPrefixListEntriesCommand({ PrefixListId }));
      expect(Entries?.length).toBe(
        world.prefixLists.find(({ prefixListId }) => prefixListId === PrefixListId)?.entries.length,
      );
    }
    const types = await ec2.send(new DescribeInstanceTypesCommand());
    expect(ids(types.InstanceTypes, 'Hypervisor')).toEqual(ids(world.instanceTypes, 'hypervisor'));
    const template = first(world.launchTemplates);
    const versions = await ec2.send(
      new DescribeLaunchTemplateVersionsCommand({
        LaunchTemplateId: template.launchTemplateId,
        Versions: ['$Latest', '$Default'],
      }),
    );
    expect(first(versions.LaunchTemplateVersions).LaunchTemplateData?.UserData).toBe(
      first(template.versions).launchTemplateData.userData,
    );
  });
});

test('an instance is described with all that a diagnosis needs', async () => {
  const ec2 = await start(healthyWorld({ subnet: 'public' }));
  const instance = first(account.world.instances);
  const { Reservations } = await ec2.send(
    new DescribeInstancesCommand({ InstanceIds: [instance.instanceId], IncludeManagedResources: true }),
  );
  const described = first(first(Reservations).Instances);
  expect(described).toMatchObject({
    InstanceId: instance.instanceId,
    State: { Name: 'running', Code: 16 },
    LaunchTime: new Date(instance.launchTime),
    IamInstanceProfile: { Arn: instance.iamInstanceProfile?.arn },
    PrivateDnsName: instance.privateDnsName,
    MetadataOptions: { HttpEndpoint: 'enabled' },
    Operator: { Managed: false },
    VpcId: instance.vpcId,
    PublicIpAddress: instance.publicIpAddress,
  });
  expect(described.SecurityGroups?.length).toBeGreaterThan(0);
  expect(described.NetworkInterfaces?.map(({ NetworkInterfaceId }) => NetworkInterfaceId)).toEqual(
    instance.networkInterfaceIds,
  );
  const tags = Object.fromEntries((described.Tags ?? []).map(({ Key = '', Value }) => [Key, Value]));
  expect(tags).toEqual(instance.tags);
});

test('a terminated instance has no network any more', async () => {
  const ec2 = await start();
  first(account.world.instances).state = 'terminated';
  const { Reservations } = await ec2.send(new DescribeInstancesCommand());
  expect(first(first(Reservations).Instances)).toMatchObject({ State: { Name: 'terminated' } });
  expect(first(first(Reservations).Instances).VpcId).toBeUndefined();
});

test('filters choose by value, tag and wildcard; several must all match', async () => {
  const ec2 = await start();
  const { world } = account;
  const instance = first(world.instances);
  launchInstance(world);
  const find = async (...Filters: { Name: string; Values: string[] }[]) => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
    return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));
  };
  expect(await find({ Name: 'private-ip-address', Values: [instance.privateIpAddress] })).toEqual([
    instance.instanceId,
  ]);
  expect(await find({ Name: 'tag:eks:cluster-name', Values: ['prod-*'] })).toHaveLength(2);
  expect(await find({ Name: 'tag-key', Values: ['eks:cluster-name', 'other'] })).toHaveLength(2);
  expect(await find({ Name: 'tag:eks:cluster-name', Values: ['PROD-EU'] })).toEqual([]);
  expect(
    await find({ Name: 'vpc-id', Values: [instance.vpcId] }, { Name: 'instance-state-name', Values: ['stopped'] }),
  ).toEqual([]);
  const main = await ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: 'association.main', Values: ['true'] }] }),
  );
  expect(main.RouteTables).toHaveLength(world.routeTables.filter((t) => t.associations.some((a) => a.main)).length);
});

test('an unknown filter is an error, never an answer', async () => {
  const ec2 = await start();
  const Filters = [{ Name: 'vpcid', Values: ['vpc-1'] }];
  const error = { name: 'InvalidParameterValue', $metadata: { httpStatusCode: 400 } };
  await expect(ec2.send(new DescribeSubnetsCommand({ Filters }))).rejects.toMatchObject(error);
  await expect(ec2.send(new DescribeInstancesCommand({ Filters }))).rejects.toMatchObject(error);
});

test('every list can be made to come in pages, and the paginators see the same', async () => {
  const world = healthyWorld();
  for (let more = 0; more < 4; more += 1) launchInstance(world);
  const ec2 = await start(world, { pageSize: 2 });
  const seen: string[] = [];
  let pages = 0;
  for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2 }, {})) {
    pages += 1;
    seen.push(...Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId = '' }) => InstanceId)));
  }
  expect(pages).toBe(3);
  expect(seen).toEqual(world.instances.map(({ instanceId }) => instanceId));
  let groups = 0;
  for await (const { SecurityGroups = [] } of paginateDescribeSecurityGroups({ client: ec2 }, {})) {
    groups += SecurityGroups.length;
  }
  expect(groups).toBe(world.securityGroups.length);
  let subnets = 0;
  for await (const { Subnets = [] } of paginateDescribeSubnets({ client: ec2, pageSize: 5 }, {}))
    subnets += Subnets.length;
  expect(subnets).toBe(world.subnets.length);
});

test.each([
  ['InvalidNextToken', new DescribeSubnetsCommand({ NextToken: 'nonsense' })],
  ['InvalidParameterValue', new DescribeSubnetsCommand({ MaxResults: 3 })],
])('a page that cannot be given is refused with %s', async (name, command) => {
  const ec2 = await start();
  await expect(ec2.send(command)).rejects.toMatchObject({ name });
});

test.each<[string, (ec2: EC2Client) => Promise<unknown>]>([
  ['InvalidInstanceID.NotFound', (ec2) => ec2.send(new DescribeInstancesCommand({ InstanceIds: [absent] }))],
  ['InvalidInstanceID.Malformed', (ec2) => ec2.send(new DescribeInstancesCommand({ InstanceIds: ['i-1'] }))],
  ['InvalidInstanceID.NotFound', (ec2) => ec2.send(new GetConsoleOutputCommand({ InstanceId: absent }))],
  ['InvalidInstanceID.NotFound', (ec2) => ec2.send(new RebootInstancesCommand({ InstanceIds: [absent] }))],
  ['InvalidVpcID.NotFound', (ec2) => ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-0'] }))],
  [
    'InvalidVpcID.NotFound',
    (ec2) => ec2.send(new DescribeVpcAttributeCommand({ VpcId: 'vpc-0', Attribute: 'enableDnsSupport' })),
  ],
  ['InvalidSubnetID.NotFound', (ec2) => ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-0'] }))],
  ['InvalidRouteTableID.NotFound', (ec2) => ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: ['rtb-0'] }))],
  ['InvalidGroup.NotFound', (ec2) => ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-0'] }))],
  ['InvalidAMIID.NotFound', (ec2) => ec2.send(new DescribeImagesCommand({ ImageIds: ['ami-0'] }))],
  ['NatGatewayNotFound', (ec2) => ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: ['nat-0'] }))],
  [
    'InvalidLaunchTemplateId.NotFound',
    (ec2) => ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: 'lt-0' })),
  ],
])('what does not exist is %s', async (name, ask) => {
  const ec2 = await start();
  await expect(ask(ec2)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
});

test('user data and console come back as base64, the console as the machine wrote it', async () => {
  const ec2 = await start();
  const { instanceId: InstanceId, userData } = first(account.world.instances);
  const attribute = await ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'userData' }));
  expect(attribute.UserData?.Value).toBe(userData);
  account.advance(120);
  const { Output = '', Timestamp } = await ec2.send(new GetConsoleOutputCommand({ InstanceId, Latest: true }));
  const { console: serial } = first(account.world.instances);
  expect(serial.text).not.toBe('');
  expect(Buffer.from(Output, 'base64').toString()).toBe(serial.text);
  expect(Timestamp).toEqual(new Date(serial.at));
});

test('only Nitro machines show their latest console', async () => {
  const ec2 = await start();
  first(account.world.instanceTypes).hypervisor = 'xen';
  const { instanceId: InstanceId } = first(account.world.instances);
  const latest = ec2.send(new GetConsoleOutputCommand({ InstanceId, Latest: true }));
  await expect(latest).rejects.toMatchObject({ name: 'UnsupportedOperation' });
  await expect(ec2.send(new GetConsoleOutputCommand({ InstanceId }))).resolves.toMatchObject({ InstanceId });
});

test('status is told of running instances, of others only when asked for', async () => {
  const ec2 = await start();
  const instance = first(account.world.instances);
  const InstanceIds = [instance.instanceId];
  const young = await ec2.send(new DescribeInstanceStatusCommand({ InstanceIds }));
  expect(first(young.InstanceStatuses).InstanceStatus?.Status).toBe('initializing');
  instance.state = 'stopped';
  expect((await ec2.send(new DescribeInstanceStatusCommand({ InstanceIds }))).InstanceStatuses).toEqual([]);
  const all = await ec2.send(new DescribeInstanceStatusCommand({ InstanceIds, IncludeAllInstances: true }));
  expect(all.InstanceStatuses).toHaveLength(1);
});

test('profile associations are found by instance', async () => {
  const ec2 = await start();
  const { instanceId, iamInstanceProfile } = first(account.world.instances);
  const found = await ec2.send(
    new DescribeIamInstanceProfileAssociationsCommand({ Filters: [{ Name: 'instance-id', Values: [instanceId] }] }),
  );
  expect(first(found.IamInstanceProfileAssociations)).toMatchObject({
    IamInstanceProfile: { Arn: iamInstanceProfile?.arn },
    State: 'associated',
  });
});

test('VPC attributes are read and changed one at a time, hostnames only with support', async () => {
  const ec2 = await start();
  const vpc = first(account.world.vpcs);
  Object.assign(vpc, { enableDnsSupport: false, enableDnsHostnames: false });
  const VpcId = vpc.vpcId;
  const on = { Value: true };
  const modify = (change: object) => ec2.send(new ModifyVpcAttributeCommand({ VpcId, ...change }));
  await expect(modify({ EnableDnsSupport: on, EnableDnsHostnames: on })).rejects.toMatchObject({
    name: 'InvalidParameterCombination',
  });
  await expect(modify({ EnableDnsHostnames: on })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  await modify({ EnableDnsSupport: on });
  await modify({ EnableDnsHostnames: on });
  const read = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute }));
  expect((await read('enableDnsSupport')).EnableDnsSupport?.Value).toBe(true);
  expect((await read('enableDnsHostnames')).EnableDnsHostnames?.Value).toBe(true);
});

test('security group rules of the same ports come as one permission', async () => {
  const ec2 = await start();
  const group = first(account.world.securityGroups);
  const rule = { isEgress: false, ipProtocol: 'tcp', fromPort: 443, toPort: 443 };
  group.rules = [
    { securityGroupRuleId: 'sgr-1', ...rule, cidrIpv4: '10.0.0.0/8', description: 'one' },
    { securityGroupRuleId: 'sgr-2', ...rule, referencedGroup: { groupId: 'sg-1', userId: '111122223333' } },
    { securityGroupRuleId: 'sgr-3', isEgress: true, ipProtocol: '-1', cidrIpv6: '::/0' },
  ];
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [group.groupId] }));
  const { IpPermissions, IpPermissionsEgress } = first(SecurityGroups);
  expect(IpPermissions).toMatchObject([
    {
      FromPort: 443,
      IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'one' }],
      UserIdGroupPairs: [{ GroupId: 'sg-1' }],
    },
  ]);
  expect(IpPermissionsEgress).toMatchObject([{ IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] }]);
  expect(first(IpPermissionsEgress).FromPort).toBeUndefined();
});

test('a reboot starts the machine again', async () => {
  const ec2 = await start();
  const instance = first(account.world.instances);
  account.advance(300);
  await ec2.send(new RebootInstancesCommand({ InstanceIds: [instance.instanceId] }));
  expect(instance.bootedAt).toBe(account.clock.now());
  expect(instance.status.instance).toBe('initializing');
  instance.state = 'stopped';
  const again = ec2.send(new RebootInstancesCommand({ InstanceIds: [instance.instanceId] }));
  await expect(again).rejects.toMatchObject({ name: 'IncorrectState' });
});
