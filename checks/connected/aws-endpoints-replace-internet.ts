import { defineCheck } from '../../core/check.ts';
import { accusationsOf, internetLoss } from '../../network/internet-loss.ts';
import { otherTopics, surroundings } from '../../network/surroundings.ts';

const needs = ['instance', 'cluster', 'vpc', 'routeTables', 'vpcEndpoints'] as const;

/** EKS user guide, private-clusters: a subnet without internet needs endpoints for what its nodes call. */
export default defineCheck({
  id: 'aws-endpoints-replace-internet',
  title: 'A subnet without internet has endpoints for the AWS APIs that a node calls',
  stage: 'connected',
  needs,
  uses: otherTopics(needs),
  causes: {
    'vpce-missing': {
      why: 'The node has no way to the internet, and the VPC has no endpoint for an AWS API that the node must call.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'aws ec2 create-vpc-endpoint --vpc-id VPC_ID --vpc-endpoint-type Interface --service-name SERVICE_NAME --subnet-ids SUBNET_ID --security-group-ids GROUP_ID --private-dns-enabled',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html'],
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    const loss = here && internetLoss(here);
    if (!here || loss?.blame !== 'vpce-missing') return [];
    const { region, vpcId } = here.instance;
    const { subnetId, groups } = here.interfaces[0];
    // Service names of the China partition are spelled differently; there a person picks the name from the list.
    const isChina = here.cluster.arn.startsWith('arn:aws-cn:');
    return accusationsOf(here, loss, {
      cause: 'vpce-missing',
      subject: { kind: 'vpc', id: vpcId },
      says: `${subnetId} has no way to the internet and ${vpcId} has no endpoint for ${loss.services.join(', ')}.`,
      commands: isChina
        ? [`aws ec2 describe-vpc-endpoint-services --region ${region}`]
        : loss.services.map((service) =>
            service === 's3'
              ? `aws ec2 create-vpc-endpoint --region ${region} --vpc-id ${vpcId} --vpc-endpoint-type Gateway --service-name com.amazonaws.${region}.s3 --route-table-ids ${loss.egress.table.id}`
              : `aws ec2 create-vpc-endpoint --region ${region} --vpc-id ${vpcId} --vpc-endpoint-type Interface --service-name com.amazonaws.${region}.${service} --subnet-ids ${subnetId} --security-group-ids ${groups.join(' ')} --private-dns-enabled`,
          ),
    });
  },
});
