import { defineCheck } from '../../core/check.ts';
import { accusationsOf, internetLoss, outOfReach } from '../../network/internet-loss.ts';
import { otherTopics, surroundings } from '../../network/surroundings.ts';

const needs = ['instance', 'cluster', 'vpc', 'routeTables', 'natGateways'] as const;
const docs = ['https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html'];

/** VPC user guide, NAT gateways: available, public, and in a subnet that an internet gateway serves. */
export default defineCheck({
  id: 'nat-gateway-works',
  title: 'The NAT gateway of the node subnet reaches the internet',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'nat-unavailable': {
      why: 'The NAT gateway that the node leaves through does not work, so nothing outside the VPC answers.',
      heals: 'running',
      atMost: 'certain',
      manual: 'aws ec2 create-nat-gateway --subnet-id PUBLIC_SUBNET_ID --allocation-id EIP_ALLOCATION_ID',
      docs,
    },
    'nat-in-private-subnet': {
      why: 'The NAT gateway stands in a subnet without a way to the internet, so it cannot pass anything on.',
      heals: 'running',
      atMost: 'certain',
      manual: 'aws ec2 create-nat-gateway --subnet-id PUBLIC_SUBNET_ID --allocation-id EIP_ALLOCATION_ID',
      docs,
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    const loss = here && internetLoss(here);
    if (!loss || (loss.blame !== 'nat-unavailable' && loss.blame !== 'nat-in-private-subnet')) return [];
    const { region } = here.instance;
    const nat = here.natGateways?.find(({ id }) => id === loss.egress.subject.id);
    const state =
      loss.blame === 'nat-unavailable'
        ? `is ${nat?.state}, ${nat?.connectivity}`
        : `stands in ${nat?.subnetId} without a route to an internet gateway`;
    return accusationsOf(here, loss, {
      cause: loss.blame,
      says: `The NAT gateway ${nat?.id} ${state}; out of reach: ${outOfReach(loss).join(', ')}.`,
      facts: {
        natState: nat?.state ?? null,
        natConnectivity: nat?.connectivity ?? null,
        natSubnet: nat?.subnetId ?? null,
        failureCode: nat?.failureCode ?? null,
      },
      commands: [
        `aws ec2 create-nat-gateway --region ${region} --subnet-id PUBLIC_SUBNET_ID --allocation-id EIP_ALLOCATION_ID`,
        `aws ec2 replace-route --region ${region} --route-table-id ${loss.egress.table.id} --destination-cidr-block ${loss.egress.route?.cidr ?? '0.0.0.0/0'} --nat-gateway-id NAT_GATEWAY_ID`,
      ],
    });
  },
});
