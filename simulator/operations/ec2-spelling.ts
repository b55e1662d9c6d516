/**
 * EC2 sends some values in another spelling than the SDK's enumerations have, or that they lack. An answer has to be
 * true to the wire, so these are sent as EC2 sends them.
 */
import { SimulatorError } from '../wire/errors.ts';

const sent = {
  /** EC2 API reference, InternetGatewayAttachment: `available` when attached. */
  gatewayAttachment: ['available', 'attaching', 'detaching'],
  /** EC2 API reference, VpcEndpoint: the enumeration has capitals, answers do not. */
  vpcEndpointState: ['pendingAcceptance', 'pending', 'available', 'deleting', 'deleted', 'rejected', 'failed'],
  /** EC2 API reference, NetworkInterface: the enumeration says `natGateway`, answers `nat_gateway`. */
  interfaceType: ['interface', 'vpc_endpoint', 'nat_gateway', 'trunk', 'branch'],
  /** EC2 API reference, Image and Instance: "the value is `windows`"; the enumeration says `Windows`. */
  platform: ['windows'],
};

/**
 * A value as EC2 sends it, under the type the SDK gives its member.
 * @param enumeration the SDK's, for its type
 * @throws SimulatorError if EC2 sends no such value
 */
export function asSent<Known extends string>(
  enumeration: Record<string, Known>,
  member: keyof typeof sent,
  value: string,
): Known {
  if (isSent(enumeration, member, value)) return value;
  throw new SimulatorError(`EC2 sends no ${value} as ${member}`);
}

function isSent<Known extends string>(
  _enumeration: Record<string, Known>,
  member: keyof typeof sent,
  value: string,
): value is Known {
  return sent[member].includes(value);
}
