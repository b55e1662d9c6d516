import { defineCheck, notJudged } from '../../core/check.ts';
import { isPublicOnly } from '../../network/api-server.ts';
import { blockageAt } from '../../network/blockage.ts';
import { apiServer } from '../../network/destinations.ts';
import { inClusterVpc, otherTopics, surroundings } from '../../network/surroundings.ts';

const needs = ['instance', 'cluster', 'securityGroups'] as const;

/**
 * EKS user guide, sec-group-reqs and launch-templates: with groups of its own in the launch template a node does not
 * carry the cluster security group, and the groups on the API server's interfaces must admit it.
 */
export default defineCheck({
  id: 'cluster-groups-admit-node',
  title: 'The security groups of the API server admit the node',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'sg-cluster-ingress-blocked': {
      why: 'The security groups on the interfaces of the API server have no inbound rule for TCP 443 from the node.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'aws ec2 authorize-security-group-ingress --group-id CLUSTER_GROUP_ID --protocol tcp --port 443 --source-group NODE_GROUP_ID',
      docs: [
        'https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html',
        'https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html',
      ],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    if (!here) return [];
    const server = apiServer(here);
    if (!server) {
      const unread = inClusterVpc(here) && seen.clusterInterfaces.state === 'unknown';
      if (unread) return [notJudged(seen.clusterInterfaces, 'the interfaces of the API server')];
      const none = inClusterVpc(here) && here.clusterInterfaces?.length === 0 && !isPublicOnly(here);
      return none
        ? [{ notChecked: 'no interface of the API server was found', call: 'ec2:DescribeNetworkInterfaces' }]
        : [];
    }
    const found = blockageAt(here, server, 'far-groups');
    if (!found) return [];
    const { instance, cluster, interfaces } = here;
    const [hop] = found.hops;
    const group = cluster.clusterSecurityGroupId ?? hop.ids[0] ?? '';
    return [
      {
        cause: 'sg-cluster-ingress-blocked',
        certainty: found.certainty,
        subject: { kind: 'security-group', id: group },
        says: `${hop.ids.join(', ')} of the API server of ${cluster.name} admits no TCP 443 from ${instance.id} (${interfaces[0].groups.join(', ')}).`,
        facts: {
          clusterGroups: hop.ids,
          nodeGroups: interfaces[0].groups,
          nodeAddress: interfaces[0].privateIp,
          shut: found.hops.map(({ way }) => way.name),
        },
        evidence: hop.proof,
        commands: [
          `aws ec2 authorize-security-group-ingress --region ${instance.region} --group-id ${group} --protocol tcp --port 443 --source-group ${interfaces[0].groups[0] ?? ''}`,
        ],
      },
    ];
  },
});
