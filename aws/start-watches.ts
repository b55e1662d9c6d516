import type { Instance, UserData } from '../core/evidence.ts';
import { groupLaunches, type TiedLaunch } from '../core/group.ts';
import type { Ledger } from '../core/incident.ts';
import { valueOf } from '../core/observed.ts';
import { resolveTie } from '../core/target.ts';
import type { WatchInput } from '../core/watch.ts';
import { type Clients, clientOptions } from './clients.ts';
import { describeLaunches } from './launches.ts';
import { observeWithin } from './observe.ts';

/** What starting watches needs. */
export interface StartParts {
  readonly clients: Clients;
  readonly ledger: Ledger;
  /** Name with alias of the watch function: durable functions are invoked by a qualifier. */
  readonly watchFunction: string;
}

/** What became of a batch of launches. */
export interface Started {
  readonly watches: readonly string[];
  /** Ids of instances that are no EKS nodes, are gone, or are watched already. */
  readonly dropped: readonly string[];
}

/**
 * From launched instances to durable watches: describe once, tie to clusters, group, take in the ledger, invoke by name.
 *
 * @throws when the instances cannot be described, the ledger cannot be written or the watch not be invoked
 *
 * Invoking is idempotent by the execution's name: the same name and payload start nothing twice, and a finished one
 * answers DurableExecutionAlreadyStarted (Lambda developer guide, durable execution idempotency). Should the invocation
 * fail after the ledger took the launches, the same watch may take them again.
 */
export const startWatches = async (instanceIds: readonly string[], parts: StartParts): Promise<Started> => {
  const ids = [...new Set(instanceIds)];
  if (ids.length === 0) return { watches: [], dropped: [] };
  const described = await describeLaunches(parts.clients, ids);
  if (described.state === 'unknown') throw new Error(described.says ?? `${described.call}: ${described.because}`);
  const launched = valueOf(described) ?? [];
  const instances = launched.filter(({ state }) => state === 'pending' || state === 'running');
  const tied = await tieLaunches(instances, parts);
  const watches: string[] = [];
  const watched = new Set<string>();
  for (const group of groupLaunches(tied)) {
    const launches = group.instances.map(({ id, launchTime }) => ({ instanceId: id, launchTime }));
    const taken = new Set(await parts.ledger.takeLaunches(launches, group.name));
    const rest = group.instances.filter(({ id }) => taken.has(id));
    if (rest.length === 0) continue;
    await invokeWatch(parts, { ...group, instances: rest });
    watches.push(group.name);
    for (const { id } of rest) watched.add(id);
  }
  return { watches, dropped: ids.filter((id) => !watched.has(id)) };
};

/** Tags tie most launches. Where they do not, user data may: read once for all launches of one template or group. */
const tieLaunches = async (instances: readonly Instance[], parts: StartParts): Promise<TiedLaunch[]> => {
  const asked = new Map<string, Promise<UserData | undefined>>();
  const launches = await Promise.all(
    instances.map(async (instance): Promise<TiedLaunch | null> => {
      const byTags = resolveTie(instance.tags);
      if (byTags?.strength === 'strong') return { instance, tie: byTags };
      const origin = originOf(instance);
      const userData = asked.get(origin) ?? userDataOf(instance.id, parts.clients);
      asked.set(origin, userData);
      const tie = resolveTie(instance.tags, (await userData)?.clusterName);
      return tie && tie.strength !== 'weak' ? { instance, tie } : null;
    }),
  );
  return launches.filter((launch) => launch !== null);
};

/** Instances of one origin share their user data: a template's version, a scaling group, else image and profile. */
const originOf = ({ imageId, instanceProfileArn, tags }: Instance): string => {
  const template = tags['aws:ec2launchtemplate:id'];
  if (template) return `${template}:${tags['aws:ec2launchtemplate:version'] ?? ''}`;
  return tags['aws:autoscaling:groupName'] ?? `${imageId} ${instanceProfileArn ?? ''}`;
};

const userDataOf = async (instanceId: string, clients: Clients): Promise<UserData | undefined> => {
  const { readUserData } = await import('./readers/instance.ts');
  const observe = observeWithin();
  return valueOf(
    await observe('ec2:DescribeInstanceAttribute', async (signal) =>
      readUserData(await clients.ec2(), instanceId, signal),
    ),
  );
};

/** Starts the durable execution of a watch. Starting it again under its name starts nothing twice. */
export const invokeWatch = async ({ clients, watchFunction }: StartParts, input: WatchInput): Promise<void> => {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const lambda = new LambdaClient(clientOptions({ region: clients.region }));
  const command = new InvokeCommand({
    FunctionName: watchFunction,
    InvocationType: 'Event',
    DurableExecutionName: input.name,
    Payload: Buffer.from(JSON.stringify(input)),
  });
  try {
    await lambda.send(command);
  } catch (error) {
    if (!(error instanceof Error && error.name === 'DurableExecutionAlreadyStartedException')) throw error;
  }
};
