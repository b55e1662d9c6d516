import { defineCheck } from '../../core/check.ts';
import { accusationsOf, internetLoss, outOfReach } from '../../network/internet-loss.ts';
import { otherTopics, surroundings } from '../../network/surroundings.ts';

const needs = ['instance', 'cluster', 'vpc', 'routeTables', 'natGateways', 'internetGateways'] as const;

/**
 * EKS user guide, private-clusters: a VPC that is not meant for the internet needs the endpoint's private access. Where
 * the VPC has a way out that only this node misses, the check of that way speaks instead.
 */
export default defineCheck({
  id: 'endpoint-reachable-without-internet',
  title: 'A VPC without internet has the private endpoint of the cluster',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'endpoint-private-off-no-internet': {
      why: 'The API server has public addresses only, and the VPC has no way to the internet.',
      heals: 'running',
      atMost: 'certain',
      manual: 'aws eks update-cluster-config --name CLUSTER --resources-vpc-config endpointPrivateAccess=true',
      docs: [
        'https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html',
        'https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html',
      ],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    const loss = here && internetLoss(here);
    if (!here || loss?.blame !== 'endpoint-private-off-no-internet') return [];
    const { cluster } = here;
    return accusationsOf(here, loss, {
      cause: 'endpoint-private-off-no-internet',
      subject: { kind: 'cluster', id: cluster.name },
      says: `The private endpoint of ${cluster.name} is off and ${here.instance.vpcId} has no internet; out of reach: ${outOfReach(loss).join(', ')}.`,
      commands: [
        `aws eks update-cluster-config --region ${cluster.region} --name ${cluster.name} --resources-vpc-config endpointPrivateAccess=true`,
      ],
    });
  },
});
