import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';

/** EKS user guide, troubleshooting; aws-iam-authenticator pkg/ec2provider; nodeadm internal/api/status.go. */
export default defineCheck({
  id: 'private-dns-name-present',
  title: 'The instance has a private DNS name',
  stage: 'configured',
  needs: ['instance'],
  uses: ['userData', 'image', 'nodeGroup', 'dhcpOptions', 'vpcDns'],
  causes: {
    'private-dns-name-empty': {
      why: 'The node and the API server both take the node name from the private DNS name, which EC2 left empty.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html'],
      atMost: 'certain',
      manual: 'aws ec2 modify-vpc-attribute --vpc-id VPC --enable-dns-hostnames',
    },
  },
  judge({ instance, userData: seenUserData, image, nodeGroup, dhcpOptions, vpcDns }) {
    if (!instance || instance.serviceManaged || instance.state !== 'running' || instance.privateDnsName !== '')
      return [];
    const userData = valueOf(seenUserData);
    if (userData?.instanceIdNodeName || userData?.hostnameOverride === instance.id || userData?.standalone) return [];
    const { windows } = instance;
    const platform = platformOf({ imageName: valueOf(image)?.name, amiType: valueOf(nodeGroup)?.amiType, windows });
    // Whether the node is named by its instance id stands in the user data; newer systems do so by themselves.
    const sure =
      seenUserData.state !== 'unknown' &&
      !userData?.hostnameOverride &&
      !userData?.kubeletFlagsUnknown &&
      platform !== 'unknown';
    const dns = valueOf(vpcDns);
    const dhcp = valueOf(dhcpOptions);
    return [
      {
        cause: 'private-dns-name-empty',
        certainty: sure ? 'certain' : 'likely',
        subject: { kind: 'vpc', id: instance.vpcId },
        says: `${instance.id} runs in ${instance.vpcId} without a private DNS name.`,
        facts: {
          privateDnsName: '',
          platform,
          enableDnsSupport: dns?.enableDnsSupport ?? null,
          enableDnsHostnames: dns?.enableDnsHostnames ?? null,
          dhcpDomainName: dhcp?.domainName ?? null,
        },
        evidence: [
          { source: 'ec2:DescribeInstances', says: 'PrivateDnsName is empty while State.Name=running' },
          ...(dhcp ? [{ source: 'ec2:DescribeDhcpOptions', says: `domain-name=${dhcp.domainName ?? 'none'}` }] : []),
        ],
        commands: [],
      },
    ];
  },
});
