import { defineCheck } from '../../core/check.ts';
import { servicesOf } from '../../network/aws-services.ts';
import { answersNames } from '../../network/resolver.ts';
import { otherTopics, sureOfDirectPath, surroundings } from '../../network/surroundings.ts';
import { leastSure } from '../../network/verdict.ts';

const needs = ['instance', 'cluster', 'vpc', 'vpcDns'] as const;

/** EKS user guide, network-reqs: the VPC must have DNS resolution. With it off the resolver of the VPC answers nobody. */
export default defineCheck({
  id: 'vpc-dns-support-on',
  title: 'The VPC resolves names',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'vpc-dns-support-disabled': {
      why: 'The resolver of the VPC answers no query, so the node finds neither the API server nor any AWS API by name.',
      heals: 'running',
      atMost: 'certain',
      manual: 'aws ec2 modify-vpc-attribute --vpc-id VPC_ID --enable-dns-support \'{"Value":true}\'',
      remediation: 'vpc-dns',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    if (!here?.vpc || !here.vpcDns || here.vpcDns.enableDnsSupport) return [];
    const { vpc, instance, dhcpOptions } = here;
    const early = servicesOf(here).some(({ stage, need }) => stage === 'configured' && need === 'yes');
    const rungs = early ? (['configured', 'connected'] as const) : (['connected'] as const);
    return rungs.map((stage) => ({
      cause: 'vpc-dns-support-disabled',
      // Somebody else's resolver may answer in place of the VPC's.
      certainty: leastSure(answersNames(here) === 'no' ? 'certain' : 'likely', sureOfDirectPath(here)),
      stage,
      ...(stage === 'configured' ? { heals: 'after-reboot' } : {}),
      subject: { kind: 'vpc', id: vpc.id },
      says: `DNS resolution is off in ${vpc.id}, the VPC of ${instance.id}.`,
      facts: { enableDnsSupport: false, nameServers: dhcpOptions?.nameServers ?? [] },
      evidence: [
        { source: 'ec2:DescribeVpcAttribute', says: 'enableDnsSupport=false' },
        {
          source: 'ec2:DescribeDhcpOptions',
          says: `domain-name-servers=${dhcpOptions?.nameServers.join(',') ?? 'not read'}`,
        },
      ],
      commands: [
        `aws ec2 modify-vpc-attribute --region ${instance.region} --vpc-id ${vpc.id} --enable-dns-support '{"Value":true}'`,
      ],
    }));
  },
});
