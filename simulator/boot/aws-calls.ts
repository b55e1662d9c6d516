/** The calls a node makes to AWS: credentials from the instance's role, a path, and permission. */
import type { RequestContext } from '../iam/conditions.ts';
import { evaluate } from '../iam/evaluate.ts';
import { globMatches, listOf } from '../iam/glob.ts';
import { trustAllows } from '../iam/trust.ts';
import type { Instance, NetworkInterface, PolicyDocument, Role, VpcEndpoint, World } from '../world/types.ts';
import { resolve, type Target } from './names.ts';
import { failure, type Outcome, success } from './outcome.ts';
import { type Arrival, connect } from './packets.ts';

/** An action of a service at its endpoint: `{ service: 'ec2', action: 'ec2:DescribeInstances' }`. */
export interface AwsCall {
  service: string;
  action: string;
  resource?: string;
}

export type CallResult = { ok: true } | { ok: false; kind: 'credentials' | 'unreachable' | 'denied'; reason: string };

/** Makes one call as the instance's role. */
export function callAws(world: World, instance: Instance, call: AwsCall): CallResult {
  const role = roleOf(world, instance);
  if (!role.ok) return { ok: false, kind: 'credentials', reason: role.reason };
  const arrival = open(world, instance, { service: call.service });
  if (!arrival.ok) return { ok: false, kind: 'unreachable', reason: arrival.reason };
  if (
    evaluate(world, role.value.arn, call.action, call.resource, contextOf(instance, arrival.value)).decision !==
    'allowed'
  ) {
    return { ok: false, kind: 'denied', reason: `${role.value.roleName} may not ${call.action}` };
  }
  return passEndpoint(arrival.value.endpoint, call, role.value.arn);
}

/** What AWS knows of a call by the way it came (IAM user guide, "AWS global condition context keys"). */
export const contextOf = ({ vpcId }: Instance, { endpoint, source }: Arrival): RequestContext =>
  endpoint
    ? { 'aws:SourceVpc': vpcId, 'aws:SourceVpce': endpoint.vpcEndpointId, 'aws:VpcSourceIp': source }
    : { 'aws:SourceIp': source };

/** Fetches something that needs no permission of the role, such as a layer from a presigned S3 address. */
export function fetchFrom(world: World, instance: Instance, call: AwsCall): CallResult {
  const arrival = open(world, instance, { service: call.service });
  if (!arrival.ok) return { ok: false, kind: 'unreachable', reason: arrival.reason };
  return passEndpoint(arrival.value.endpoint, call, '*');
}

/** Looks a target up and connects to the first of its addresses that answers. */
export function open(world: World, instance: Instance, target: Target): Outcome<Arrival> {
  const from = primaryInterface(world, instance);
  if (!from) return failure(`${instance.instanceId} has no network interface`);
  const addresses = resolve(world, instance, target);
  if (!addresses.ok) return addresses;
  const attempts = addresses.value.map((address) => connect(world, from, address));
  return attempts.find(({ ok }) => ok) ?? attempts[0] ?? failure('the name has no addresses');
}

export const primaryInterface = (world: World, instance: Instance): NetworkInterface | undefined =>
  world.networkInterfaces.find((one) => one.networkInterfaceId === instance.networkInterfaceIds[0]);

/** The role whose credentials the metadata service hands out, or why it hands out none. */
export function roleOf(world: World, instance: Instance): Outcome<Role> {
  if (instance.metadataOptions.httpEndpoint === 'disabled') return failure('the metadata service is disabled');
  if (!instance.iamInstanceProfile) return failure(`${instance.instanceId} has no instance profile`);
  const { arn } = instance.iamInstanceProfile;
  const profile = world.instanceProfiles.find((one) => one.arn === arn);
  if (!profile) return failure(`the instance profile ${arn} does not exist`);
  const role = world.roles.find((one) => one.roleName === profile.roles[0]);
  if (!role) return failure(`the instance profile ${arn} holds no role`);
  const { partition, region } = world.account;
  const source = {
    'aws:SourceAccount': instance.ownerId,
    'aws:SourceArn': `arn:${partition}:ec2:${region}:${instance.ownerId}:instance/${instance.instanceId}`,
  };
  const trusted = ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'].some((service) =>
    trustAllows(role.assumeRolePolicyDocument, { service }, 'sts:AssumeRole', source),
  );
  return trusted ? success(role) : failure(`${role.roleName} does not trust EC2`);
}

function passEndpoint(
  endpoint: VpcEndpoint | undefined,
  { action, resource = '*' }: AwsCall,
  principal: string,
): CallResult {
  if (!endpoint || endpointAllows(endpoint, action, resource, principal)) return { ok: true };
  return { ok: false, kind: 'denied', reason: `the policy of ${endpoint.vpcEndpointId} does not allow ${action}` };
}

function endpointAllows({ policyDocument }: VpcEndpoint, action: string, resource: string, principal: string): boolean {
  const document: Pick<PolicyDocument, 'Statement'> = JSON.parse(policyDocument);
  const matching = document.Statement.filter(
    (statement) =>
      listOf(statement.Action).some((pattern) => globMatches(pattern, action, { ignoreCase: true })) &&
      listOf(statement.Resource).some((pattern) => resource === '*' || globMatches(pattern, resource)) &&
      names(statement.Principal, principal),
  );
  const effects = new Set(matching.map(({ Effect }) => Effect));
  return effects.has('Allow') && !effects.has('Deny');
}

function names(principal: PolicyDocument['Statement'][number]['Principal'], arn: string): boolean {
  if (principal === undefined || principal === '*') return true;
  return listOf(principal['AWS']).some((one) => one === '*' || one === arn);
}
