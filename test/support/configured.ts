import type { AnyCheck } from '../../core/check.ts';
import type { Image, Instance, NodeGroup, UserData } from '../../core/evidence.ts';
import { runCheck } from '../../core/judge.ts';
import { evidence, healthyTopics, type Seen } from './evidence.ts';

/** The healthy instance with changes. */
export const instance = (change: Partial<Instance> = {}): Instance => ({ ...healthyTopics.instance, ...change });

/** The healthy NodeConfig with changes; a field given as undefined is missing. */
export const userData = (change: Partial<UserData> = {}): UserData => ({ ...healthyTopics.userData, ...change });

/** User data that calls bootstrap.sh for a cluster and lets it ask for the rest. */
export const bootstrap = (change: Partial<UserData> = {}): UserData => ({
  flavour: 'bootstrap-sh',
  size: 60,
  layers: ['base64'],
  parts: [],
  clusterName: 'prod-eu',
  bootstrapCalls: 1,
  problems: [],
  ...change,
});

const image = (name: string, ownerId = '602401143452'): Image => ({ ...healthyTopics.image, name, ownerId });

const selfManaged = { nodeGroup: null };
/** Self-managed instances of each platform, by the name of the image. */
export const on = {
  al2: { ...selfManaged, image: image('amazon-eks-node-1.30-v20251101') },
  al2023: { ...selfManaged, image: image('amazon-eks-node-al2023-x86_64-standard-1.33-v20261101') },
  bottlerocket: { ...selfManaged, image: image('bottlerocket-aws-k8s-1.33-x86_64-v1.50.0-abcdef01', '149721548608') },
  windows: {
    ...selfManaged,
    image: image('Windows_Server-2022-English-Core-EKS_Optimized-1.33-2026.11.01', '801119661308'),
    instance: instance({ windows: true }),
  },
  ubuntu: {
    ...selfManaged,
    image: image('ubuntu-eks/k8s_1.33/images/hvm-ssd/ubuntu-noble-24.04-amd64', '099720109477'),
  },
  golden: { ...selfManaged, image: image('company-al2023-2026-11', '111122223333') },
  foreign: { ...selfManaged, image: image('company-linux-7', '111122223333') },
} as const;

/** A managed group whose launch template names its own image. */
export const customGroup: NodeGroup = { ...healthyTopics.nodeGroup, amiType: 'CUSTOM' };

/** What a check says, as `[cause, certainty]` pairs; with `not checked` for each thing that it could not judge. */
export const said = (check: AnyCheck, seen: Seen): string[] => {
  const { findings, notChecked } = runCheck(check, evidence(seen));
  return [...findings.map(({ cause, certainty }) => `${cause} ${certainty}`), ...notChecked.map(() => 'not checked')];
};

/** The findings of a check. */
export const findings = (check: AnyCheck, seen: Seen) => runCheck(check, evidence(seen)).findings;
