import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { covers, parseCidr, type Range } from '../../network/addresses.ts';
import { originOf, readsGrammar } from '../../userdata/index.ts';

/** Where NodeLocal DNSCache answers: an address of the node itself (Kubernetes docs, nodelocaldns). */
const NODE_LOCAL = parseCidr('169.254.0.0/16');

/**
 * The address of cluster DNS comes from the service CIDR unless user data names it; nothing else does but the family,
 * which another check looks at (nodeadm internal/kubelet/config.go, internal/api/net.go; bootstrap.sh).
 */
export default defineCheck({
  id: 'service-cidr-fits',
  title: "The user data names the cluster's service CIDR and DNS address",
  stage: 'configured',
  needs: ['instance', 'userData', 'cluster'],
  uses: ['image', 'nodeGroup'],
  causes: {
    'userdata-wrong-service-cidr': {
      why: 'The node joins, but its pods ask for names at an address where no cluster DNS answers.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/al2023.html'],
      atMost: 'certain',
      afterJoining: true,
      manual:
        "aws eks describe-cluster --name CLUSTER --query 'cluster.kubernetesNetworkConfig.[serviceIpv4Cidr,serviceIpv6Cidr]'",
    },
  },
  judge({ instance, userData, cluster, image, nodeGroup }) {
    if (!instance || instance.serviceManaged || !userData || userData.standalone || !cluster) return [];
    // User data for another cluster is told by another check.
    if (userData.clusterName !== undefined && userData.clusterName !== cluster.name) return [];
    const { windows } = instance;
    const platform = platformOf({ imageName: valueOf(image)?.name, amiType: valueOf(nodeGroup)?.amiType, windows });
    const services = cluster.ipFamily === 'ipv6' ? cluster.serviceIpv6Cidr : cluster.serviceIpv4Cidr;
    const range = parseCidr(services ?? '');
    if (!services || !range || !readsGrammar(platform, userData.flavour)) return [];
    // A named address of cluster DNS makes the CIDR idle.
    const named = userData.clusterDnsIp?.split(',').filter(Boolean);
    const values = named ?? (userData.serviceCidr ? [userData.serviceCidr] : []);
    const outside = values.filter((text) => isOutside(parseCidr(text), range));
    if (outside.length === 0) return [];
    const what = named ? 'cluster DNS address' : 'service CIDR';
    return [
      {
        cause: 'userdata-wrong-service-cidr',
        // Somebody may run a DNS of their own there.
        certainty: named || platform === 'unknown' ? 'likely' : 'certain',
        subject: originOf(instance),
        says: `The user data of ${instance.id} names the ${what} ${outside.join(', ')}, but the services of ${cluster.name} are in ${services}.`,
        facts: { named: outside, what, clusterServiceCidr: services },
        evidence: [
          { source: 'ec2:DescribeInstanceAttribute', says: `userData: ${what} ${outside.join(', ')}` },
          { source: 'eks:DescribeCluster', says: `kubernetesNetworkConfig: service CIDR ${services}` },
        ],
        commands: [
          `aws eks describe-cluster --name ${cluster.name} --region ${cluster.region} --query cluster.kubernetesNetworkConfig`,
        ],
      },
    ];
  },
});

const isOutside = (value: Range | undefined, services: Range): boolean =>
  value !== undefined &&
  value.family === services.family &&
  !covers(services, value) &&
  !(NODE_LOCAL && covers(NODE_LOCAL, value));
