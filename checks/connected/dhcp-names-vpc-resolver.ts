import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { resolverOf } from '../../network/resolver.ts';

/**
 * VPC user guide, DHCP option sets: `domain-name-servers` decides whom instances ask. Another server may forward to the
 * VPC's own, so nothing is proven without the node's own words.
 */
export default defineCheck({
  id: 'dhcp-names-vpc-resolver',
  title: 'Instances ask the resolver of the VPC for names',
  stage: 'connected',
  needs: ['instance', 'vpc', 'dhcpOptions'],
  uses: ['console'],
  causes: {
    'dhcp-dns-cannot-resolve': {
      why: 'The node asks a name server of its own choice, which may not find the API server.',
      heals: 'after-reboot',
      atMost: 'likely',
      manual: 'aws ec2 associate-dhcp-options --dhcp-options-id DHCP_OPTIONS_ID --vpc-id VPC_ID',
      docs: ['https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html'],
    },
  },
  judge({ instance, vpc, dhcpOptions, console }) {
    if (!instance || !vpc) return [];
    const resolver = resolverOf(dhcpOptions, vpc);
    if (resolver === 'vpc' || resolver === 'both') return [];
    const servers = dhcpOptions?.nameServers ?? [];
    const failed = valueOf(console)?.signs.find(({ causes }) => causes.includes('dhcp-dns-cannot-resolve'));
    return [
      {
        cause: 'dhcp-dns-cannot-resolve',
        certainty: failed ? 'likely' : 'suspect',
        ...(failed?.stuckAt ? { stage: failed.stuckAt } : {}),
        subject: { kind: 'dhcp-options', id: vpc.dhcpOptionsId },
        says: `${vpc.dhcpOptionsId} of ${vpc.id} sends ${instance.id} to ${servers.join(', ') || 'no name server'} instead of the resolver of the VPC.`,
        facts: { nameServers: servers },
        evidence: [
          { source: 'ec2:DescribeDhcpOptions', says: `domain-name-servers=${servers.join(',')}` },
          ...(failed ? [{ source: 'ec2:GetConsoleOutput', says: failed.line }] : []),
        ],
        commands: [
          `aws ec2 associate-dhcp-options --region ${instance.region} --dhcp-options-id DHCP_OPTIONS_ID --vpc-id ${vpc.id}`,
        ],
      },
    ];
  },
});
