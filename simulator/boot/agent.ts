/** The Systems Manager agent of a node: online when it has credentials, permission and a path (Systems Manager user guide, "ssm-agent"). */
import type { ImageSoftware, Instance, World } from '../world/types.ts';
import { callAws } from './aws-calls.ts';

/** Whether the agent can report in. */
export function agentReports(world: World, instance: Instance): boolean {
  const calls = [
    { service: 'ssm', action: 'ssm:UpdateInstanceInformation' },
    { service: 'ssmmessages', action: 'ssmmessages:CreateControlChannel' },
  ];
  return calls.every((call) => callAws(world, instance, call).ok);
}

const systems: Record<ImageSoftware['family'], [name: string, version: string]> = {
  al2023: ['Amazon Linux', '2023'],
  al2: ['Amazon Linux', '2'],
  bottlerocket: ['Bottlerocket', '1.52.0'],
  ubuntu: ['Ubuntu', '24.04'],
  windows: ['Microsoft Windows Server 2022 Datacenter', '10.0.20348'],
  other: ['Amazon Linux', '2023'],
};

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
  const [platformName, platformVersion] = systems[family ?? 'other'];
  world.managedInstances.push({
    instanceId: instance.instanceId,
    pingStatus: 'Online',
    lastPingDateTime: at,
    agentVersion: '3.3.3050.0',
    platformType: family === 'windows' ? 'Windows' : 'Linux',
    platformName,
    platformVersion,
    ipAddress: instance.privateIpAddress,
    computerName: instance.privateDnsName,
  });
}
