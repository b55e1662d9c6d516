/** Moves one instance along its boot, from the time last looked at to now, in a world that stood still meanwhile. */
import type { ImageSoftware, Instance, World } from '../world/types.ts';
import { agentReports, markOnline } from './agent.ts';
import { configureAl2 } from './al2.ts';
import { configureAl2023 } from './al2023.ts';
import { configureBottlerocket } from './bottlerocket.ts';
import { tryRegistration } from './kubelet.ts';
import { finishNode, registerNode } from './node-object.ts';
import { type Attempt, hopeless } from './settings.ts';
import { timing } from './timing.ts';
import { configureWindows } from './windows.ts';

const agents: Record<ImageSoftware['family'], (world: World, instance: Instance) => Attempt> = {
  al2023: configureAl2023,
  al2: configureAl2,
  bottlerocket: configureBottlerocket,
  ubuntu: configureAl2,
  windows: configureWindows,
  other: () => hopeless('the image holds no software of an EKS node'),
};

/** One go at configuring the node, by the software of its image. */
export function configure(world: World, instance: Instance): Attempt {
  const image = world.images.find(({ imageId }) => imageId === instance.imageId);
  if (!image) return hopeless(`the image ${instance.imageId} is gone`);
  const { family, ownUserData } = image.software;
  return agents[family](world, ownUserData ? { ...instance, userData: ownUserData } : instance);
}

/** When the software that configures the node starts. */
function agentStart(world: World, { imageId, bootedAt }: Instance): number {
  const family = world.images.find((one) => one.imageId === imageId)?.software.family;
  return bootedAt + (family === 'windows' ? timing.windowsStartMs : timing.agentStartMs);
}

/**
 * Whether the instance waits in a warm pool: Bottlerocket then holds kubelet back until the instance goes into service
 * (EKS user guide, warm-pools-managed-node-groups).
 */
function isHeldBack(world: World, { instanceId, imageId }: Instance): boolean {
  const family = world.images.find((one) => one.imageId === imageId)?.software.family;
  const member = world.autoScalingGroups
    .flatMap(({ instances }) => instances)
    .find((one) => one.instanceId === instanceId);
  return family === 'bottlerocket' && (member?.lifecycleState.startsWith('Warmed:') ?? false);
}

/** On a machine whose host or system is broken nothing goes on. */
export const isImpaired = ({ status }: Instance): boolean =>
  status.system === 'impaired' || status.instance === 'impaired';

/** Takes every stage that is due by now. */
export function advanceBoot(world: World, instance: Instance, now: number): void {
  if (!isImpaired(instance)) {
    configureNode(world, instance, now);
    joinCluster(world, instance, now);
    bringUpNode(world, instance, now);
    startSsmAgent(world, instance, now);
  }
  instance.boot.settledAt = now;
}

function configureNode(world: World, instance: Instance, now: number): void {
  const { boot } = instance;
  const start = agentStart(world, instance);
  if (boot.configuredAt !== undefined || boot.failedAt !== undefined || now < start) return;
  if (isHeldBack(world, instance)) return;
  const attempt = configure(world, instance);
  if (attempt.ok) {
    const done = nextTry(instance, start, timing.configureRetryMs);
    if (done <= now) Object.assign(boot, { configuredAt: done + timing.kubeletStartMs, settings: attempt.settings });
    return;
  }
  const givesUp = Math.max(start + attempt.givesUpAfterMs, boot.settledAt ?? 0);
  if (givesUp > now) return;
  Object.assign(boot, { failedAt: givesUp, failure: attempt.reason, lastWords: attempt.lastWords });
}

function joinCluster(world: World, instance: Instance, now: number): void {
  const { configuredAt, settings, registeredAt } = instance.boot;
  if (configuredAt === undefined || settings === undefined || registeredAt !== undefined) return;
  const at = nextTry(instance, configuredAt + timing.firstRegistrationMs, timing.registrationRetryMs);
  if (at > now) return;
  const result = tryRegistration(world, instance, settings);
  if (result.ok) registerNode(world, instance, result.cluster, settings, at);
}

function bringUpNode(world: World, instance: Instance, now: number): void {
  const { boot } = instance;
  const cluster = world.clusters.find(({ name }) => name === boot.cluster);
  if (boot.registeredAt === undefined || boot.readyAt !== undefined || !cluster) return;
  const at = nextTry(instance, boot.registeredAt + timing.firstReadyMs, timing.readyRetryMs);
  if (at <= now) finishNode(world, instance, cluster, at);
}

function startSsmAgent(world: World, instance: Instance, now: number): void {
  if (instance.boot.agentOnlineAt !== undefined) return;
  const at = nextTry(instance, instance.bootedAt + timing.ssmAgentMs, timing.ssmRetryMs);
  if (at <= now && agentReports(world, instance)) markOnline(world, instance, at);
}

/** The first try that has not been looked at yet: tries are made at `first` and then at every interval. */
function nextTry({ boot }: Instance, first: number, interval: number): number {
  const seen = boot.settledAt ?? Number.NEGATIVE_INFINITY;
  return seen < first ? first : first + (Math.floor((seen - first) / interval) + 1) * interval;
}
