import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { originOf } from '../../userdata/index.ts';

/** EKS user guide, cni-ipv6; nodeadm internal/kubelet/config.go `getNodeIp`. Windows nodes are left out of IPv6. */
export default defineCheck({
  id: 'ip-family-fits',
  title: "The node has addresses of its cluster's IP family",
  stage: 'configured',
  needs: ['instance', 'cluster'],
  uses: ['userData', 'image', 'nodeGroup'],
  causes: {
    'ip-family-mismatch': {
      why: "A node takes its own address from the IP family of the cluster's services, and it has none of that family.",
      heals: 'after-reboot',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html'],
      atMost: 'certain',
      manual: 'aws ec2 modify-subnet-attribute --subnet-id SUBNET --assign-ipv6-address-on-creation',
    },
  },
  judge({ instance, cluster, userData: seenUserData, image, nodeGroup }) {
    if (!instance || !cluster || instance.serviceManaged || instance.windows) return [];
    const primary = instance.interfaces.find(({ deviceIndex }) => deviceIndex === 0);
    const userData = valueOf(seenUserData);
    if (!primary || userData?.standalone) return [];
    const platform = platformOf({ imageName: valueOf(image)?.name, amiType: valueOf(nodeGroup)?.amiType });
    const sure = platform === 'al2' || platform === 'al2023' || platform === 'bottlerocket';
    const on = `--region ${instance.region}`;
    const lacksIpv6 = primary.ipv6.length === 0;
    const says = userData?.ipFamily;
    const facts = { clusterFamily: cluster.ipFamily, userDataFamily: says ?? null, ipv6Addresses: primary.ipv6.length };
    const evidence = [
      { source: 'eks:DescribeCluster', says: `kubernetesNetworkConfig.ipFamily=${cluster.ipFamily}` },
      { source: 'ec2:DescribeInstances', says: `${primary.id} has ${primary.ipv6.length} IPv6 address(es)` },
    ];
    if (cluster.ipFamily === 'ipv6' && lacksIpv6) {
      return [
        {
          cause: 'ip-family-mismatch',
          certainty: sure ? 'certain' : 'likely',
          subject: { kind: 'subnet', id: primary.subnetId },
          says: `${cluster.name} is an IPv6 cluster, but ${primary.id} of ${instance.id} has no IPv6 address.`,
          facts,
          evidence,
          commands: [
            `aws ec2 assign-ipv6-addresses --network-interface-id ${primary.id} --ipv6-address-count 1 ${on}`,
            `aws ec2 modify-subnet-attribute --subnet-id ${primary.subnetId} --assign-ipv6-address-on-creation ${on}`,
          ],
        },
      ];
    }
    if (!says || says === cluster.ipFamily) return [];
    return [
      {
        cause: 'ip-family-mismatch',
        // nodeadm asks the metadata service for an IPv6 address that is not there.
        certainty: says === 'ipv6' && lacksIpv6 && platform === 'al2023' ? 'certain' : 'likely',
        subject: originOf(instance),
        says: `The user data of ${instance.id} is for ${says}, but ${cluster.name} is an ${cluster.ipFamily} cluster.`,
        facts,
        evidence: [...evidence, { source: 'ec2:DescribeInstanceAttribute', says: `userData is for ${says}` }],
        commands: [],
        heals: 'new-node',
      },
    ];
  },
});
