import { defineCheck } from '../../core/check.ts';
import type { Proof } from '../../core/finding.ts';
import { type IdleEndpoint, idleEndpoints } from '../../network/idle-endpoints.ts';
import { routeTableOf } from '../../network/routes.ts';
import { otherTopics, surroundings } from '../../network/surroundings.ts';

const needs = ['instance', 'cluster', 'vpc', 'routeTables', 'vpcEndpoints'] as const;
const docs = ['https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html'];

/**
 * EKS user guide, private-clusters; PrivateLink guide, private DNS and gateway endpoints: an endpoint helps only the nodes
 * whose names or routes lead to it.
 */
export default defineCheck({
  id: 'aws-endpoints-usable',
  title: 'The endpoints that replace the internet can be used from the node subnet',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'vpce-not-available': {
      why: 'The node has no way to the internet, and the endpoint of an AWS API that it must call is not in service.',
      heals: 'running',
      atMost: 'certain',
      manual: 'aws ec2 describe-vpc-endpoints --vpc-endpoint-ids VPC_ENDPOINT_ID',
      docs,
    },
    'vpce-private-dns-off': {
      why: 'The node has no way to the internet, and the name of an AWS API does not lead to the endpoint that stands for it.',
      heals: 'running',
      atMost: 'likely',
      manual: 'aws ec2 modify-vpc-endpoint --vpc-endpoint-id VPC_ENDPOINT_ID --private-dns-enabled',
      docs: [...docs, 'https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html'],
    },
    's3-gateway-not-routed': {
      why: 'Image layers come from S3, and the route table of the node subnet does not lead to the gateway endpoint that stands for it.',
      heals: 'running',
      atMost: 'likely',
      manual: 'aws ec2 modify-vpc-endpoint --vpc-endpoint-id VPC_ENDPOINT_ID --add-route-table-ids ROUTE_TABLE_ID',
      docs: [...docs, 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    if (!here) return [];
    const { region } = here.instance;
    const { subnetId } = here.interfaces[0];
    const table = here.routeTables && routeTableOf(subnetId, here.routeTables)?.id;
    return idleEndpoints(here).map((idle) => {
      const { endpoint, flaw, service, stage, certainty } = idle;
      return {
        cause: flaw,
        certainty,
        stage,
        ...(stage === 'configured' ? { heals: 'after-reboot' } : {}),
        subject: { kind: 'vpc-endpoint', id: endpoint.id },
        says: `${subnetId} has no way to the internet, and ${endpoint.id} for ${service} ${WORDS[flaw](idle)}.`,
        facts: { endpoint: endpoint.id, service, state: endpoint.state, subnet: subnetId, routeTable: table ?? null },
        evidence: [proofOf(idle)],
        commands: commandsFor(idle, region, table),
      };
    });
  },
});

const WORDS: Readonly<Record<IdleEndpoint['flaw'], (idle: IdleEndpoint) => string>> = {
  'vpce-not-available': ({ endpoint }) => `is ${endpoint.state}`,
  'vpce-private-dns-off': () => 'has private DNS switched off',
  's3-gateway-not-routed': () => 'is not in its route table',
};

const proofOf = ({ endpoint, flaw }: IdleEndpoint): Proof => {
  const says = {
    'vpce-not-available': `State=${endpoint.state}`,
    'vpce-private-dns-off': 'PrivateDnsEnabled=false',
    's3-gateway-not-routed': `RouteTableIds=${endpoint.routeTableIds.join(',') || 'none'}`,
  };
  return { source: 'ec2:DescribeVpcEndpoints', says: `${endpoint.id} ${says[flaw]}` };
};

const commandsFor = ({ endpoint, flaw }: IdleEndpoint, region: string, table: string | undefined): string[] => {
  const modify = `aws ec2 modify-vpc-endpoint --region ${region} --vpc-endpoint-id ${endpoint.id}`;
  if (flaw === 'vpce-private-dns-off') return [`${modify} --private-dns-enabled`];
  if (flaw === 's3-gateway-not-routed') return [`${modify} --add-route-table-ids ${table ?? 'ROUTE_TABLE_ID'}`];
  return [`aws ec2 describe-vpc-endpoints --region ${region} --vpc-endpoint-ids ${endpoint.id}`];
};
