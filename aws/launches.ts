import type { Instance } from '../core/evidence.ts';
import { known, type Observed } from '../core/observed.ts';
import type { Clients } from './clients.ts';
import { type Observe, observeWithin } from './observe.ts';

/** EC2 takes at most 200 values in one filter (EC2 API reference, Filter). */
const MOST_IDS = 200;

/**
 * `ec2:DescribeInstances` of many launches, one call a batch. Ids are given as a filter, because one id that is gone
 * would spoil the answer for all others; instances that are gone are left out.
 *
 * Never throws: if any batch cannot be read, nobody knows which instances there are, and the whole is unknown.
 */
export const describeLaunches = async (
  clients: Clients,
  instanceIds: readonly string[],
  observe: Observe = observeWithin(),
): Promise<Observed<readonly Instance[]>> => {
  const { readInstances } = await import('./readers/instance.ts');
  const asked = batches([...new Set(instanceIds)]).map((ids) =>
    observe('ec2:DescribeInstances', async (signal) => readInstances(await clients.ec2(), ids, clients.region, signal)),
  );
  const instances: Instance[] = [];
  for (const answer of await Promise.all(asked)) {
    if (answer.state !== 'known') return answer;
    instances.push(...answer.value);
  }
  return known(instances);
};

/** Ids in lists that fit into one filter. */
export const batches = (ids: readonly string[]): string[][] => {
  const lists: string[][] = [];
  for (let start = 0; start < ids.length; start += MOST_IDS) lists.push(ids.slice(start, start + MOST_IDS));
  return lists;
};
