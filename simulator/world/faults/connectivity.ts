/** Faults of the network that show late: on the way back from the control plane, in other subnets, behind other gateways. */
import { nextId } from '../ids.ts';
import { privateDnsName } from '../partition.ts';
import type { World } from '../types.ts';
import {
  editUserData,
  type Faults,
  isDefault,
  nodeGroups,
  primaryInterfaces,
  theCluster,
  theNode,
  theRoutes,
  theSubnet,
  when,
} from './fault.ts';

export const connectivityFaults: Faults = {
  'nacl-blocked:nat': {
    cause: 'nacl-blocked',
    title: 'The network ACL of the NAT gateway denies the ports from which it asks, so no answer comes back',
    prevents: 'registration',
    inject: closeNatSubnet,
    appliesTo: when.behindNat,
  },
  'cluster-eni-missing': {
    cause: 'cluster-eni-missing',
    title: 'EKS lost the interfaces of the API server, because its subnets are gone',
    prevents: 'registration',
    inject: (world) => {
      const { name, health, resourcesVpcConfig } = theCluster(world);
      const description = `Amazon EKS ${name}`;
      world.networkInterfaces = world.networkInterfaces.filter((one) => one.description !== description);
      health.issues.push({
        code: 'Ec2SubnetNotFound',
        message: 'The subnets of the cluster do not exist',
        resourceIds: [...resourcesVpcConfig.subnetIds],
      });
    },
    appliesTo: (world) => !when.publicAccess(world),
  },
  'egress-filtered': {
    cause: 'egress-filtered',
    title: 'The default route leads to a transit gateway, behind which a firewall drops everything',
    prevents: 'registration',
    // Many a healthy node leaves that way: only a late one is suspicious.
    showsAfter: 200,
    inject: (world) => {
      const route = theRoutes(world).routes.find(isDefault);
      if (!route) return;
      const transitGatewayId = nextId(world, 'tgw');
      Object.assign(route, { gatewayId: undefined, natGatewayId: undefined, transitGatewayId });
    },
    appliesTo: when.behindNat,
  },
  'sg-kubelet-ingress-blocked': {
    cause: 'sg-kubelet-ingress-blocked',
    title: 'No group of the node lets the control plane in on 10250',
    prevents: 'nothing',
    inject: (world) => {
      for (const group of nodeGroups(world)) group.rules = group.rules.filter(({ isEgress }) => isEgress);
    },
    // Nodes that carry the group of the cluster itself need its rules to be let in there.
    appliesTo: (world) =>
      nodeGroups(world).every(({ groupId }) => groupId !== theCluster(world).resourcesVpcConfig.clusterSecurityGroupId),
  },
  'cni-ip-exhausted': {
    cause: 'cni-ip-exhausted',
    title: 'The subnet of the node has no free address left for pods',
    prevents: 'nothing',
    inject: (world) => {
      theSubnet(world).availableIpAddressCount = 0;
    },
    appliesTo: (world) => theCluster(world).kubernetesNetworkConfig.ipFamily === 'ipv4',
  },
  'cni-subnet-tag-filter': {
    cause: 'cni-subnet-tag-filter',
    title: 'A tag keeps the VPC CNI out of the subnet of the node',
    prevents: 'nothing',
    inject: (world) => {
      theSubnet(world).tags['kubernetes.io/role/cni'] = '0';
    },
  },
  'docker-bridge-overlap': {
    cause: 'docker-bridge-overlap',
    title: 'The node stands in 172.17.0.0/16, which its own Docker takes for the bridge',
    prevents: 'nothing',
    inject: moveIntoBridge,
    appliesTo: (world) =>
      when.online(world) && when.image('al2')(world) && !theNode(world).networkInterfaceIds[1] && callsBootstrap(world),
  },
};

const callsBootstrap = (world: World): boolean => {
  let found = false;
  editUserData(world, (text) => {
    found ||= text.includes('/etc/eks/bootstrap.sh');
    return text;
  });
  return found;
};

function closeNatSubnet(world: World): void {
  const ids = world.natGateways.map(({ subnetId }) => subnetId);
  const [acl] = world.networkAcls;
  if (!acl) return;
  const moved = acl.associations.filter(({ subnetId }) => ids.includes(subnetId));
  acl.associations = acl.associations.filter((one) => !moved.includes(one));
  const closed = { ruleNumber: 50, egress: false, protocol: '6', ruleAction: 'deny', cidrBlock: '0.0.0.0/0' } as const;
  world.networkAcls.push({
    ...acl,
    networkAclId: nextId(world, 'acl'),
    isDefault: false,
    entries: [{ ...closed, portRange: { from: 1024, to: 65_535 } }, ...acl.entries],
    associations: moved,
  });
}

function moveIntoBridge(world: World): void {
  const subnet = theSubnet(world);
  subnet.cidrBlock = '172.17.0.0/19';
  const vpc = world.vpcs.find(({ vpcId }) => vpcId === subnet.vpcId);
  vpc?.cidrBlocks.push('172.17.0.0/16');
  for (const table of world.routeTables.filter(({ vpcId }) => vpcId === subnet.vpcId)) {
    table.routes.push({
      destinationCidrBlock: '172.17.0.0/16',
      gatewayId: 'local',
      state: 'active',
      origin: 'CreateRouteTable',
    });
  }
  for (const [index, one] of primaryInterfaces(world).entries()) {
    const privateIpAddress = `172.17.0.${10 + index}`;
    const name = privateDnsName(world.account.region, privateIpAddress);
    Object.assign(one, {
      privateIpAddress,
      privateIpAddresses: [{ privateIpAddress, primary: true }],
      privateDnsName: name,
    });
    const instance = world.instances.find(
      ({ networkInterfaceIds }) => networkInterfaceIds[0] === one.networkInterfaceId,
    );
    Object.assign(instance ?? {}, { privateIpAddress, privateDnsName: name });
  }
  editUserData(world, (text) => text.replace(/\/etc\/eks\/bootstrap\.sh \S+/, '$& --enable-docker-bridge true'));
}
