import { defineCheck, notJudged } from '../../core/check.ts';
import { blockagesAt } from '../../network/blockage.ts';
import { apiServer, awsServices } from '../../network/destinations.ts';
import { inClusterVpc, otherTopics, surroundings } from '../../network/surroundings.ts';

const needs = ['instance', 'cluster', 'vpc', 'routeTables', 'securityGroups'] as const;

/** EKS user guide, sec-group-reqs: the node's groups must let it out to the API server and the AWS APIs on TCP 443. */
export default defineCheck({
  id: 'node-groups-allow-egress',
  title: 'The security groups of the node let it reach the API server and the AWS APIs',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'sg-node-egress-blocked': {
      why: 'No security group of the node has an outbound rule for TCP 443 to what it must reach.',
      heals: 'running',
      atMost: 'certain',
      manual:
        "aws ec2 authorize-security-group-egress --group-id NODE_GROUP_ID --ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,UserIdGroupPairs=[{GroupId=CLUSTER_GROUP_ID}]'",
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    if (!here) return [];
    const server = apiServer(here);
    const found = blockagesAt(here, [...awsServices(here), ...(server ? [server] : [])], 'node-groups');
    if (found.length === 0) {
      const unread = !server && inClusterVpc(here) && seen.clusterInterfaces.state === 'unknown';
      return unread ? [notJudged(seen.clusterInterfaces, 'the interfaces of the API server')] : [];
    }
    return found.map(({ certainty, stage, destination, hops }) => {
      const [hop] = hops;
      const [group = ''] = hop.ids.toSorted();
      const far = hop.way.peer.groups[0];
      const target = far ? `UserIdGroupPairs=[{GroupId=${far}}]` : 'IpRanges=[{CidrIp=0.0.0.0/0}]';
      return {
        cause: 'sg-node-egress-blocked',
        certainty,
        stage,
        ...(stage === 'configured' ? { heals: 'after-reboot' } : {}),
        subject: { kind: 'security-group', id: group },
        says: `${hop.ids.join(', ')} of ${here.instance.id} lets no TCP 443 out to ${destination.name} (${hop.way.name}).`,
        facts: { groups: hop.ids, destination: destination.name, shut: hops.map(({ way }) => way.name) },
        evidence: hop.proof,
        commands: [
          `aws ec2 authorize-security-group-egress --region ${here.instance.region} --group-id ${group} --ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,${target}'`,
        ],
      };
    });
  },
});
