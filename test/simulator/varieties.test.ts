/** What the varieties rest on: without the one thing that makes it different, the node of a healthy world does not join. */
import {
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../../simulator/account.ts';
import { settle } from '../../simulator/boot/index.ts';
import { theNode } from '../../simulator/world/faults/fault.ts';
import { healthyWorlds } from '../../simulator/world/healthy/index.ts';
import type { World } from '../../simulator/world/types.ts';
import { encodeUserData } from '../../simulator/world/user-data.ts';
import { configOf } from '../support/account.ts';

const worldNamed = (name: string): World => {
  const found = healthyWorlds.find((one) => one.name.startsWith(name));
  if (!found) throw new Error(`no healthy world ${name}`);
  return found.world();
};

const readyAt = (world: World): number | undefined => {
  settle(world, world.startedAt + 600_000);
  return theNode(world).boot.readyAt;
};

const eachGroup = (world: World, act: (group: World['securityGroups'][number]) => void): void => {
  for (const group of world.securityGroups) act(group);
};

const withoutIngress = (name: string) => (world: World) =>
  eachGroup(world, (group) => {
    if (group.groupName === name) group.rules = group.rules.filter(({ isEgress }) => isEgress);
  });

const withoutSoftware = (key: 'ownUserData' | 'holdsImages') => (world: World) => {
  for (const { software } of world.images) delete software[key];
};

const typed = (world: World): void => {
  for (const entry of world.accessEntries) if (entry.type === 'EC2') entry.type = 'EC2_LINUX';
};

describe('a variety without what it rests on', () => {
  it.each<[name: string, without: (world: World) => void]>([
    ['hub and spoke: NAT in a hub', (world) => (world.transitHubs = [])],
    ['hub and spoke: endpoints in a hub', (world) => (world.privateZones = [])],
    ['endpoints without private DNS', (world) => (world.privateZones = [])],
    [
      'NAT instance instead of a gateway',
      ({ networkInterfaces }) => networkInterfaces.forEach((one) => (one.sourceDestCheck = true)),
    ],
    ['NAT instance instead of a gateway', withoutIngress('nat')],
    ['security group: a second one of the control plane', withoutIngress('control-plane')],
    ['security group: out to the VPC’s block', (world) => (world.prefixLists = [])],
    ['endpoints: S3 by an interface', (world) => void world.vpcEndpoints.pop()],
    [
      'public subnet that gives no addresses',
      (world) => world.networkInterfaces.forEach((one) => delete one.association),
    ],
    ['Cilium', (world) => (world.internetGateways = [])],
    ['VPC CNI with a role that its service account', (world) => delete world.kubernetes['prod-eu']?.cniRoleArn],
    ['VPC CNI with a Pod Identity', (world) => (world.podIdentityAssociations = [])],
    ['golden image that joins by itself', withoutSoftware('ownUserData')],
    ['golden image with the images', withoutSoftware('holdsImages')],
    ['InstanceIdNodeName with an entry', typed],
    ['Bottlerocket named by its instance id', typed],
    ['Auto Mode', typed],
    ['perimeter: a service control policy', (world) => (world.vpcEndpoints = [])],
    [
      'perimeter: an inline deny for all addresses',
      ({ natGateways }) => {
        for (const { natGatewayAddresses } of natGateways) {
          for (const one of natGatewayAddresses) one.publicIp = '203.0.113.66';
        }
      },
    ],
    [
      'policies that name resources',
      ({ roles }) => {
        for (const { inlinePolicies } of roles) delete inlinePolicies['interfaces'];
      },
    ],
    ['Windows Server: minutes', (world) => (theNode(world).userData = encodeUserData('<powershell></powershell>'))],
    [
      'Windows Server in a cluster that asks aws-auth',
      (world) => Object.assign(world.kubernetes['prod-eu'] ?? {}, { configMaps: [] }),
    ],
  ])('%s', (name, without) => {
    const world = worldNamed(name);
    without(world);
    expect(readyAt(world)).toBeUndefined();
  });
});

describe('Windows', () => {
  it('takes minutes before it configures itself, and is no Linux node', () => {
    const world = worldNamed('Windows Server: minutes');
    expect((readyAt(world) ?? 0) - world.startedAt).toBeGreaterThan(240_000);
    expect(world.kubernetes['prod-eu']?.nodes[0]?.metadata.labels).toMatchObject({ 'kubernetes.io/os': 'windows' });
    expect(theNode(world).console.text).toBe('');
  });
});

describe('a warm pool', () => {
  it('lets the node join once it goes into service', () => {
    const world = worldNamed('warm pool');
    expect(readyAt(world)).toBeUndefined();
    for (const { instances } of world.autoScalingGroups) for (const one of instances) one.lifecycleState = 'InService';
    settle(world, world.startedAt + 900_000);
    expect(theNode(world).boot.readyAt).toBeGreaterThan(world.startedAt + 600_000);
  });
});

describe('a shared VPC', () => {
  it('shows a guest its routes and internet gateways, and hides NAT gateways, endpoints and what is the owner’s', async () => {
    const account = await startAccount(worldNamed('shared VPC: isolated'));
    const ec2 = new EC2Client(configOf(account));
    try {
      expect((await ec2.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints).toEqual([]);
      expect((await ec2.send(new DescribeNatGatewaysCommand({}))).NatGateways).toEqual([]);
      expect((await ec2.send(new DescribeInternetGatewaysCommand({}))).InternetGateways).toHaveLength(1);
      expect((await ec2.send(new DescribeRouteTablesCommand({}))).RouteTables).toHaveLength(3);
      const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
      expect(SecurityGroups.map(({ GroupName }) => GroupName)).not.toContain('vpc-endpoints');
      const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({}));
      expect(NetworkInterfaces.filter(({ InterfaceType }) => InterfaceType === 'vpc_endpoint')).toEqual([]);
    } finally {
      ec2.destroy();
      await account.close();
    }
  });
});
