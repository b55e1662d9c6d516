import { defineCheck } from '../../core/check.ts';
import { endpointsFor, servicesOf } from '../../network/aws-services.ts';
import { internetEgress } from '../../network/internet.ts';
import { publicAccess } from '../../network/public-access.ts';
import { resolverOf } from '../../network/resolver.ts';
import { otherTopics, type Surroundings, sureOfDirectPath, surroundings } from '../../network/surroundings.ts';
import { leastSure } from '../../network/verdict.ts';

const needs = ['instance', 'cluster', 'vpc', 'vpcDns'] as const;

/**
 * EKS user guide, cluster-endpoint: the private zone of the endpoint needs DNS hostnames. Without them names resolve to
 * what the public zone says, which is often good enough: the attribute alone proves nothing.
 */
export default defineCheck({
  id: 'vpc-dns-hostnames-on',
  title: 'Private zones answer in the VPC',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'vpc-dns-hostnames-disabled': {
      why: 'Private zones do not answer in the VPC, so names of private endpoints lead to public addresses.',
      heals: 'running',
      atMost: 'certain',
      manual: 'aws ec2 modify-vpc-attribute --vpc-id VPC_ID --enable-dns-hostnames \'{"Value":true}\'',
      remediation: 'vpc-dns',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    if (!here?.vpc || !here.vpcDns || here.vpcDns.enableDnsHostnames) return [];
    const { vpc, instance, cluster } = here;
    const proof = proofOfHarm(here);
    // A private endpoint resolves to its private addresses from public DNS as well.
    const guess = !cluster.endpointPublicAccess && internetEgress(here).verdict === 'no' ? 'likely' : 'suspect';
    return [
      {
        cause: 'vpc-dns-hostnames-disabled',
        certainty: proof ? leastSure('certain', sureOfDirectPath(here)) : guess,
        ...(proof === 'configured' ? { stage: proof, heals: 'after-reboot' as const } : {}),
        subject: { kind: 'vpc', id: vpc.id },
        says: `DNS hostnames are off in ${vpc.id}, so its private zones do not answer ${instance.id}.`,
        facts: {
          enableDnsHostnames: false,
          endpointPrivateAccess: cluster.endpointPrivateAccess,
          endpointPublicAccess: cluster.endpointPublicAccess,
        },
        evidence: [{ source: 'ec2:DescribeVpcAttribute', says: 'enableDnsHostnames=false' }],
        commands: [
          `aws ec2 modify-vpc-attribute --region ${instance.region} --vpc-id ${vpc.id} --enable-dns-hostnames '{"Value":true}'`,
        ],
      },
    ];
  },
});

/** The rung that the public addresses provably keep out of reach, where a private zone would have helped. */
const proofOfHarm = (here: Surroundings): 'configured' | 'connected' | undefined => {
  const { cluster, vpcDns, dhcpOptions, vpc } = here;
  if (!vpcDns?.enableDnsSupport || resolverOf(dhcpOptions, vpc) !== 'vpc') return undefined;
  const egress = internetEgress(here);
  const closed = egress.verdict === 'no' && egress.obstacle === 'route-none';
  const inert = servicesOf(here).some(
    ({ service, stage, need }) =>
      stage === 'configured' &&
      need === 'yes' &&
      (endpointsFor(here, service) ?? []).some(
        ({ type, privateDnsEnabled }) => type === 'Interface' && privateDnsEnabled,
      ),
  );
  if (closed && inert) return 'configured';
  const { endpointPrivateAccess, endpointPublicAccess } = cluster;
  return endpointPrivateAccess && endpointPublicAccess && (closed || publicAccess(here).verdict === 'no')
    ? 'connected'
    : undefined;
};
