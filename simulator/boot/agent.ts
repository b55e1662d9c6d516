/** The Systems Manager agent of a node: online when it has credentials, permission and a path (Systems Manager user guide, "ssm-agent"). */
import type { Instance, World } from '../world/types.ts';
import { callAws } from './aws-calls.ts';

/** Whether the agent can report in. */
export function agentReports(world: World, instance: Instance): boolean {
  const calls = [
    { service: 'ssm', action: 'ssm:UpdateInstanceInformation' },
    { service: 'ssmmessages', action: 'ssmmessages:CreateControlChannel' },
  ];
  return calls.every((call) => callAws(world, instance, call).ok);
}

/** Puts the instance among the managed instances. */
export function markOnline(world: World, instance: Instance, at: number): void {
  instance.boot.agentOnlineAt = at;
  const known = world.managedInstances.find(({ instanceId }) => instanceId === instance.instanceId);
  if (known) {
    known.pingStatus = 'Online';
    known.lastPingDateTime = at;
    return;
  }
  const family = world.images.find(({ imageId }) => imageId === instance.imageId)?.software.family;
  const bottlerocket = family === 'bottlerocket';
  world.managedInstances.push({
    instanceId: instance.instanceId,
    pingStatus: 'Online',
    lastPingDateTime: at,
    agentVersion: '3.3.3050.0',
    platformType: 'Linux',
    platformName: bottlerocket ? 'Bottlerocket' : 'Amazon Linux',
    platformVersion: bottlerocket ? '1.52.0' : family === 'al2' ? '2' : '2023',
    ipAddress: instance.privateIpAddress,
    computerName: instance.privateDnsName,
  });
}
