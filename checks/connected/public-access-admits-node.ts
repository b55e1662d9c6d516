import { defineCheck } from '../../core/check.ts';
import { apiServerSides } from '../../network/api-server.ts';
import { publicAccess } from '../../network/public-access.ts';
import { otherTopics, sureOfDirectPath, surroundings } from '../../network/surroundings.ts';
import { leastSure } from '../../network/verdict.ts';

const needs = ['instance', 'cluster', 'vpc', 'routeTables', 'natGateways', 'internetGateways'] as const;

/** EKS user guide, cluster-endpoint: with private access off the nodes' own addresses must be in the CIDR list. */
export default defineCheck({
  id: 'public-access-admits-node',
  title: 'The public endpoint admits the address that the node comes from',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'public-cidr-excludes-node': {
      why: 'The node meets the public endpoint, which silently drops connections from addresses outside its CIDR list.',
      heals: 'running',
      atMost: 'certain',
      manual: 'aws eks update-cluster-config --name CLUSTER --resources-vpc-config publicAccessCidrs=CIDRS',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    const sides = here ? apiServerSides(here) : [];
    if (!here || !sides.includes('public')) return [];
    const { verdict, egress, from, refused } = publicAccess(here);
    // Behind a transit gateway or a firewall nobody knows the address; that is worth a hint, and no more.
    const hidden = egress?.verdict === 'unproven' && sides.length === 1;
    if (verdict !== 'no' && refused.length === 0 && !hidden) return [];
    const { cluster } = here;
    const weight = verdict !== 'no' ? 'suspect' : sides.length > 1 ? 'likely' : 'certain';
    const cidrs = [...cluster.publicAccessCidrs, ...refused.map((address) => `${address}/32`)];
    return [
      {
        cause: 'public-cidr-excludes-node',
        certainty: leastSure(weight, sureOfDirectPath(here)),
        subject: { kind: 'cluster', id: cluster.name },
        says: `The public endpoint of ${cluster.name} does not admit ${refused.join(', ') || 'just any address'}, and ${here.instance.id} comes from ${from.join(', ') || 'one that is not known'}.`,
        facts: { publicAccessCidrs: cluster.publicAccessCidrs, from, refused },
        evidence: [
          { source: 'eks:DescribeCluster', says: `publicAccessCidrs=${cluster.publicAccessCidrs.join(',')}` },
          {
            source: here.interfaces[0].publicIp ? 'ec2:DescribeInstances' : 'ec2:DescribeNatGateways',
            says: `the node leaves from ${from.join(', ') || 'an unknown address'}`,
          },
        ],
        commands: hidden
          ? []
          : [
              `aws eks update-cluster-config --region ${cluster.region} --name ${cluster.name} --resources-vpc-config publicAccessCidrs=${cidrs.join(',')}`,
            ],
      },
    ];
  },
});
