import { defineCheck } from '../../core/check.ts';
import { CNI_ROLE, otherCniSubnets } from '../../network/cni-subnets.ts';

const OWNER = 'cni.networking.k8s.aws/cluster/';

/**
 * amazon-vpc-cni-k8s pkg/awsutils: with subnet discovery the plugin leaves out subnets that are tagged role/cni=0 or for
 * another cluster. Where it may still use the primary interface nothing is lost.
 */
export default defineCheck({
  id: 'subnets-open-to-cni',
  title: 'The VPC CNI may use the subnet of the node',
  stage: 'ready',
  needs: ['instance', 'cluster', 'subnets'],
  causes: {
    'cni-subnet-tag-filter': {
      why: 'A tag tells the VPC CNI not to use the subnet of the node, so pods may get no addresses.',
      heals: 'running',
      atMost: 'suspect',
      manual: 'aws ec2 create-tags --resources SUBNET_ID --tags Key=kubernetes.io/role/cni,Value=1',
      docs: ['https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html'],
    },
  },
  judge({ instance, cluster, subnets = [] }) {
    const subnet = subnets.find(({ id }) => id === instance?.subnetId);
    if (!instance || !cluster || !subnet) return [];
    const owners = Object.keys(subnet.tags).filter((key) => key.startsWith(OWNER));
    const foreign = owners.includes(`${OWNER}${cluster.name}`) ? undefined : owners[0];
    const tag = subnet.tags[CNI_ROLE] === '0' ? `${CNI_ROLE}=0` : foreign;
    if (!tag || otherCniSubnets(subnet, subnets).length > 0) return [];
    return [
      {
        cause: 'cni-subnet-tag-filter',
        certainty: 'suspect',
        subject: { kind: 'subnet', id: subnet.id },
        says: `The tag ${tag} keeps the VPC CNI of ${cluster.name} out of ${subnet.id}, the subnet of ${instance.id}.`,
        facts: { subnet: subnet.id, tag },
        evidence: [{ source: 'ec2:DescribeSubnets', says: `${subnet.id} tag ${tag}` }],
        commands: [
          `aws ec2 create-tags --region ${instance.region} --resources ${subnet.id} --tags Key=${CNI_ROLE},Value=1`,
        ],
      },
    ];
  },
});
