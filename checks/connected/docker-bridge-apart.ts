import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { covers, parseCidr } from '../../network/addresses.ts';

const BRIDGE = '172.17.0.0/16';

/**
 * EKS user guide, network-reqs: Docker's bridge takes 172.17.0.0/16 on the node, so that what the control plane sends to
 * a node in that block finds "no route to host". Amazon Linux 2 makes the bridge only when it is told to.
 */
export default defineCheck({
  id: 'docker-bridge-apart',
  title: 'The node subnet does not lie in the block of the Docker bridge',
  stage: 'connected',
  needs: ['instance', 'subnets', 'userData'],
  uses: ['image', 'nodeGroup'],
  causes: {
    'docker-bridge-overlap': {
      why: 'Docker keeps 172.17.0.0/16 for its own bridge on the node, so logs, exec and metrics of nodes in that block fail.',
      heals: 'new-node',
      atMost: 'likely',
      manual: 'Launch nodes in a subnet outside 172.17.0.0/16, or without --enable-docker-bridge true.',
      afterJoining: true,
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html'],
    },
  },
  judge({ instance, subnets, userData, image, nodeGroup }) {
    const subnet = subnets?.find(({ id }) => id === instance?.subnetId);
    if (!instance || !subnet || !userData?.dockerBridge) return [];
    const platform = platformOf({ imageName: valueOf(image)?.name, amiType: valueOf(nodeGroup)?.amiType });
    const bridge = parseCidr(BRIDGE);
    const block = parseCidr(subnet.cidr);
    if (platform !== 'al2' || !bridge || !block || !covers(bridge, block)) return [];
    return [
      {
        cause: 'docker-bridge-overlap',
        certainty: 'likely',
        subject: { kind: 'subnet', id: subnet.id },
        says: `${subnet.id} (${subnet.cidr}) of ${instance.id} lies in ${BRIDGE}, which Docker takes for its bridge.`,
        facts: { subnet: subnet.id, cidr: subnet.cidr },
        evidence: [
          { source: 'ec2:DescribeSubnets', says: `${subnet.id} CidrBlock=${subnet.cidr}` },
          { source: 'ec2:DescribeInstanceAttribute', says: 'user data: --enable-docker-bridge true' },
        ],
        commands: [],
      },
    ];
  },
});
