import { defineCheck } from '../../core/check.ts';
import { accusationsOf, internetLoss, outOfReach } from '../../network/internet-loss.ts';
import { otherTopics, surroundings } from '../../network/surroundings.ts';

const needs = ['instance', 'cluster', 'vpc', 'routeTables', 'internetGateways'] as const;

/** EKS user guide, troubleshooting ("Instances failed to join"): an internet gateway serves public addresses only. */
export default defineCheck({
  id: 'public-subnet-gives-public-ip',
  title: 'A node in a public subnet has a public address',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'public-subnet-no-public-ip': {
      why: 'The subnet leads straight to an internet gateway, which drops the packets of an instance without a public address.',
      heals: 'new-node',
      atMost: 'certain',
      manual: 'aws ec2 modify-subnet-attribute --subnet-id SUBNET_ID --map-public-ip-on-launch',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    const loss = here && internetLoss(here);
    if (!here || loss?.blame !== 'public-subnet-no-public-ip') return [];
    const { id, region } = here.instance;
    const subnetId = loss.egress.subject.id;
    const subnet = here.subnets?.find((one) => one.id === subnetId);
    return accusationsOf(here, loss, {
      cause: 'public-subnet-no-public-ip',
      heals: 'new-node',
      says: `${id} has no public address in the public subnet ${subnetId}; out of reach: ${outOfReach(loss).join(', ')}.`,
      facts: { mapPublicIpOnLaunch: subnet?.mapPublicIpOnLaunch ?? null },
      commands: [
        `aws ec2 modify-subnet-attribute --region ${region} --subnet-id ${subnetId} --map-public-ip-on-launch`,
        `aws ec2 allocate-address --region ${region} --domain vpc`,
        `aws ec2 associate-address --region ${region} --allocation-id EIP_ALLOCATION_ID --network-interface-id ${here.interfaces[0].id}`,
      ],
    });
  },
});
