import { defineCheck } from '../../core/check.ts';
import { isPublicOnly } from '../../network/api-server.ts';
import { hasOtherExit } from '../../network/exits.ts';
import { inClusterVpc, otherTopics, sureOfDirectPath, surroundings } from '../../network/surroundings.ts';
import { leastSure } from '../../network/verdict.ts';

const needs = ['instance', 'cluster'] as const;

/** EKS user guide, eks-compute: nodes run in the VPC of their cluster. A peered one may work, though nobody supports it. */
export default defineCheck({
  id: 'instance-in-cluster-vpc',
  title: 'The instance runs in the VPC of its cluster',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'instance-wrong-vpc': {
      why: 'The instance runs in another VPC than its cluster, where the private addresses of the API server do not answer.',
      heals: 'new-node',
      atMost: 'certain',
      manual: 'Launch the node again in a subnet of the VPC of its cluster.',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/eks-compute.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    if (!here || inClusterVpc(here)) return [];
    const { instance, cluster } = here;
    // Private addresses alone, and no route that leaves the VPC for another one.
    const shut = !cluster.endpointPublicAccess && !isPublicOnly(here) && !hasOtherExit(here);
    return [
      {
        cause: 'instance-wrong-vpc',
        certainty: shut ? leastSure('certain', sureOfDirectPath(here)) : 'likely',
        subject: { kind: 'subnet', id: instance.subnetId },
        says: `${instance.id} runs in ${instance.vpcId}, the cluster ${cluster.name} in ${cluster.vpcId}.`,
        facts: { instanceVpc: instance.vpcId, clusterVpc: cluster.vpcId, otherExit: hasOtherExit(here) },
        evidence: [
          { source: 'ec2:DescribeInstances', says: `VpcId=${instance.vpcId}` },
          { source: 'eks:DescribeCluster', says: `resourcesVpcConfig.vpcId=${cluster.vpcId}` },
        ],
        commands: [],
      },
    ];
  },
});
