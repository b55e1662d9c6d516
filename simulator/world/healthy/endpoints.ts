/** VPC endpoints that let through what nodes need, and no more; and where they stand. */
import { addInterfaceEndpoint, addS3Gateway } from '../endpoints.ts';
import { healthyWorld, type Site } from '../healthy.ts';
import { addRule, tcpFromGroup } from '../interfaces.ts';
import type { VpcEndpoint, World } from '../types.ts';
import { named } from './filters.ts';
import { all, allowing, type HealthyWorld, isolated } from './variety.ts';

/** The endpoints take connections from the nodes' group alone. */
function tightEndpoints({ world, nodeGroup }: Site): void {
  const endpoints = named(world, 'vpc-endpoints');
  endpoints.rules = endpoints.rules.filter(({ isEgress }) => isEgress);
  addRule(world, endpoints, tcpFromGroup(nodeGroup, 443));
}

const pulls = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** What nodes need of each service, and no more (EKS user guide, private-clusters; ECR user guide, vpc-endpoints). */
function tightPolicies({ world }: Site): void {
  const { partition, region } = world.account;
  const needed: Record<string, [actions: string[], resource?: string]> = {
    ec2: [['ec2:Describe*', 'ec2:*NetworkInterface', 'ec2:*PrivateIpAddresses', 'ec2:CreateTags']],
    'ecr.api': [pulls],
    'ecr.dkr': [pulls],
    s3: [['s3:GetObject'], `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`],
  };
  for (const [service, [actions, resource]] of Object.entries(needed)) {
    for (const endpoint of endpointsOf(world, service)) {
      const { Version, Statement } = allowing(actions, resource);
      endpoint.policyDocument = JSON.stringify({
        Version,
        Statement: Statement.map((statement) => ({ ...statement, Principal: '*' })),
      });
    }
  }
}

const endpointsOf = ({ vpcEndpoints }: World, service: string): VpcEndpoint[] =>
  vpcEndpoints.filter(({ serviceName }) => serviceName.endsWith(`.${service}`));

/** Every endpoint is for the identities of this account only (data perimeter). */
function perimeterPolicies({ world }: Site): void {
  const Condition = { StringEquals: { 'aws:PrincipalAccount': world.account.id } };
  for (const service of ['ec2', 'ecr.api', 'ecr.dkr', 'sts']) {
    for (const endpoint of endpointsOf(world, service)) {
      const statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', Condition };
      endpoint.policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    }
  }
}

/** Layers come through an interface endpoint of S3; there is no gateway endpoint. */
function s3Interface({ world, network }: Site): void {
  world.vpcEndpoints = world.vpcEndpoints.filter(({ vpcEndpointType }) => vpcEndpointType !== 'Gateway');
  for (const table of world.routeTables) {
    table.routes = table.routes.filter(({ destinationPrefixListId }) => !destinationPrefixListId);
  }
  addInterfaceEndpoint(world, network, 's3');
}

/** The endpoints stand in the other zone only: names answer with their addresses all the same. */
function endpointsInOtherZone({ world, network }: Site): void {
  const [, other] = network.privateSubnets;
  for (const endpoint of world.vpcEndpoints.filter(({ vpcEndpointType }) => vpcEndpointType === 'Interface')) {
    const kept = world.networkInterfaces.filter(
      (one) => endpoint.networkInterfaceIds.includes(one.networkInterfaceId) && one.subnetId === other?.subnetId,
    );
    const gone = endpoint.networkInterfaceIds;
    endpoint.networkInterfaceIds = kept.map(({ networkInterfaceId }) => networkInterfaceId);
    endpoint.subnetIds = kept.map(({ subnetId }) => subnetId);
    world.networkInterfaces = world.networkInterfaces.filter(
      (one) => !gone.includes(one.networkInterfaceId) || kept.includes(one),
    );
  }
}

export const endpointWorlds: readonly HealthyWorld[] = [
  {
    name: 'endpoints: groups that admit the nodes alone, policies that allow what nodes need',
    world: () => healthyWorld({ ...isolated, nodeKind: 'self-managed', prepare: all(tightEndpoints, tightPolicies) }),
  },
  {
    name: 'endpoints: policies that admit the identities of this account only',
    world: () => healthyWorld({ ...isolated, prepare: perimeterPolicies }),
  },
  {
    name: 'endpoints: an S3 gateway for other subnets, and a NAT gateway for this one',
    world: () =>
      healthyWorld({
        prepare: ({ world, network }) => {
          const [main] = world.routeTables;
          if (main) addS3Gateway(world, { ...network, privateRoutes: main });
        },
      }),
  },
  {
    name: 'endpoints: S3 by an interface instead of the gateway',
    world: () => healthyWorld({ ...isolated, prepare: s3Interface }),
  },
  {
    name: 'endpoints: in the other zone only',
    world: () => healthyWorld({ ...isolated, nodeKind: 'karpenter', prepare: endpointsInOtherZone }),
  },
  {
    name: 'endpoints: beside a NAT gateway',
    world: () =>
      healthyWorld({
        prepare: ({ world, network }) => void addInterfaceEndpoint(world, network, 'ec2'),
      }),
  },
];
