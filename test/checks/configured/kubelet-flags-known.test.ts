import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/kubelet-flags-known.ts';
import type { Image, UserData } from '../../../core/evidence.ts';
import { bootstrap, customGroup, findings, instance, on, said, userData } from '../../support/configured.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';

const CAUSE = 'kubelet-bad-flag-or-config';
const flagged = (...kubeletFlags: readonly string[]): UserData => userData({ kubeletFlags });
const image = (name: string, ownerId = '602401143452'): Image => ({ ...healthyTopics.image, name, ownerId });
const al2023 = (minor: string): Seen => ({
  nodeGroup: null,
  image: image(`amazon-eks-node-al2023-x86_64-standard-${minor}-v20261101`),
});
const cluster = (version: string): Seen => ({ cluster: { ...healthyTopics.cluster, version } });

describe('kubelet flags that exist', () => {
  it.each([
    ['--max-pods=20', '1.35'],
    ['--cloud-provider=external', '1.35'],
    ['--cloud-provider=aws', '1.26'],
    ['--container-runtime=remote', '1.26'],
    ['--container-runtime-endpoint', '1.35'],
    ['--pod-infra-container-image', '1.34'],
    ['--network-plugin=cni', '1.23'],
    ['--logtostderr', '1.25'],
    ['--constructor', '1.35'],
  ])('%s in %s', (flag, minor) => {
    expect(said(check, { ...al2023(minor), userData: flagged(flag) })).toEqual([]);
  });
});

describe('kubelet flags that are gone', () => {
  it.each([
    ['--pod-infra-container-image', '1.35'],
    ['--pod-infra-container-image', '1.36'],
    ['--container-runtime=remote', '1.27'],
    ['--container-runtime', '1.33'],
    ['--cloud-provider=aws', '1.27'],
    ['--network-plugin=cni', '1.24'],
    ['--logtostderr', '1.26'],
    ['--log-dir', '1.33'],
  ])('%s in %s', (flag, minor) => {
    expect(said(check, { ...al2023(minor), userData: flagged('--max-pods=20', flag) })).toEqual([`${CAUSE} certain`]);
  });

  it('are named with the version that does not know them', () => {
    const seen = { ...al2023('1.33'), userData: flagged('--container-runtime=remote', '--log-dir') };
    expect(findings(check, seen)).toMatchObject([
      { stage: 'connected', facts: { flags: ['--container-runtime', '--log-dir'], nodeMinor: '1.33' } },
    ]);
  });

  it('are certain in the arguments of bootstrap.sh', () => {
    const userData = bootstrap({ kubeletFlags: ['--container-runtime=remote'] });
    expect(said(check, { ...on.al2, userData })).toEqual([`${CAUSE} certain`]);
  });

  it('are likely where the version or the reading is not sure', () => {
    const userData = flagged('--container-runtime');
    for (const seen of [
      { nodeGroup: null, image: image('amazon-eks-node-al2023-x86_64-standard-1.33-v20261101', '111122223333') },
      { nodeGroup: null, image: image('amazon-eks-node-al2023-x86_64-standard-1.33-v20261101', '999988887777') },
      { nodeGroup: null, image: image('[Copied] amazon-eks-node-al2023-x86_64-standard-1.33-v20261101') },
      { image: unread('ec2:DescribeImages') },
      { ...on.golden },
      { ...on.foreign },
    ]) {
      expect(said(check, { ...seen, userData })).toEqual([`${CAUSE} likely`]);
    }
    expect(said(check, { ...al2023('1.33'), userData: { ...userData, configuresElsewhere: true } })).toEqual([
      `${CAUSE} likely`,
    ]);
  });

  it('are told of a node of unknown version by what the cluster still takes', () => {
    const seen = { nodeGroup: null, image: unread('ec2:DescribeImages'), userData: flagged('--container-runtime') };
    expect(said(check, { ...seen, ...cluster('1.30') })).toEqual([`${CAUSE} likely`]);
    expect(said(check, { ...seen, ...cluster('1.29') })).toEqual([]);
    for (const version of ['', '1.', 'latest', '２.３３'])
      expect(said(check, { ...seen, ...cluster(version) })).toEqual([]);
    expect(said(check, { ...seen, cluster: unread('eks:DescribeCluster') })).toEqual([]);
  });

  it('mean nothing in user data that nobody reads', () => {
    const kubeletFlags = ['--container-runtime'];
    expect(said(check, { ...on.al2, userData: flagged(...kubeletFlags) })).toEqual([]);
    expect(said(check, { userData: flagged(...kubeletFlags), instance: instance({ serviceManaged: true }) })).toEqual(
      [],
    );
    expect(said(check, { userData: unread('ec2:DescribeInstanceAttribute') })).toEqual(['not checked']);
  });
});

describe('bootstrap.sh of Amazon Linux 2', () => {
  const own = (minor: string): Seen => ({
    nodeGroup: customGroup,
    image: image(`amazon-eks-node-${minor}-v20260101`, '111122223333'),
    userData: bootstrap(),
  });

  it('itself passes a flag that 1.35 does not know', () => {
    expect(findings(check, own('1.35'))).toMatchObject([
      { cause: CAUSE, certainty: 'likely', facts: { flags: ['--pod-infra-container-image'], ofBootstrapSh: true } },
    ]);
    expect(said(check, own('1.34'))).toEqual([]);
  });
});
