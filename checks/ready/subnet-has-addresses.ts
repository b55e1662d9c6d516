import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { otherCniSubnets } from '../../network/cni-subnets.ts';

/**
 * amazon-vpc-cni-k8s: the plugin takes the addresses of pods from the subnet of the node, or from one that is tagged for
 * it. A node usually becomes Ready without, and pods wait; so only its own words make more of it than a suspect.
 */
export default defineCheck({
  id: 'subnet-has-addresses',
  title: 'The subnet of the node has free addresses for pods',
  stage: 'ready',
  needs: ['instance', 'cluster', 'subnets'],
  uses: ['console', 'eniConfigs'],
  causes: {
    'cni-ip-exhausted': {
      why: 'The VPC CNI finds no free address in the subnet, so it can give none to pods.',
      heals: 'running',
      atMost: 'likely',
      manual: 'Free addresses in the subnet, or add a subnet with the tag kubernetes.io/role/cni=1 in its zone.',
      docs: ['https://docs.aws.amazon.com/eks/latest/best-practices/ip-opt.html'],
    },
  },
  judge({ instance, cluster, subnets = [], console, eniConfigs }) {
    const subnet = subnets.find(({ id }) => id === instance?.subnetId);
    if (!instance || cluster?.ipFamily !== 'ipv4' || subnet?.availableIpAddressCount !== 0) return [];
    const spare = otherCniSubnets(subnet, subnets).some((one) => one.availableIpAddressCount > 0);
    // With custom networking pods have subnets of their own.
    if (spare || (valueOf(eniConfigs)?.length ?? 0) > 0) return [];
    const words = valueOf(console)?.signs.find(({ causes }) => causes.includes('cni-ip-exhausted'))?.line;
    return [
      {
        cause: 'cni-ip-exhausted',
        certainty: words ? 'likely' : 'suspect',
        subject: { kind: 'subnet', id: subnet.id },
        says: `${subnet.id}, the subnet of ${instance.id}, has no free address.`,
        facts: { subnet: subnet.id, cidr: subnet.cidr, availableIpAddressCount: 0 },
        evidence: [
          { source: 'ec2:DescribeSubnets', says: `${subnet.id} AvailableIpAddressCount=0` },
          ...(words ? [{ source: 'ec2:GetConsoleOutput', says: words }] : []),
        ],
        commands: [],
      },
    ];
  },
});
