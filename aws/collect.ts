import { instanceGone, nothingCollected } from '../core/asked-by.ts';
import type { Collected } from '../core/diagnosis.ts';
import type { Evidence, Instance } from '../core/evidence.ts';
import { known, type Observed, valueOf } from '../core/observed.ts';
import { nodeGroupOf, nodeKindOf, platformOf, resolveTie, type Target, type Tie } from '../core/target.ts';
import { type MeterOptions, startMeter } from './meter.ts';
import type { Ask } from './rounds/ask.ts';

/** What collecting evidence of one instance needs. */
export interface CollectOptions extends MeterOptions {
  readonly instanceId: string;
  /** The cluster that it should join, where somebody has said so; else its tags and user data tell. */
  readonly cluster?: string;
}

/**
 * Collects evidence of one instance in at most three dependent rounds of calls.
 *
 * Trouble with AWS or Kubernetes never throws: it becomes `unknown` with the reason and the call. An instance that is
 * gone costs one round and gives `instance` absent; one that is tied to no cluster costs one round too.
 *
 * @example await collectEvidence({ instanceId: 'i-0aa11bb22cc33dd44', clients: createClients({ region }), now: Date.now })
 */
export const collectEvidence = async (options: CollectOptions): Promise<Collected> => {
  const { ask, at, begin, cost } = startMeter(options);
  const { evidence: seen, tie } = await collectRounds(ask, options, begin);
  const evidence: Evidence = { ...seen, moment: known({ at }) };
  return {
    evidence,
    target: targetOf(options.instanceId, options.clients.region, evidence, tie),
    cost: cost(),
  };
};

const collectRounds = async (
  ask: Ask,
  { instanceId, cluster: wanted }: CollectOptions,
  begin: () => void,
): Promise<{ evidence: Evidence; tie: Tie | null }> => {
  // Imported here, so that whoever never diagnoses does not load EC2's client.
  const [{ firstRound }, { secondRound }, { thirdRound }] = await Promise.all([
    import('./rounds/first.ts'),
    import('./rounds/second.ts'),
    import('./rounds/third.ts'),
  ]);
  begin();
  const first = await firstRound(ask, instanceId);
  if (first.instance.state === 'absent') return { evidence: instanceGone, tie: null };
  const tie = tieOf(first.instance, valueOf(first.userData)?.clusterName, wanted);
  if (!tie) return { evidence: { ...nothingCollected('no cluster is known'), ...first }, tie };
  begin();
  const second = await secondRound(ask, first.instance, tie.cluster);
  begin();
  const third = await thirdRound(ask, first, second);
  const { cniAddon: _addon, cniAssociation: _association, ...topics } = second;
  return { evidence: { ...nothingCollected('it is known'), ...first, ...topics, ...third }, tie };
};

/**
 * The tie by tags and user data. Who names the cluster overrules them, but proves nothing by it: where they do not
 * agree, the tie is not strong.
 */
const tieOf = (instance: Observed<Instance>, userDataCluster?: string, wanted?: string): Tie | null => {
  const found = resolveTie(valueOf(instance)?.tags ?? {}, userDataCluster);
  if (!wanted) return found;
  if (found?.cluster === wanted && found.strength !== 'weak') return found;
  return { cluster: wanted, strength: 'medium', by: 'the name that was given' };
};

const targetOf = (instanceId: string, region: string, evidence: Evidence, tie: Tie | null): Target => {
  const instance = valueOf(evidence.instance);
  const cluster = valueOf(evidence.cluster);
  const tags = instance?.tags ?? {};
  return {
    instanceId,
    region,
    account: instance?.account ?? cluster?.account ?? '',
    tie,
    nodeGroup: nodeGroupOf(tags),
    nodeKind: nodeKindOf(tags, instance?.serviceManaged ?? false),
    platform: platformOf({
      imageName: valueOf(evidence.image)?.name,
      amiType: valueOf(evidence.nodeGroup)?.amiType,
      windows: instance?.windows,
      userDataFlavour: valueOf(evidence.userData)?.flavour,
    }),
  };
};
