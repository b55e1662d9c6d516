/**
 * The boot model: from the state of the world to nodes that have joined, or have not.
 * A node joins if, and only if, nothing in the world prevents it. It is an oracle of its own and shares no code with Rollcall.
 */
import { kubernetesOf, kubernetesTime } from '../world/kubernetes.ts';
import type { Instance, World } from '../world/types.ts';
import { consoleText } from './console.ts';
import { tryRegistration } from './kubelet.ts';
import { becomeReady } from './readiness.ts';
import { advanceBoot, configure, isImpaired } from './stages.ts';
import { timing } from './timing.ts';

type BootStage = 'launched' | 'booted' | 'configured' | 'connected' | 'authenticated' | 'registered' | 'ready';

/** How far an instance has come; `stuck` is the one plain reason that keeps it from the next stage. */
export interface BootStory {
  stage: BootStage;
  stuck?: string;
}

/**
 * Brings every running instance to where it is at `nowMs`. Call it after each move of the clock;
 * what is written to the world between two calls counts from the earlier one on.
 */
export function settle(world: World, nowMs: number): void {
  for (const instance of world.instances) {
    if (instance.state !== 'running' || instance.launchTime > nowMs) continue;
    advanceBoot(world, instance, nowMs);
    const checked = nowMs >= instance.bootedAt + timing.statusChecksMs ? 'ok' : 'initializing';
    for (const check of ['system', 'instance', 'attachedEbs'] as const) {
      if (instance.status[check] === 'initializing') instance.status[check] = checked;
    }
    const text = consoleText(world, instance, nowMs);
    if (text !== instance.console.text) instance.console = { text, at: nowMs };
  }
}

/**
 * Tells where an instance stands and why it goes no further. Changes nothing.
 * @throws Error if the world has no such instance
 */
export function explainBoot(world: World, instanceId: string, nowMs: number): BootStory {
  const instance = find(world, instanceId);
  const { boot, bootedAt, state } = instance;
  if (state !== 'running') return { stage: 'launched', stuck: `the instance is ${state}` };
  if (isImpaired(instance)) return { stage: 'launched', stuck: 'the machine does not pass the checks of EC2' };
  if (boot.readyAt !== undefined) return { stage: 'ready' };
  if (boot.failedAt !== undefined) return { stage: 'booted', stuck: boot.failure };
  if (boot.configuredAt === undefined || boot.settings === undefined) {
    const attempt = configure(world, instance);
    const stage = nowMs < bootedAt + timing.agentStartMs ? 'launched' : 'booted';
    return { stage, stuck: attempt.ok ? undefined : attempt.reason };
  }
  if (nowMs < boot.configuredAt) return { stage: 'booted' };
  if (boot.registeredAt === undefined) {
    const result = tryRegistration(world, instance, boot.settings);
    return result.ok ? { stage: 'configured' } : { stage: result.stage, stuck: result.reason };
  }
  const cluster = world.clusters.find(({ name }) => name === boot.cluster);
  const readiness = cluster && becomeReady(world, instance, cluster, nowMs);
  return { stage: 'registered', stuck: readiness?.ok === false ? readiness.reason : undefined };
}

/**
 * Starts an instance again. AL2023 and Bottlerocket configure themselves anew; on Amazon Linux 2, Ubuntu and Windows the
 * user's script has run and does not run a second time (cloud-init, "scripts_user"; EC2Launch: once per instance).
 * @throws Error if the world has no such instance
 */
export function rebootInstance(world: World, instanceId: string, nowMs: number): void {
  const instance = find(world, instanceId);
  const image = world.images.find(({ imageId }) => imageId === instance.imageId);
  const { failedAt, failure, configuredAt, settings, cluster, nodeName } = instance.boot;
  markUnknown(instance, world, nowMs);
  instance.bootedAt = nowMs;
  instance.status = { system: 'initializing', instance: 'initializing', attachedEbs: 'initializing' };
  instance.boot = { settledAt: nowMs, cluster, nodeName };
  if (!image || ['al2023', 'bottlerocket'].includes(image.software.family)) return;
  if (failedAt !== undefined) Object.assign(instance.boot, { failedAt: nowMs, failure, lastWords: [] });
  else if (configuredAt !== undefined)
    Object.assign(instance.boot, { configuredAt: nowMs + timing.agentStartMs, settings });
}

/** While a node is down its conditions are unknown (Kubernetes, "Node status"). */
function markUnknown({ boot }: Instance, world: World, nowMs: number): void {
  if (!boot.cluster) return;
  const node = kubernetesOf(world, boot.cluster).nodes.find(({ metadata }) => metadata.name === boot.nodeName);
  const ready = node?.status.conditions.find(({ type }) => type === 'Ready');
  if (!ready) return;
  const unknown = { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
  Object.assign(ready, { status: 'Unknown', ...unknown, lastTransitionTime: kubernetesTime(nowMs) });
}

function find(world: World, instanceId: string): Instance {
  const instance = world.instances.find((one) => one.instanceId === instanceId);
  if (!instance) throw new Error(`no instance ${instanceId} in this world`);
  return instance;
}
