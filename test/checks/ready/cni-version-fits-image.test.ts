import { expect, it } from 'vitest';
import check from '../../../checks/ready/cni-version-fits-image.ts';
import { on } from '../../support/configured.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { daemonSet, other } from '../../support/nodes.ts';

const version = (tag: string): Seen => ({
  daemonSets: [
    daemonSet('aws-node', {
      images: [`r.example.com/amazon-k8s-cni-init:v1.0.0`, `r.example.com/amazon-k8s-cni:${tag}`],
    }),
  ],
});
const likely = ['cni-version-too-old likely ready'];

it.each<[string, Seen, string[]]>([
  ['the healthy one', {}, []],
  ['older', version('v1.15.5-eksbuild.1'), likely],
  ['just too old', version('v1.16.1'), likely],
  ['just new enough', version('v1.16.2-eksbuild.1'), []],
  ['a number of two digits', version('v1.9.3'), likely],
  ['the next major', version('v2.0.0'), []],
  ['a tag without a version', version('latest'), []],
  ['AL2', { ...version('v1.15.5'), ...on.al2 }, []],
  ['Bottlerocket', { ...version('v1.15.5'), ...on.bottlerocket }, []],
  ['another network', { daemonSets: [other('cilium', { mountsCni: true })] }, []],
  ['Auto Mode', { ...version('v1.15.5'), instance: { ...healthyTopics.instance, serviceManaged: true } }, []],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it.each(['instance', 'daemonSets'] as const)('%s unread: not checked', (topic) => {
  expect(judged(check, { [topic]: unread('some:Call') })).toMatchObject({ said: [], calls: ['some:Call'] });
});
