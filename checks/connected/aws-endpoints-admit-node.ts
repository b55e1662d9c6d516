import { defineCheck } from '../../core/check.ts';
import { awsServices } from '../../network/destinations.ts';
import { worstBlockage } from '../../network/path.ts';
import { otherTopics, surroundings } from '../../network/surroundings.ts';

const needs = ['instance', 'cluster', 'securityGroups', 'vpcEndpoints'] as const;

/**
 * PrivateLink guide, private DNS: the service's name leads to the endpoint for everybody in the VPC, so a tight security
 * group on it stops nodes that have perfectly good NAT.
 */
export default defineCheck({
  id: 'aws-endpoints-admit-node',
  title: 'The interface endpoints that names lead to admit the node',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'vpce-sg-blocked': {
      why: 'The name of an AWS API leads to an interface endpoint whose security groups do not admit the node.',
      heals: 'running',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    const found = here && worstBlockage(here, awsServices(here), 'far-groups');
    const hop = found?.hops[0];
    const endpoint = hop?.way.endpointId;
    if (!here || !found || !hop || !endpoint) return [];
    const { region, id } = here.instance;
    const { groups } = here.interfaces[0];
    return [
      {
        cause: 'vpce-sg-blocked',
        certainty: found.certainty,
        stage: found.stage,
        ...(found.stage === 'configured' ? { heals: 'after-reboot' as const } : {}),
        subject: { kind: 'vpc-endpoint', id: endpoint },
        says: `${hop.ids.join(', ')} of ${endpoint} admits no TCP 443 from ${id}, so ${found.destination.name} is out of reach.`,
        facts: { endpoint, endpointGroups: hop.ids, nodeGroups: groups, destination: found.destination.name },
        evidence: hop.proof,
        commands: [
          `aws ec2 authorize-security-group-ingress --region ${region} --group-id ${hop.ids[0] ?? ''} --protocol tcp --port 443 --source-group ${groups[0] ?? ''}`,
        ],
      },
    ];
  },
});
