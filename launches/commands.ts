import type { Cluster, LaunchTemplate, NodeGroup } from '../core/evidence.ts';
import type { LaunchCause } from './causes.ts';

/** Whose ids a person's commands need; what is missing was not read, or there is none. */
export interface LaunchPlace {
  readonly group: string;
  readonly region?: string;
  readonly cluster?: Cluster;
  readonly nodeGroup?: NodeGroup;
  readonly template?: LaunchTemplate;
}

const AUTO_SCALING = 'role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling';
const KEY_OPERATIONS =
  'Encrypt Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext DescribeKey CreateGrant';

/** What a person runs about a cause of a failed launch, where the ids that it takes are known. */
export const launchCommands = (cause: LaunchCause, place: LaunchPlace): string[] => {
  const region = place.region ? ` --region ${place.region}` : '';
  return [commandFor(cause, place, region)].filter((line) => line !== undefined);
};

const commandFor = (
  cause: LaunchCause,
  { group, cluster, nodeGroup, template }: LaunchPlace,
  region: string,
): string | undefined => {
  if (cause === 'asg-launch-unsuccessful') {
    return `aws autoscaling describe-scaling-activities${region} --auto-scaling-group-name '${group}' --max-items 5`;
  }
  const [key] = template?.kmsKeys ?? [];
  if (cause === 'ami-unavailable' && nodeGroup && cluster) {
    return `aws eks update-nodegroup-version${region} --cluster-name ${cluster.name} --nodegroup-name ${nodeGroup.name}`;
  }
  if (cause === 'kms-ebs-key-denied' && key && cluster) {
    const launcher = `arn:${cluster.arn.split(':')[1]}:iam::${cluster.account}:${AUTO_SCALING}`;
    return `aws kms create-grant${region} --key-id ${key} --grantee-principal ${launcher} --operations ${KEY_OPERATIONS}`;
  }
  if (cause === 'instance-type-unsupported' && template?.instanceType) {
    return `aws ec2 describe-instance-type-offerings${region} --location-type availability-zone --filters Name=instance-type,Values=${template.instanceType}`;
  }
  return undefined;
};
