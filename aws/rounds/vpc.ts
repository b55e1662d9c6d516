import type { EC2Client } from '@aws-sdk/client-ec2';
import { askedBy, notCollected } from '../../core/asked-by.ts';
import type { Topics } from '../../core/evidence.ts';
import type { Observed } from '../../core/observed.ts';
import { readNetworkAcls, readSecurityGroups } from '../readers/firewalls.ts';
import { readInternetGateways, readNatGateways } from '../readers/gateways.ts';
import { readVpcEndpoints } from '../readers/interfaces.ts';
import { readRouteTables } from '../readers/route-tables.ts';
import { readSubnets, readVpc, readVpcDns } from '../readers/vpc.ts';
import type { Ask, Round } from './ask.ts';

/** What lies in one VPC. */
export type VpcRound = Round<
  | 'vpc'
  | 'vpcDns'
  | 'subnets'
  | 'routeTables'
  | 'networkAcls'
  | 'securityGroups'
  | 'vpcEndpoints'
  | 'natGateways'
  | 'internetGateways'
>;

/** The part of round two that a VPC id asks for: each list filtered by it, all at once. */
export const vpcRound = async ({ clients, observe }: Ask, vpcId: string): Promise<VpcRound> => {
  const ask = <T extends keyof VpcRound>(
    topic: T,
    read: (ec2: EC2Client, vpcId: string, signal: AbortSignal) => Promise<Topics[T] | undefined>,
  ): Promise<Observed<Topics[T]>> =>
    observe(askedBy[topic], async (signal) => read(await clients.ec2(), vpcId, signal));
  const vpc = ask('vpc', readVpc);
  const vpcDns = ask('vpcDns', readVpcDns);
  const subnets = ask('subnets', readSubnets);
  const routeTables = ask('routeTables', readRouteTables);
  const networkAcls = ask('networkAcls', readNetworkAcls);
  const securityGroups = ask('securityGroups', readSecurityGroups);
  const vpcEndpoints = ask('vpcEndpoints', readVpcEndpoints);
  const natGateways = ask('natGateways', readNatGateways);
  const internetGateways = ask('internetGateways', readInternetGateways);
  return {
    vpc: await vpc,
    vpcDns: await vpcDns,
    subnets: await subnets,
    routeTables: await routeTables,
    networkAcls: await networkAcls,
    securityGroups: await securityGroups,
    vpcEndpoints: await vpcEndpoints,
    natGateways: await natGateways,
    internetGateways: await internetGateways,
  };
};

/** The same when no VPC is known. */
export const noVpc = (why: string): VpcRound => ({
  vpc: notCollected('vpc', why),
  vpcDns: notCollected('vpcDns', why),
  subnets: notCollected('subnets', why),
  routeTables: notCollected('routeTables', why),
  networkAcls: notCollected('networkAcls', why),
  securityGroups: notCollected('securityGroups', why),
  vpcEndpoints: notCollected('vpcEndpoints', why),
  natGateways: notCollected('natGateways', why),
  internetGateways: notCollected('internetGateways', why),
});
