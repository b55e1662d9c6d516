/** What differs between the partitions (AWS General Reference, "Amazon Resource Names"). */
import type { Partition, World } from './types.ts';

const facts: Record<Partition, { region: string; dnsSuffix: string }> = {
  aws: { region: 'eu-central-1', dnsSuffix: 'amazonaws.com' },
  'aws-cn': { region: 'cn-north-1', dnsSuffix: 'amazonaws.com.cn' },
  'aws-us-gov': { region: 'us-gov-west-1', dnsSuffix: 'amazonaws.com' },
};

/** The region a world of this partition is built in unless told otherwise. */
export const usualRegion = (partition: Partition): string => facts[partition].region;

/** `amazonaws.com`, in China `amazonaws.com.cn`. */
export const dnsSuffix = (world: World): string => facts[world.account.partition].dnsSuffix;

/** An ARN in this account and region: `arnOf(world, 'eks', 'cluster/prod-eu')`. */
export function arnOf(world: World, service: string, resource: string): string {
  const { partition, region, id } = world.account;
  return `arn:${partition}:${service}:${region}:${id}:${resource}`;
}

/** An IAM ARN in this account: `iamArn(world, 'role/NAME')`. */
export const iamArn = (world: World, resource: string): string =>
  `arn:${world.account.partition}:iam::${world.account.id}:${resource}`;

/** The ARN of a policy that AWS manages. */
export const awsPolicyArn = (world: World, name: string): string =>
  `arn:${world.account.partition}:iam::aws:policy/${name}`;

/** The private DNS name EC2 gives an address: `ec2.internal` in us-east-1, `REGION.compute.internal` elsewhere. */
export function privateDnsName(region: string, address: string): string {
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
  return `ip-${address.replaceAll('.', '-')}.${domain}`;
}
