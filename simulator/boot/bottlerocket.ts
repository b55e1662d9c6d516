/**
 * How a Bottlerocket node configures itself: settings from user data, then pluto for what AWS knows.
 * Source: bottlerocket-core-kit sources/api/pluto/src/{main,ec2,eks}.rs and kubelet-kubeconfig of the kubernetes packages.
 */
import { parse } from 'smol-toml';
import type { Instance, World } from '../world/types.ts';
import { callAws, primaryInterface } from './aws-calls.ts';
import { type Attempt, type FailedAttempt, hopeless, retried } from './settings.ts';
import { readUserData } from './user-data.ts';

const minutes = 60_000;

/** Reads the settings, then asks EC2 for the node's name. */
export function configureBottlerocket(world: World, instance: Instance): Attempt {
  if (instance.metadataOptions.httpEndpoint === 'disabled') {
    return hopeless('the metadata service is disabled', 'pluto: IMDS request failed: error sending request');
  }
  const driver = loadDrivers(world, instance);
  if (driver) return driver;
  const text = readUserData(instance.userData);
  const settings = readSettings(text, 'kubernetes');
  if (!settings) {
    return hopeless(
      'user data is not TOML',
      'early-boot-config: Error parsing TOML user data: Failed to parse user data',
    );
  }
  const required = ['cluster-name', 'api-server', 'cluster-certificate'];
  const missing = required.find((key) => typeof settings[key] !== 'string' || settings[key] === '');
  if (missing) return hopeless(`settings.kubernetes has no ${missing}`);
  const family = checkFamily(world, instance, settings);
  if (family) return family;
  const region = readSettings(text, 'aws')?.['region'];
  if (typeof region === 'string' && region !== world.account.region)
    return retried(`it asks ${region} for itself`, 5 * minutes, timedOut(instance));
  const name = askForName(world, instance, settings);
  if (!name.ok) return name;
  return {
    ok: true,
    settings: {
      clusterName: String(settings['cluster-name']),
      endpoint: String(settings['api-server']),
      certificateAuthority: String(settings['cluster-certificate']),
      nodeName: name.value.toLowerCase(),
      labels: stringsOf(settings['node-labels']),
      maxPods: typeof settings['max-pods'] === 'number' ? settings['max-pods'] : undefined,
    },
  };
}

type Settings = Record<string, unknown>;

function readSettings(text: string, group: 'kubernetes' | 'aws'): Settings | undefined {
  if (!text) return {};
  try {
    return record(record(parse(text)['settings'])[group]);
  } catch {
    return undefined;
  }
}

function askForName(world: World, instance: Instance, settings: Settings): { ok: true; value: string } | FailedAttempt {
  if (typeof settings['hostname-override'] === 'string') return { ok: true, value: settings['hostname-override'] };
  if (settings['hostname-override-source'] === 'instance-id') return { ok: true, value: instance.instanceId };
  const call = callAws(world, instance, { service: 'ec2', action: 'ec2:DescribeInstances' });
  if (call.ok && instance.privateDnsName) return { ok: true, value: instance.privateDnsName };
  const reason = call.ok ? 'EC2 knows no private DNS name of the instance' : call.reason;
  return retried(reason, 5 * minutes, timedOut(instance));
}

const timedOut = ({ instanceId }: Instance): string =>
  `pluto: Timed out retrieving private DNS name from EC2 for ${instanceId}`;

/** The NVIDIA variants do not boot on without a GPU; types of the families g and p have one. */
function loadDrivers(world: World, { imageId, instanceType }: Instance): FailedAttempt | undefined {
  const image = world.images.find((one) => one.imageId === imageId);
  if (!image?.name.includes('-nvidia-') || /^[gp]\d/.test(instanceType)) return undefined;
  const lines = ['kernel: NVRM: No NVIDIA GPU found.', '[FAILED] Failed to start Load kernel modules for NVIDIA.'];
  return hopeless('the NVIDIA drivers find no GPU', ...lines);
}

function checkFamily(world: World, instance: Instance, settings: Settings): FailedAttempt | undefined {
  if (!String(settings['cluster-dns-ip']).includes(':')) return undefined;
  if (primaryInterface(world, instance)?.ipv6Addresses.length) return undefined;
  const line = "pluto: IMDS request failed: No 'ipv6s associated with primary network interface' found";
  return hopeless('the node has no IPv6 address', line);
}

const record = (value: unknown): Settings => (typeof value === 'object' && value !== null ? { ...value } : {});

const stringsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(record(value)).map(([key, one]) => [key, String(one)]));
