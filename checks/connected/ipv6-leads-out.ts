import { defineCheck } from '../../core/check.ts';
import { hasIpv6Way } from '../../network/exits.ts';
import { internetEgress } from '../../network/internet.ts';
import { routeTableOf } from '../../network/routes.ts';
import { otherTopics, surroundings } from '../../network/surroundings.ts';

const needs = ['instance', 'cluster', 'vpc', 'routeTables', 'vpcEndpoints'] as const;

/**
 * EKS user guide, cni-ipv6: pods of an IPv6 cluster leave by IPv6. The private way to the API server is not touched, and
 * nodes have IPv4 as well, so this is worth no more than a hint.
 */
export default defineCheck({
  id: 'ipv6-leads-out',
  title: 'The nodes of an IPv6 cluster have a way out',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'ipv6-route-missing': {
      why: 'Nothing leads out of the node subnet by IPv6, and no VPC endpoint stands in for the AWS APIs.',
      heals: 'running',
      atMost: 'suspect',
      manual:
        'aws ec2 create-route --route-table-id ROUTE_TABLE_ID --destination-ipv6-cidr-block ::/0 --egress-only-internet-gateway-id EGRESS_ONLY_GATEWAY_ID',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    if (here?.cluster.ipFamily !== 'ipv6' || (here.vpcEndpoints ?? []).length > 0) return [];
    const [primary] = here.interfaces;
    const table = here.routeTables && routeTableOf(primary.subnetId, here.routeTables);
    if (!table || primary.ipv6.length === 0 || hasIpv6Way(here, primary) || internetEgress(here).verdict === 'yes')
      return [];
    return [
      {
        cause: 'ipv6-route-missing',
        certainty: 'suspect',
        subject: { kind: 'route-table', id: table.id },
        says: `${table.id} of ${primary.subnetId} has no IPv6 route out, and ${here.instance.vpcId} has no VPC endpoint.`,
        facts: { routeTable: table.id, subnet: primary.subnetId },
        evidence: [{ source: 'ec2:DescribeRouteTables', says: `${table.id} has no route for ::/0` }],
        commands: [
          `aws ec2 create-route --region ${here.instance.region} --route-table-id ${table.id} --destination-ipv6-cidr-block ::/0 --egress-only-internet-gateway-id EGRESS_ONLY_GATEWAY_ID`,
        ],
      },
    ];
  },
});
