import {
  type EC2Client,
  type InternetGateway as Ec2InternetGateway,
  type NatGateway as Ec2NatGateway,
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
} from '@aws-sdk/client-ec2';
import type { InternetGateway, NatGateway } from '../../core/evidence.ts';
import { allPages, present } from './tags.ts';
import { inVpc } from './vpc.ts';

/** `ec2:DescribeInternetGateways` attached to a VPC. */
export const readInternetGateways = async (
  ec2: EC2Client,
  vpcId: string,
  abortSignal: AbortSignal,
): Promise<InternetGateway[]> => {
  const pages = paginateDescribeInternetGateways(
    { client: ec2, pageSize: 1000 },
    { Filters: [{ Name: 'attachment.vpc-id', Values: [vpcId] }] },
    { abortSignal },
  );
  return (await allPages(pages, (page) => page.InternetGateways)).map(toInternetGateway);
};

const toInternetGateway = (seen: Ec2InternetGateway): InternetGateway => ({
  id: seen.InternetGatewayId ?? '',
  attachments: (seen.Attachments ?? []).map(({ VpcId, State }) => ({ vpcId: VpcId ?? '', state: State ?? '' })),
});

/** `ec2:DescribeNatGateways` of a VPC. */
export const readNatGateways = async (
  ec2: EC2Client,
  vpcId: string,
  abortSignal: AbortSignal,
): Promise<NatGateway[]> => {
  const pages = paginateDescribeNatGateways({ client: ec2, pageSize: 1000 }, { Filter: inVpc(vpcId) }, { abortSignal });
  return (await allPages(pages, (page) => page.NatGateways)).map(toNatGateway);
};

const toNatGateway = (seen: Ec2NatGateway): NatGateway => ({
  id: seen.NatGatewayId ?? '',
  vpcId: seen.VpcId ?? '',
  subnetId: seen.SubnetId,
  state: seen.State ?? 'pending',
  connectivity: seen.ConnectivityType ?? 'public',
  publicIps: present(seen.NatGatewayAddresses?.map(({ PublicIp }) => PublicIp)),
  failureCode: seen.FailureCode,
});
