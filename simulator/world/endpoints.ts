/** VPC endpoints: what lets nodes of a subnet without internet work (EKS user guide, private-clusters). */
import { nextId } from './ids.ts';
import { addNetworkInterface, addRule, addSecurityGroup } from './interfaces.ts';
import type { Network } from './network.ts';
import type { VpcEndpoint, World } from './types.ts';

/** The services that nodes without internet call: names, images, Kubernetes identity, Systems Manager. */
const nodeServices = ['ec2', 'eks', 'ecr.api', 'ecr.dkr', 'sts', 'ssm', 'ssmmessages', 'ec2messages'];

const fullAccess = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
});

/** `com.amazonaws.REGION.ec2`; in China `cn.com.amazonaws.REGION.ec2`. */
function serviceName(world: World, service: string): string {
  return `${world.account.partition === 'aws-cn' ? 'cn.' : ''}com.amazonaws.${world.account.region}.${service}`;
}

/** Cuts the private subnets off the internet and gives them endpoints instead. */
export function isolatePrivateSubnets(world: World, network: Network): void {
  const { privateRoutes } = network;
  privateRoutes.routes = privateRoutes.routes.filter((route) => !route.natGatewayId);
  for (const service of nodeServices) addInterfaceEndpoint(world, network, service);
  addS3Gateway(world, network);
}

/** Adds an interface endpoint with private DNS in both private subnets, open to the whole VPC on 443. */
export function addInterfaceEndpoint(
  world: World,
  network: Pick<Network, 'vpc' | 'privateSubnets'>,
  service: string,
): VpcEndpoint {
  const { vpc, privateSubnets } = network;
  let group = world.securityGroups.find((one) => one.vpcId === vpc.vpcId && one.groupName === 'vpc-endpoints');
  if (!group) {
    group = addSecurityGroup(world, vpc.vpcId, { groupName: 'vpc-endpoints', description: 'Interface endpoints' });
    addRule(world, group, { isEgress: false, ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIpv4: vpc.cidrBlock });
  }
  const groups = [group.groupId];
  const vpcEndpointId = nextId(world, 'vpce');
  const interfaces = privateSubnets.map((subnet) =>
    addNetworkInterface(world, subnet, {
      description: `VPC Endpoint Interface ${vpcEndpointId}`,
      interfaceType: 'vpc_endpoint',
      requesterManaged: true,
      groups: [...groups],
    }),
  );
  const endpoint: VpcEndpoint = {
    vpcEndpointId,
    vpcEndpointType: 'Interface',
    vpcId: vpc.vpcId,
    ownerId: world.account.id,
    serviceName: serviceName(world, service),
    state: 'available',
    policyDocument: fullAccess,
    privateDnsEnabled: true,
    subnetIds: privateSubnets.map(({ subnetId }) => subnetId),
    groups,
    routeTableIds: [],
    networkInterfaceIds: interfaces.map(({ networkInterfaceId }) => networkInterfaceId),
    creationTimestamp: world.startedAt - 90 * 86_400_000,
    tags: { Name: service },
  };
  world.vpcEndpoints.push(endpoint);
  return endpoint;
}

/** Adds the gateway endpoint of S3 for the private subnets. */
export function addS3Gateway(world: World, { vpc, privateRoutes }: Pick<Network, 'vpc' | 'privateRoutes'>): void {
  const vpcEndpointId = nextId(world, 'vpce');
  const prefixList = world.prefixLists.find((one) => one.prefixListName.endsWith('.s3'));
  privateRoutes.routes.push({
    destinationPrefixListId: prefixList?.prefixListId,
    gatewayId: vpcEndpointId,
    state: 'active',
    origin: 'CreateRoute',
  });
  world.vpcEndpoints.push({
    vpcEndpointId,
    vpcEndpointType: 'Gateway',
    vpcId: vpc.vpcId,
    ownerId: world.account.id,
    serviceName: `com.amazonaws.${world.account.region}.s3`,
    state: 'available',
    policyDocument: fullAccess,
    privateDnsEnabled: false,
    subnetIds: [],
    groups: [],
    routeTableIds: [privateRoutes.routeTableId],
    networkInterfaceIds: [],
    creationTimestamp: world.startedAt - 90 * 86_400_000,
    tags: { Name: 's3' },
  });
}
