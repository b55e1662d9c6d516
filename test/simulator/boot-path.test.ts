import { describe, expect, it } from 'vitest';
import { explainBoot, settle } from '../../simulator/boot/index.ts';
import { addAccessEntry } from '../../simulator/world/access.ts';
import { theCluster, theNode, theNodeRole } from '../../simulator/world/faults/fault.ts';
import { injectFault } from '../../simulator/world/faults.ts';
import { type HealthyOptions, healthyWorld } from '../../simulator/world/healthy.ts';
import { addRule } from '../../simulator/world/interfaces.ts';
import type { SecurityGroup, World } from '../../simulator/world/types.ts';
import { decodeUserData, encodeUserData } from '../../simulator/world/user-data.ts';

/** What becomes of the node of a healthy world after a change to the world. */
function storyOf(options: Partial<HealthyOptions>, change: (world: World) => void) {
  const world = healthyWorld(options);
  change(world);
  settle(world, world.startedAt + 300_000);
  return explainBoot(world, theNode(world).instanceId, world.startedAt + 300_000);
}

const ready = { stage: 'ready' };

describe('names', () => {
  const foreign = (world: World): void => {
    world.foreignResolvers.push({ address: '10.0.0.53', behaviour: 'forwards-to-public-dns' });
    const servers = { key: 'domain-name-servers', values: ['10.0.0.53'] };
    for (const options of world.dhcpOptions) options.dhcpConfigurations = [servers];
  };

  it('leads a private-only endpoint to private addresses from any resolver', () => {
    expect(storyOf({ endpoint: 'private' }, foreign)).toEqual(ready);
  });

  it('leads a public and private endpoint to public addresses from a foreign resolver', () => {
    expect(storyOf({ endpoint: 'both' }, foreign)).toEqual(ready);
    const story = storyOf({ endpoint: 'both', publicAccessCidrs: ['198.18.0.0/24'] }, foreign);
    expect(story.stage).toBe('configured');
  });

  it('does not need DNS hostnames where the public way is open', () => {
    const off = (world: World): void => {
      for (const vpc of world.vpcs) vpc.enableDnsHostnames = false;
    };
    expect(storyOf({ endpoint: 'both' }, off)).toEqual(ready);
    expect(storyOf({ endpoint: 'private' }, off)).toEqual(ready);
    expect(storyOf({ subnet: 'isolated' }, off).stage).toBe('booted');
  });

  it('resolves nothing in a VPC without DHCP options', () => {
    const story = storyOf({}, (world) => {
      for (const vpc of world.vpcs) vpc.dhcpOptionsId = 'default';
    });
    expect(story.stage).toBe('booted');
  });
});

describe('routes', () => {
  it('prefer the most specific one', () => {
    const story = storyOf({ endpoint: 'public' }, (world) => {
      const [address] = theCluster(world).publicAddresses;
      theCluster(world).publicAddresses = [address ?? ''];
      for (const table of world.routeTables) {
        const destinationCidrBlock = `${address}/32`;
        table.routes.push({ destinationCidrBlock, gatewayId: 'vgw-1', state: 'blackhole', origin: 'CreateRoute' });
      }
    });
    expect(story.stage).toBe('configured');
  });

  it('come from the main table for a subnet without one of its own', () => {
    const story = storyOf({}, (world) => {
      for (const table of world.routeTables) {
        table.associations = table.associations.filter(({ subnetId }) => subnetId !== theNode(world).subnetId);
      }
    });
    expect(story.stage).toBe('booted');
  });

  it('are not believed when a NAT gateway keeps a private subnet as its home', () => {
    const world = healthyWorld();
    injectFault(world, 'nat-in-private-subnet');
    settle(world, world.startedAt + 60_000);
    expect(explainBoot(world, theNode(world).instanceId, world.startedAt + 60_000).stuck).toMatch(/internet gateway/);
  });
});

describe('security groups', () => {
  const onlyOut = (world: World, rule: Partial<SecurityGroup['rules'][number]>): void => {
    const group = world.securityGroups.find(({ tags }) => 'karpenter.sh/discovery' in tags);
    if (!group) return;
    group.rules = group.rules.filter(({ isEgress }) => !isEgress);
    const base = { isEgress: true, ipProtocol: 'tcp', fromPort: 443, toPort: 443 };
    addRule(world, group, { ...base, ...rule });
    addRule(world, group, { ...base, cidrIpv4: '192.0.2.0/24' });
  };
  const options = { nodeKind: 'self-managed', endpoint: 'private' } as const;

  it('follow references to other groups', () => {
    const story = storyOf(options, (world) => {
      const groupId = theCluster(world).resourcesVpcConfig.clusterSecurityGroupId;
      onlyOut(world, { referencedGroup: { groupId, userId: world.account.id } });
    });
    expect(story).toEqual(ready);
  });

  it('follow prefix lists', () => {
    const list = (entries: { cidr: string }[]) => (world: World) => {
      const prefixList = { prefixListId: 'pl-1', prefixListName: 'cluster', addressFamily: 'IPv4' as const };
      world.prefixLists.push({ ...prefixList, ownerId: world.account.id, entries });
      onlyOut(world, { prefixListId: 'pl-1' });
    };
    expect(storyOf(options, list([{ cidr: '10.0.0.0/16' }]))).toEqual(ready);
    expect(storyOf(options, list([{ cidr: '10.7.0.0/16' }])).stage).toBe('configured');
  });

  it('count every group of an interface', () => {
    const story = storyOf(options, (world) => {
      onlyOut(world, { cidrIpv4: '10.7.0.0/16' });
      for (const one of world.networkInterfaces) {
        if (one.attachment?.instanceId) one.groups.push(theCluster(world).resourcesVpcConfig.clusterSecurityGroupId);
      }
    });
    expect(story).toEqual(ready);
  });
});

describe('network ACLs', () => {
  const closed = (world: World): void => {
    for (const acl of world.networkAcls) acl.entries = acl.entries.filter(({ ruleAction }) => ruleAction === 'deny');
  };

  it('do not filter traffic inside one subnet', () => {
    const world = healthyWorld({ subnet: 'isolated', endpoint: 'private' });
    closed(world);
    settle(world, world.startedAt + 300_000);
    expect(explainBoot(world, theNode(world).instanceId, world.startedAt + 300_000).stage).toBe('registered');
  });

  it('take the lowest rule number first', () => {
    const entry = { protocol: '6', cidrBlock: '0.0.0.0/0', egress: true, portRange: { from: 443, to: 443 } };
    const story = storyOf({}, (world) => {
      world.networkAcls[0]?.entries.push({ ...entry, ruleNumber: 60, ruleAction: 'deny' });
      world.networkAcls[0]?.entries.push({ ...entry, ruleNumber: 50, ruleAction: 'allow' });
    });
    expect(story).toEqual(ready);
  });

  it('stop answers to part of the ephemeral ports', () => {
    const story = storyOf({}, (world) => {
      const portRange = { from: 40_000, to: 41_000 };
      const entry = { ruleNumber: 50, protocol: '6', ruleAction: 'deny', egress: false, portRange } as const;
      world.networkAcls[0]?.entries.push({ ...entry, cidrBlock: '0.0.0.0/0' });
    });
    expect(story.stage).toBe('booted');
  });
});

describe('the public endpoint', () => {
  it('lets in the address of the NAT gateway', () => {
    expect(storyOf({ endpoint: 'public', publicAccessCidrs: ['203.0.113.10/32'] }, () => {})).toEqual(ready);
  });

  it('lets in the address of the node itself', () => {
    const change = (world: World): void => {
      theCluster(world).resourcesVpcConfig.publicAccessCidrs = [`${theNode(world).publicIpAddress}/32`];
    };
    expect(storyOf({ endpoint: 'public', subnet: 'public' }, change)).toEqual(ready);
  });
});

describe('node names', () => {
  it('may be the instance id, with an access entry of type EC2', () => {
    const world = healthyWorld({ authentication: 'API' });
    const { userData } = theNode(world);
    const gate = 'spec:\n  featureGates:\n    InstanceIdNodeName: true\n';
    theNode(world).userData = encodeUserData(decodeUserData(userData ?? '').replace('spec:\n', gate));
    world.accessEntries = [];
    addAccessEntry(world, theCluster(world), theNodeRole(world), 'EC2');
    settle(world, world.startedAt + 120_000);
    expect(theNode(world).boot).toMatchObject({ nodeName: theNode(world).instanceId, readyAt: expect.any(Number) });
  });
});
