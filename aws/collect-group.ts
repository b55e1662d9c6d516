import { askedBy, NO_INSTANCE, notCollected } from '../core/asked-by.ts';
import type { Collected } from '../core/diagnosis.ts';
import type { Cluster, Evidence, Instance } from '../core/evidence.ts';
import { known, type Observed, valueOf } from '../core/observed.ts';
import { isUsable } from '../core/startup-taints.ts';
import { nodeGroupOf, platformOf, resolveTie, type Target, type Tie } from '../core/target.ts';
import { failureThatCounts } from '../launches/last-failure.ts';
import { collectEvidence } from './collect.ts';
import { type MeterOptions, startMeter } from './meter.ts';
import type { GroupName, ScalingGroup } from './readers/scaling-group.ts';
import type { Ask } from './rounds/ask.ts';
import type { GroupSeen } from './rounds/group.ts';

/** A managed node group of a cluster, or an Auto Scaling group that may tell its cluster by its tags. */
export type GroupTarget =
  | { readonly nodeGroup: string; readonly cluster: string }
  | { readonly scalingGroup: string; readonly cluster?: string };

/** What collecting evidence of a group needs. */
export interface CollectGroupOptions extends MeterOptions {
  readonly group: GroupTarget;
  /** Its launches are meant, whatever its instances do. */
  readonly launchesOnly?: boolean;
}

/** The group cannot be diagnosed: there is none, or it is another cluster's. One sentence says which. */
export class GroupError extends Error {
  override readonly name = 'GroupError';
}

const noCluster = (name: string, region: string): GroupError =>
  new GroupError(`there is no EKS cluster ${name} in ${region}`);

/** No more members than these are looked at: the newest are those that have just failed to join. */
const MOST_MEMBERS = 10;

/**
 * Evidence of a group: of its newest instance that is not Ready; where there is none, of the launch itself, with
 * `instance` absent; where nothing is wrong with that either, of its newest instance.
 *
 * @throws GroupError when there is no such group, or it belongs to another cluster
 */
export const collectGroup = async (options: CollectGroupOptions): Promise<Collected> => {
  const { ask, at, begin, cost } = startMeter(options);
  const ofInstance = async (id: string, cluster: string): Promise<Collected> => {
    const before = cost();
    const onRound = (round: number): void => options.onRound?.(before.rounds + round);
    const collected = await collectEvidence({ ...options, onRound, instanceId: id, cluster });
    return {
      ...collected,
      cost: {
        apiCalls: before.apiCalls + collected.cost.apiCalls,
        rounds: before.rounds + collected.cost.rounds,
        milliseconds: cost().milliseconds,
      },
    };
  };

  begin();
  const { seen, members, tie } = await findGroup(ask, options.group);
  const { groupRound, launchRound } = await import('./rounds/group.ts');
  const warm = valueOf(seen.scalingGroup)?.warm ?? [];
  const running = members.filter(({ id }) => !warm.includes(id)).slice(0, MOST_MEMBERS);
  begin();
  const second = await groupRound(ask, seen);
  if (!options.launchesOnly) {
    if (second.cluster.state === 'absent') throw noCluster(seen.clusterName, options.clients.region);
    const waiting = await newestNotReady(ask, running, second.cluster, begin);
    const failed = failureThatCounts(valueOf(second.scalingActivities) ?? [], { state: 'absent' });
    const instance = waiting ?? (failed ? undefined : running[0]);
    if (instance) return ofInstance(instance.id, seen.clusterName);
  }
  begin();
  const moment = known({ at });
  const evidence: Evidence = { ...(await launchRound(ask, seen, second)), moment };
  return { evidence, target: targetOf(options.clients.region, evidence, seen, tie), cost: cost() };
};

/** Round one: the group, its members and, where it is named, its cluster. */
const findGroup = async (
  ask: Ask,
  group: GroupTarget,
): Promise<{ seen: GroupSeen; members: readonly Instance[]; tie: Tie }> => {
  const { clients, observe } = ask;
  const [{ readMembers, readScalingGroup }, { readCluster, readNodeGroup }] = await Promise.all([
    import('./readers/scaling-group.ts'),
    import('./readers/cluster.ts'),
  ]);
  const wanted: GroupName = 'nodeGroup' in group ? group : { name: group.scalingGroup };
  const asked = observe('autoscaling:DescribeAutoScalingGroups', async (signal) =>
    readScalingGroup(await clients.autoScaling(), wanted, signal),
  );
  const instances = observe(askedBy.instance, async (signal) =>
    readMembers(await clients.ec2(), wanted, clients.region, signal),
  );
  const nodeGroup =
    'nodeGroup' in group
      ? observe(askedBy.nodeGroup, async (signal) =>
          readNodeGroup(await clients.eks(), group.cluster, group.nodeGroup, signal),
        )
      : undefined;
  const named = group.cluster;
  const cluster = named
    ? observe(askedBy.cluster, async (signal) => readCluster(await clients.eks(), named, signal))
    : undefined;
  const scalingGroup = await asked;
  const members = must(await instances, 'the instances of the group') ?? [];
  if (named && (await cluster)?.state === 'absent') throw noCluster(named, clients.region);
  if ('nodeGroup' in group && nodeGroup) {
    if (!must(await nodeGroup, `node group ${group.nodeGroup}`))
      throw new GroupError(`cluster ${group.cluster} has no managed node group ${group.nodeGroup}`);
    const tie = { cluster: group.cluster, strength: 'strong', by: 'its managed node group' } as const;
    const seen = { clusterName: group.cluster, scalingGroup, nodeGroup: await nodeGroup, cluster: await cluster };
    return { seen, members, tie };
  }
  const found = must(scalingGroup, `Auto Scaling group ${'name' in wanted ? wanted.name : ''}`);
  if (!found)
    throw new GroupError(`there is no Auto Scaling group ${'name' in wanted ? wanted.name : ''} in ${clients.region}`);
  const tie = tieOf(found, named);
  return { seen: { clusterName: tie.cluster, scalingGroup, cluster: await cluster }, members, tie };
};

/** Without the group itself nothing can be said. */
const must = <T>(seen: Observed<T>, what: string): T | undefined => {
  if (seen.state === 'unknown') throw new GroupError(`${what} could not be read: ${seen.says ?? seen.because}`);
  return valueOf(seen);
};

/** The tags of the group; the name that was given where they say nothing surer. */
const tieOf = ({ name, tags }: ScalingGroup, wanted: string | undefined): Tie => {
  const found = resolveTie(tags);
  const sure = found && found.strength !== 'weak';
  if (wanted && sure && found.cluster !== wanted)
    throw new GroupError(`Auto Scaling group ${name} belongs to cluster ${found.cluster}, not to ${wanted}`);
  if (sure) return found;
  if (wanted) return { cluster: wanted, strength: 'medium', by: 'the name that was given' };
  throw new GroupError(`the tags of Auto Scaling group ${name} name no cluster: pass --cluster`);
};

/** The newest member that surely has no Node that is of use: where Kubernetes cannot be asked there is none. */
const newestNotReady = async (
  ask: Ask,
  running: readonly Instance[],
  cluster: Observed<Cluster>,
  begin: () => void,
): Promise<Instance | undefined> => {
  if (running.length === 0) return undefined;
  const { askNode, readerOf } = await import('./rounds/kubernetes.ts');
  const reader = cluster.state === 'known' ? readerOf(ask, cluster.value) : undefined;
  if (!reader) return undefined;
  begin();
  const noUserData = notCollected('userData', NO_INSTANCE);
  const nodes = await Promise.all(running.map((instance) => askNode(ask, reader, known(instance), noUserData)));
  return running.find((_instance, index) => {
    const node = nodes[index];
    return node?.state === 'absent' || (node?.state === 'known' && !isUsable(node.value));
  });
};

const targetOf = (region: string, evidence: Evidence, seen: GroupSeen, tie: Tie): Target => {
  const tags = valueOf(seen.scalingGroup)?.tags ?? {};
  const managed = valueOf(evidence.nodeGroup);
  return {
    instanceId: '',
    region,
    account: valueOf(evidence.cluster)?.account ?? '',
    tie,
    nodeGroup: managed?.name ?? nodeGroupOf(tags) ?? valueOf(seen.scalingGroup)?.name ?? null,
    nodeKind: managed ? 'managed' : 'self-managed',
    platform: platformOf({ imageName: valueOf(evidence.image)?.name, amiType: managed?.amiType }),
  };
};
