import type { VpcEndpoint } from '../core/evidence.ts';
import type { Stage } from '../core/stages.ts';
import { hasOtherExit } from './exits.ts';
import { ownsVpc, type Surroundings } from './surroundings.ts';
import type { Verdict } from './verdict.ts';

/** An AWS service that a node calls, by the last part of its endpoint's service name. */
export type ServiceName = 'ec2' | 'eks' | 'ecr.api' | 'ecr.dkr' | 's3';

/** One service with the rung that a node cannot climb without it, and whether this node needs it there. */
export interface ServiceNeed {
  readonly service: ServiceName;
  readonly stage: Stage;
  readonly need: Verdict;
}

/**
 * What the node's programs call, first call first.
 *
 * - ec2:DescribeInstances for the node's name: nodeadm unless InstanceIdNodeName is on (nodeadm/internal/api/status.go),
 *   Bottlerocket unless the name is given (pluto private-dns-name), and AL2's bootstrap.sh
 * - eks:DescribeCluster: bootstrap.sh and Windows without endpoint and certificate authority
 * - ECR and S3 for the images of the VPC CNI and kube-proxy. These are never proven: an image may carry them or name
 *   another registry.
 *
 * Source: EKS user guide, private-clusters.
 */
export const servicesOf = (here: Surroundings): readonly ServiceNeed[] => [
  { service: 'ec2', stage: 'configured', need: needsEc2(here) },
  { service: 'eks', stage: 'configured', need: needsEks(here) },
  { service: 'ecr.api', stage: 'ready', need: 'unproven' },
  { service: 'ecr.dkr', stage: 'ready', need: 'unproven' },
  { service: 's3', stage: 'ready', need: 'unproven' },
];

const needsEc2 = ({ userData }: Surroundings): Verdict => {
  if (userData.state !== 'known') return 'unproven';
  const { flavour, instanceIdNodeName, hostnameOverride, standalone } = userData.value;
  if (instanceIdNodeName) return 'no';
  if (flavour === 'nodeconfig') return 'yes';
  if (flavour === 'bottlerocket') return hostnameOverride || standalone ? 'no' : 'yes';
  return flavour === 'windows' ? 'no' : 'unproven';
};

const needsEks = ({ userData }: Surroundings): Verdict => {
  if (userData.state !== 'known') return 'no';
  const { flavour, apiServerEndpoint, caSha256 } = userData.value;
  const asks = flavour === 'bootstrap-sh' || flavour === 'windows';
  return asks && !(apiServerEndpoint && caSha256) ? 'yes' : 'no';
};

const HOSTS: Readonly<Record<ServiceName, string>> = {
  ec2: 'ec2',
  eks: 'eks',
  'ecr.api': 'api.ecr',
  'ecr.dkr': 'dkr.ecr',
  s3: 's3',
};

/** The name under which nodes of this region call a service. */
export const hostOf = ({ instance, cluster }: Surroundings, service: ServiceName): string =>
  `${HOSTS[service]}.${instance.region}.amazonaws.com${cluster.arn.startsWith('arn:aws-cn:') ? '.cn' : ''}`;

/** The VPC's endpoints for a service, FIPS variants too, whatever their state. */
export const endpointsFor = (here: Surroundings, service: ServiceName): readonly VpcEndpoint[] | undefined =>
  here.vpcEndpoints?.filter(({ serviceName }) =>
    [`.${here.instance.region}.${service}`, `.${here.instance.region}.${service}-fips`].some((end) =>
      serviceName.endsWith(end),
    ),
  );

/**
 * Whether the VPC itself offers the service without the internet. An endpoint of any state counts as `yes` here: what is
 * wrong with it is another matter. Without one it is `no` only where nothing can stand in: neither a hub VPC behind
 * another exit nor an endpoint that only the owner of a shared VPC sees.
 */
export const hasEndpoint = (here: Surroundings, service: ServiceName): Verdict => {
  const endpoints = endpointsFor(here, service);
  if (endpoints && endpoints.length > 0) return 'yes';
  return endpoints && ownsVpc(here) && !hasOtherExit(here) ? 'no' : 'unproven';
};
