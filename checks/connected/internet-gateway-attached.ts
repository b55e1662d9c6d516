import { defineCheck } from '../../core/check.ts';
import { accusationsOf, internetLoss, outOfReach } from '../../network/internet-loss.ts';
import { otherTopics, surroundings } from '../../network/surroundings.ts';

const needs = ['instance', 'cluster', 'vpc', 'routeTables', 'internetGateways'] as const;

/** VPC user guide, internet gateways: a gateway carries traffic only for the VPC that it is attached to. */
export default defineCheck({
  id: 'internet-gateway-attached',
  title: 'The internet gateway of the default route is attached to the VPC',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'igw-not-attached': {
      why: 'The way to the internet goes through a gateway that is not attached to this VPC, so packets are dropped.',
      heals: 'running',
      atMost: 'certain',
      manual: 'aws ec2 attach-internet-gateway --internet-gateway-id INTERNET_GATEWAY_ID --vpc-id VPC_ID',
      docs: ['https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    const loss = here && internetLoss(here);
    if (!here || loss?.blame !== 'igw-not-attached') return [];
    const { region, vpcId } = here.instance;
    const gateway = loss.egress.subject.id;
    return accusationsOf(here, loss, {
      cause: 'igw-not-attached',
      says: `${loss.egress.table.id} leads to ${gateway}, which is not attached to ${vpcId}; out of reach: ${outOfReach(loss).join(', ')}.`,
      commands: [
        `aws ec2 attach-internet-gateway --region ${region} --internet-gateway-id ${gateway} --vpc-id ${vpcId}`,
      ],
    });
  },
});
