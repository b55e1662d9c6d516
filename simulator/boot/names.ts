/**
 * What DNS answers a node.
 * Sources: VPC user guide, "DNS attributes for your VPC"; EKS user guide, "Cluster API server endpoint" (a private-only
 * endpoint resolves publicly to private addresses; the private zone needs both DNS attributes); PrivateLink, "private DNS".
 */
import type { Cluster, Instance, NetworkInterface, Vpc, World } from '../world/types.ts';
import { failure, type Outcome, success } from './outcome.ts';

/** What a node looks up: the endpoint of a cluster, or the endpoint of an AWS service in its region. */
export type Target = { cluster: Cluster } | { service: string };

/** The addresses that DNS answers to a node, or why it answers none. */
export function resolve(world: World, instance: Instance, target: Target): Outcome<string[]> {
  const vpc = world.vpcs.find(({ vpcId }) => vpcId === instance.vpcId);
  if (!vpc) return failure(`the VPC ${instance.vpcId} is gone`);
  const resolver = resolverOf(world, vpc);
  if (resolver === 'none') return failure(`the DHCP options of ${vpc.vpcId} name no DNS server that answers`);
  if (resolver === 'amazon' && !vpc.enableDnsSupport) return failure(`DNS support is off in ${vpc.vpcId}`);
  const zonesWork = resolver === 'amazon' && vpc.enableDnsHostnames;
  const inside = zonesWork ? privateAnswer(world, vpc, target) : undefined;
  return success(inside ?? publicAnswer(world, target));
}

function resolverOf(world: World, vpc: Vpc): 'amazon' | 'foreign' | 'none' {
  const options = world.dhcpOptions.find(({ dhcpOptionsId }) => dhcpOptionsId === vpc.dhcpOptionsId);
  const servers = options?.dhcpConfigurations.find(({ key }) => key === 'domain-name-servers')?.values ?? [];
  const amazon = ['AmazonProvidedDNS', '169.254.169.253', vpc.cidrBlock.replace(/\d+\/.*/, '2')];
  if (servers.some((server) => amazon.includes(server))) return 'amazon';
  const forwards = world.foreignResolvers.filter(({ behaviour }) => behaviour === 'forwards-to-public-dns');
  return forwards.some(({ address }) => servers.includes(address)) ? 'foreign' : 'none';
}

/** What the private hosted zones of the VPC answer, if they know the name. */
function privateAnswer(world: World, vpc: Vpc, target: Target): string[] | undefined {
  if ('cluster' in target) {
    const { vpcId, endpointPrivateAccess } = target.cluster.resourcesVpcConfig;
    return endpointPrivateAccess && vpcId === vpc.vpcId ? addressesInside(world, target.cluster) : undefined;
  }
  const endpoint = world.vpcEndpoints.find(
    (one) =>
      one.vpcEndpointType === 'Interface' &&
      one.vpcId === vpc.vpcId &&
      one.state === 'available' &&
      one.privateDnsEnabled &&
      one.serviceName.endsWith(`.${world.account.region}.${target.service}`),
  );
  if (!endpoint) return ownZoneAnswer(world, vpc, target.service);
  return addressesOf(world, ({ networkInterfaceId }) => endpoint.networkInterfaceIds.includes(networkInterfaceId));
}

/** A zone of somebody's own, such as one that a hub shares for its endpoints (PrivateLink, "centralized access"). */
const ownZoneAnswer = (world: World, { vpcId }: Vpc, service: string): string[] | undefined =>
  world.privateZones.find(({ vpcIds, answers }) => vpcIds.includes(vpcId) && answers[service])?.answers[service];

function publicAnswer(world: World, target: Target): string[] {
  if ('service' in target) return [serviceAddress(world, target.service)];
  const { endpointPublicAccess } = target.cluster.resourcesVpcConfig;
  return endpointPublicAccess ? target.cluster.publicAddresses : addressesInside(world, target.cluster);
}

const addressesInside = (world: World, cluster: Cluster): string[] =>
  addressesOf(
    world,
    ({ description, vpcId }) =>
      description === `Amazon EKS ${cluster.name}` && vpcId === cluster.resourcesVpcConfig.vpcId,
  );

const addressesOf = (world: World, chosen: (one: NetworkInterface) => boolean): string[] =>
  world.networkInterfaces.filter(chosen).map(({ privateIpAddress }) => privateIpAddress);

/** Where a service is found on the internet; S3 within the addresses of its prefix list. */
function serviceAddress(world: World, service: string): string {
  if (service === 's3') {
    const list = world.prefixLists.find(({ prefixListName }) => prefixListName.endsWith('.s3'));
    const base = list?.entries[0]?.cidr.split('/')[0] ?? '192.0.2.128';
    return base.replace(/\d+$/, (last) => String(Number(last) + 2));
  }
  const known = ['ec2', 'eks', 'ecr.api', 'ecr.dkr', 'sts', 'ssm', 'ssmmessages', 'quay.io'];
  return `192.0.2.${10 + known.indexOf(service)}`;
}
