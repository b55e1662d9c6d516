import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';

/**
 * cloud-provider-aws docs/prerequisites.md: the host name should be the private DNS name of EC2. AL2023, AL2 and
 * Bottlerocket tell kubelet that name themselves, so an odd domain harms none of them.
 */
export default defineCheck({
  id: 'dhcp-domain-name-usual',
  title: 'Hosts are named in the domain that EC2 names them in',
  stage: 'connected',
  needs: ['instance', 'vpc', 'dhcpOptions'],
  uses: ['image', 'nodeGroup', 'userData'],
  causes: {
    'dhcp-domain-name-odd': {
      why: 'A kubelet that takes the name of the host gets another one than EC2 and the API server expect.',
      heals: 'after-reboot',
      atMost: 'suspect',
      manual: 'aws ec2 associate-dhcp-options --dhcp-options-id DHCP_OPTIONS_ID --vpc-id VPC_ID',
      docs: ['https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html'],
    },
  },
  judge({ instance, vpc, dhcpOptions, image, nodeGroup, userData }) {
    if (!instance || !vpc || !dhcpOptions) return [];
    const platform = platformOf({
      imageName: valueOf(image)?.name,
      amiType: valueOf(nodeGroup)?.amiType,
      windows: instance.windows,
      userDataFlavour: valueOf(userData)?.flavour,
    });
    const usual = instance.region === 'us-east-1' ? 'ec2.internal' : `${instance.region}.compute.internal`;
    const { domainName } = dhcpOptions;
    if (['al2023', 'al2', 'bottlerocket'].includes(platform) || domainName === usual) return [];
    if (valueOf(userData)?.hostnameOverride || valueOf(userData)?.instanceIdNodeName) return [];
    return [
      {
        cause: 'dhcp-domain-name-odd',
        certainty: 'suspect',
        subject: { kind: 'dhcp-options', id: vpc.dhcpOptionsId },
        says: `${vpc.dhcpOptionsId} of ${vpc.id} names hosts in ${domainName ?? 'no domain'}, EC2 in ${usual}.`,
        facts: { domainName: domainName ?? null, usual },
        evidence: [{ source: 'ec2:DescribeDhcpOptions', says: `domain-name=${domainName ?? ''}` }],
        commands: [
          `aws ec2 associate-dhcp-options --region ${instance.region} --dhcp-options-id DHCP_OPTIONS_ID --vpc-id ${vpc.id}`,
        ],
      },
    ];
  },
});
