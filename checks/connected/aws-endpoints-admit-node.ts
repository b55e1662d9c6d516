import { defineCheck } from '../../core/check.ts';
import { blockagesAt } from '../../network/blockage.ts';
import { awsServices } from '../../network/destinations.ts';
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
      atMost: 'certain',
      manual:
        'aws ec2 authorize-security-group-ingress --group-id ENDPOINT_GROUP_ID --protocol tcp --port 443 --source-group NODE_GROUP_ID',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    if (!here) return [];
    const { region, id } = here.instance;
    const { groups } = here.interfaces[0];
    return blockagesAt(here, awsServices(here), 'far-groups').map(({ certainty, stage, destination, hops }) => {
      const [hop] = hops;
      const endpoint = hop.way.endpointId ?? hop.way.name;
      return {
        cause: 'vpce-sg-blocked',
        certainty,
        stage,
        ...(stage === 'configured' ? { heals: 'after-reboot' } : {}),
        subject: { kind: 'vpc-endpoint', id: endpoint },
        says: `${hop.ids.join(', ')} of ${endpoint} admits no TCP 443 from ${id}, so ${destination.name} is out of reach.`,
        facts: { endpoint, endpointGroups: hop.ids, nodeGroups: groups, destination: destination.name },
        evidence: hop.proof,
        commands: [
          `aws ec2 authorize-security-group-ingress --region ${region} --group-id ${hop.ids[0] ?? ''} --protocol tcp --port 443 --source-group ${groups[0] ?? ''}`,
        ],
      };
    });
  },
});
