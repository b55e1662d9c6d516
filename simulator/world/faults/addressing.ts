/** Faults of IP families and of the names that a VPC gives. */
import { nextId } from '../ids.ts';
import type { World } from '../types.ts';
import {
  editUserData,
  type Faults,
  isDefault,
  primaryInterfaces,
  theCluster,
  theRoutes,
  theSubnet,
  when,
} from './fault.ts';

const isIpv6 = (world: World): boolean => theCluster(world).kubernetesNetworkConfig.ipFamily === 'ipv6';

/** Addresses of another cluster's services. */
const ipv6Services = 'fd12:3456:789a::/108';

export const addressingFaults: Faults = {
  'ip-family-mismatch': {
    cause: 'ip-family-mismatch',
    title: 'The subnets of an IPv6 cluster give nodes no IPv6 address',
    prevents: 'registration',
    inject: (world) => {
      for (const subnet of world.subnets) subnet.assignIpv6AddressOnCreation = false;
      for (const networkInterface of primaryInterfaces(world)) networkInterface.ipv6Addresses = [];
    },
    appliesTo: isIpv6,
  },
  'ip-family-mismatch:user-data': {
    cause: 'ip-family-mismatch',
    title: 'User data is that of an IPv6 cluster, and the cluster is of IPv4',
    prevents: 'registration',
    needsNewNode: true,
    inject: (world) =>
      editUserData(world, (text) =>
        text
          .replace(/^( +cidr: ).*/m, `$1${ipv6Services}`)
          .replace(/\/etc\/eks\/bootstrap\.sh \S+/, `$& --ip-family ipv6 --service-ipv6-cidr ${ipv6Services}`),
      ),
    appliesTo: (world) => !isIpv6(world) && (when.image('al2023')(world) || when.image('al2')(world)),
  },
  'ipv6-route-missing': {
    cause: 'ipv6-route-missing',
    title: 'Nodes of an IPv6 cluster leave by IPv4 alone, through a hub that the VPC does not show',
    prevents: 'nothing',
    inject: (world) => {
      const route = theRoutes(world).routes.find(isDefault);
      if (!route) return;
      const transitGatewayId = nextId(world, 'tgw');
      const { vpcId } = theSubnet(world);
      world.transitHubs.push({ transitGatewayId, spokes: [vpcId], endpoints: [], egressAddress: '203.0.113.200' });
      Object.assign(route, { gatewayId: undefined, natGatewayId: undefined, transitGatewayId });
    },
    appliesTo: (world) => isIpv6(world) && when.behindNat(world),
  },
  'dhcp-domain-name-odd': {
    cause: 'dhcp-domain-name-odd',
    title: "The VPC names its hosts in the company's own domain",
    prevents: 'nothing',
    inject: (world) => {
      for (const options of world.dhcpOptions) {
        const others = options.dhcpConfigurations.filter(({ key }) => key !== 'domain-name');
        options.dhcpConfigurations = [...others, { key: 'domain-name', values: ['corp.example.com'] }];
      }
    },
    // The EKS images of Linux name themselves after EC2, whatever the domain.
    appliesTo: (world) => when.image('windows')(world) || when.image('ubuntu')(world),
  },
};
