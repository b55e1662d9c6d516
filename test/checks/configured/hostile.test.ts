import { array, assert, constantFrom, oneof, option, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checks } from '../../../checks/index.ts';
import type { Cluster, Image, UserData, UserDataFlavour } from '../../../core/evidence.ts';
import { type CheckResult, runCheck } from '../../../core/judge.ts';
import { instance, userData } from '../../support/configured.ts';
import { evidence, healthyTopics, type Seen } from '../../support/evidence.ts';

const configured = checks.filter(({ stage }) => stage === 'configured');
const judgeAll = (seen: Seen): CheckResult[] => configured.map((check) => runCheck(check, evidence(seen)));

/** Texts of nobody's making, and those that almost are something. */
const garbage = oneof(
  string({ unit: 'binary', maxLength: 80 }),
  constantFrom(
    '',
    ' ',
    '1.33+',
    'v1.33',
    '1.',
    '-1',
    '1.999',
    'NaN',
    '__proto__',
    'constructor',
    '\u202e33.1',
    '１.３３',
    'amazon-eks-node-1.',
    'amazon-eks-node-al2023-',
    'bottlerocket',
    'bottlerocket-aws-k8s-1.99-x',
    'EKS_Optimized-1.35',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/99',
    '999.1.1.1',
    'fe80::1%eth0',
    '/',
    '=',
    ',',
    '--',
    '--=',
    '--x=y',
    'a/b/c=d',
    'x'.repeat(20_000),
    'é漢字🦀'.repeat(2000),
  ),
);

const images = record({
  name: garbage,
  ownerId: garbage,
  architecture: garbage,
  state: garbage,
  sourceImageId: garbage,
}).map((change): Image => ({ ...healthyTopics.image, ...change }));

const clusters = garbage.map((version): Cluster => ({ ...healthyTopics.cluster, version }));

/** Fields in which no text proves anything by itself. */
const harmless = {
  kubeletFlags: array(garbage, { maxLength: 4 }),
  parts: array(garbage, { maxLength: 3 }),
  region: garbage,
  hostnameOverride: garbage,
};

const flavours: readonly UserDataFlavour[] = [
  'nodeconfig',
  'bootstrap-sh',
  'bottlerocket',
  'windows',
  'shell',
  'cloud-config',
  'empty',
  'unreadable',
];

const anyUserData = record({
  ...harmless,
  nodeLabels: array(garbage, { maxLength: 4 }),
  flavour: constantFrom(...flavours),
  clusterName: option(garbage, { nil: undefined }),
  apiServerEndpoint: option(garbage, { nil: undefined }),
  caSha256: option(garbage, { nil: undefined }),
  serviceCidr: garbage,
  clusterDnsIp: garbage,
}).map((change): UserData => userData(change));

describe('the checks of stage configured', () => {
  it('never fail, whatever texts they meet', () => {
    const all = property(images, anyUserData, clusters, garbage, (image, data, cluster, text) => {
      const tags = { [text]: text, 'aws:ec2launchtemplate:id': text, 'eks:nodegroup-name': text };
      const seen = {
        image,
        userData: data,
        cluster,
        nodeGroup: null,
        instance: instance({ tags, instanceType: text }),
      };
      for (const { findings, notChecked } of judgeAll(seen)) {
        expect(notChecked.filter(({ call }) => call === 'none')).toEqual([]);
        expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
      }
    });
    expect(() => assert(all, { numRuns: 200 })).not.toThrow();
  });

  it('are certain of nothing because of them', () => {
    const odd = property(images, record(harmless), clusters, garbage, (image, change, cluster, version) => {
      const nodeGroup = { ...healthyTopics.nodeGroup, amiType: 'CUSTOM', version };
      const seen = { image, nodeGroup, cluster, userData: userData(change) };
      const certain = judgeAll(seen).flatMap(({ findings }) =>
        findings.filter(({ certainty }) => certainty === 'certain'),
      );
      // By its name the image may be Bottlerocket, which reads no NodeConfig: that much is proven.
      expect(/bottlerocket-aws-k8s-\d/i.test(image.name) ? [] : certain).toEqual([]);
    });
    expect(() => assert(odd, { numRuns: 200 })).not.toThrow();
  });
});
