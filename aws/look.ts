import type { Instance, KubernetesNode, NetworkInterface } from '../core/evidence.ts';
import { known, type Observed, type Unknown, valueOf } from '../core/observed.ts';
import { isMadeByCni } from '../core/progress.ts';
import { isUsable } from '../core/startup-taints.ts';
import type { Look } from '../core/watch.ts';
import type { Clients } from './clients.ts';
import type { KubernetesApi } from './kubernetes-api.ts';
import { batches, describeLaunches } from './launches.ts';
import { type Observe, observeWithin } from './observe.ts';
import { isNodeOf } from './rounds/kubernetes.ts';

/** What one look at a launch group needs. */
export interface LookOptions {
  readonly instances: readonly { readonly id: string; readonly privateDnsName: string }[];
  /** The name of the cluster that they should join. */
  readonly cluster: string;
  readonly clients: Clients;
  /** Left out where Rollcall has no access to the cluster's API server. */
  readonly kubernetes?: Pick<KubernetesApi, 'listNodes'>;
  readonly observe?: Observe;
}

/**
 * How far one instance is seen to be.
 *
 * - `joined`: its Node is Ready
 * - `registered`: its Node exists, or something proves that it does
 * - `waiting`: nothing proves registration, which proves nothing where Kubernetes cannot be asked
 * - `gone`: terminated, terminating, stopping or stopped
 */
export interface Seen {
  readonly id: string;
  readonly state: 'joined' | 'registered' | 'waiting' | 'gone';
  /** What proved it. */
  readonly by?: string;
}

/** One look at a launch group. */
export interface GroupLook {
  readonly instances: readonly Seen[];
  /** Why the API server could not be asked: then `registered` is the most that can be seen. */
  readonly blind?: Unknown;
}

/**
 * One look at the registration of a whole launch group: one request to Kubernetes, or without access one to EC2 for the
 * CNI's interfaces, and one to EC2 for what is gone. Never throws.
 *
 * Signals without Kubernetes: Karpenter tags an instance `karpenter.sh/nodeclaim` once it has registered
 * (karpenter-provider-aws pkg/controllers/nodeclaim/tagging), and the VPC CNI makes interfaces of its own once it runs
 * (amazon-vpc-cni-k8s pkg/awsutils).
 */
export const lookAt = async (options: LookOptions): Promise<GroupLook> => {
  const observe = options.observe ?? observeWithin();
  const ids = options.instances.map(({ id }) => id);
  const described = describeLaunches(options.clients, ids, observe);
  const nodes = askNodes(options, observe);
  const seenNodes = await nodes;
  const interfaces =
    seenNodes.state === 'known' ? [] : (valueOf(await askInterfaces(options.clients, ids, observe)) ?? []);
  const launches = valueOf(await described);
  const instances = options.instances.map(({ id, privateDnsName }): Seen => {
    const launch = launches?.find((instance) => instance.id === id);
    if (launches && (!launch || isGone(launch))) return { id, state: 'gone', by: 'ec2:DescribeInstances' };
    const node = nodeOf(valueOf(seenNodes) ?? [], id, privateDnsName || (launch?.privateDnsName ?? ''));
    if (node) return seenAsNode(id, node);
    return (launch && signalOf(launch, interfaces, options.cluster)) ?? { id, state: 'waiting' };
  });
  return seenNodes.state === 'unknown' ? { instances, blind: seenNodes } : { instances };
};

/**
 * A look as the watch takes it. Where Kubernetes cannot be asked, proof of registration counts as having joined, and
 * an instance that still waits leaves the look blind.
 */
export const summarize = ({ instances, blind }: GroupLook): Look => {
  const inState = (...states: Seen['state'][]): string[] =>
    instances.filter(({ state }) => states.includes(state)).map(({ id }) => id);
  const waiting = inState('waiting').length > 0;
  return {
    joined: blind ? inState('joined', 'registered') : inState('joined'),
    gone: inState('gone'),
    blind: blind && waiting ? (blind.says ?? blind.because) : null,
  };
};

const askNodes = async ({ kubernetes }: LookOptions, observe: Observe): Promise<Observed<readonly KubernetesNode[]>> =>
  kubernetes
    ? observe('kubernetes:ListNodes', () => kubernetes.listNodes())
    : {
        state: 'unknown',
        because: 'not-collected',
        call: 'kubernetes:ListNodes',
        says: 'Rollcall was given no access to the Kubernetes API',
      };

const askInterfaces = async (
  clients: Clients,
  ids: readonly string[],
  observe: Observe,
): Promise<Observed<readonly NetworkInterface[]>> => {
  const { readAttachedInterfaces } = await import('./readers/interfaces.ts');
  const asked = batches(ids).map((batch) =>
    observe('ec2:DescribeNetworkInterfaces', async (signal) =>
      readAttachedInterfaces(await clients.ec2(), batch, signal),
    ),
  );
  const answers = await Promise.all(asked);
  return known(answers.flatMap((answer) => valueOf(answer) ?? []));
};

const isGone = ({ state }: Instance): boolean => state !== 'running' && state !== 'pending';

/** By `providerID` first. A name counts only for a Node that names no other instance. */
const nodeOf = (nodes: readonly KubernetesNode[], id: string, privateDnsName: string): KubernetesNode | undefined =>
  nodes.find((node) => node.providerId && isNodeOf(node, id)) ??
  nodes.find(({ name, providerId }) => !providerId && (name === privateDnsName.toLowerCase() || name === id));

const seenAsNode = (id: string, node: KubernetesNode): Seen =>
  isUsable(node)
    ? { id, state: 'joined', by: `Node ${node.name} is Ready` }
    : { id, state: 'registered', by: `Node ${node.name} exists` };

/** What EC2 alone can prove. */
const signalOf = (launch: Instance, interfaces: readonly NetworkInterface[], cluster: string): Seen | undefined => {
  const claim = launch.tags['karpenter.sh/nodeclaim'];
  if (claim && launch.tags['karpenter.sh/nodepool']) {
    return { id: launch.id, state: 'registered', by: `tag karpenter.sh/nodeclaim=${claim}` };
  }
  const own = interfaces.find((eni) => isMadeByCni(eni, launch, cluster));
  return own && { id: launch.id, state: 'registered', by: `${own.id} was made by the VPC CNI` };
};
