import { defineCheck } from '../../core/check.ts';
import type { Certainty } from '../../core/finding.ts';
import { apiServerSides } from '../../network/api-server.ts';
import { inClusterVpc, otherTopics, sureOfDirectPath, surroundings } from '../../network/surroundings.ts';
import { leastSure } from '../../network/verdict.ts';

const needs = ['instance', 'cluster', 'clusterInterfaces'] as const;

/** Codes of `health.issues` that say why EKS cannot keep its interfaces (EKS API reference, ClusterIssue). */
const ISSUES = ['ec2subnetnotfound', 'ec2securitygroupnotfound', 'vpcnotfound', 'insufficientfreeaddresses'];

/**
 * EKS user guide, network-reqs: EKS keeps two to four interfaces of the control plane in the cluster's subnets. While the
 * version is updated it replaces them, and health issues lag behind by up to three hours.
 */
export default defineCheck({
  id: 'cluster-has-interfaces',
  title: 'The API server has its interfaces in the VPC',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'cluster-eni-missing': {
      why: 'The private name of the API server leads to interfaces in the VPC, and EKS cannot keep them there.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'Give the cluster subnets with free addresses and groups that exist: aws eks update-cluster-config --name CLUSTER --resources-vpc-config subnetIds=SUBNET_IDS,securityGroupIds=GROUP_IDS',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    // Interfaces of another account's cluster are not seen from here.
    if (!here || !inClusterVpc(here) || here.cluster.account !== here.instance.account) return [];
    const { cluster, clusterInterfaces = [] } = here;
    const issue = cluster.healthIssues.find(({ code }) => ISSUES.includes(code.replaceAll('_', '').toLowerCase()));
    if (clusterInterfaces.length >= 2 || (cluster.status !== 'ACTIVE' && !issue)) return [];
    const sides = apiServerSides(here);
    if (!sides.includes('private')) return [];
    const alone = sides.length === 1;
    const none = clusterInterfaces.length === 0;
    const weight: Certainty = issue && none && alone ? 'certain' : issue && alone ? 'likely' : 'suspect';
    return [
      {
        cause: 'cluster-eni-missing',
        certainty: leastSure(weight, sureOfDirectPath(here)),
        subject: { kind: 'cluster', id: cluster.name },
        says: `${cluster.name} has ${clusterInterfaces.length} interfaces in ${cluster.vpcId}${issue ? `, and EKS reports ${issue.code}` : ''}.`,
        facts: {
          interfaces: clusterInterfaces.map(({ id }) => id),
          issue: issue?.code ?? null,
          resources: issue?.resourceIds ?? [],
        },
        evidence: [
          {
            source: 'ec2:DescribeNetworkInterfaces',
            says: `${clusterInterfaces.length} interfaces described "Amazon EKS ${cluster.name}"`,
          },
          ...(issue ? [{ source: 'eks:DescribeCluster', says: `health.issues: ${issue.code}` }] : []),
        ],
        commands: [
          `aws eks update-cluster-config --region ${cluster.region} --name ${cluster.name} --resources-vpc-config subnetIds=SUBNET_IDS,securityGroupIds=GROUP_IDS`,
        ],
      },
    ];
  },
});
