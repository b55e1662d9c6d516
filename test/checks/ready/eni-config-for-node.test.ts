import { expect, it } from 'vitest';
import check from '../../../checks/ready/eni-config-for-node.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import { daemonSet, node } from '../../support/nodes.ts';

const ZONE = 'topology.kubernetes.io/zone';
const custom = (label?: string): Seen => ({
  daemonSets: [
    daemonSet('aws-node', {
      settings: { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true', ...(label && { ENI_CONFIG_LABEL_DEF: label }) },
    }),
  ],
});
const named = (...eniConfigs: string[]): Seen => ({ eniConfigs });
const labelled = (labels: Record<string, string>, eniConfig?: string): Seen => ({ node: node({ labels, eniConfig }) });
const likely = ['cni-custom-networking-misconfigured likely ready'];
const suspect = ['cni-custom-networking-misconfigured suspect ready'];
const inZone = labelled({ [ZONE]: 'eu-central-1a' });

it.each<[string, Seen, string[]]>([
  ['custom networking off', {}, []],
  ['no aws-node', { daemonSets: [] }, []],
  ['none at all, before the Node', { ...custom(), ...named() }, likely],
  ['a kind that is not known', { ...custom(), eniConfigs: null }, likely],
  ['by zone, one for the zone', { ...custom(ZONE), ...named('eu-central-1a', 'eu-central-1b') }, []],
  ['by zone, none for the zone, before the Node', { ...custom(ZONE), ...named('eu-central-1b') }, suspect],
  ['by zone, none for the zone, with the Node', { ...custom(ZONE), ...named('eu-central-1b'), ...inZone }, likely],
  ['by zone, with the Node', { ...custom(ZONE), ...named('eu-central-1a'), ...inZone }, []],
  ['some, by a label that only the Node has', { ...custom(), ...named('pods-a') }, []],
  [
    'by the usual label',
    { ...custom(), ...named('pods-a'), ...labelled({ 'k8s.amazonaws.com/eniConfig': 'pods-a' }) },
    [],
  ],
  [
    'by annotation, before the label',
    { ...custom(ZONE), ...named('pods-a'), ...labelled({ [ZONE]: 'eu-central-1a' }, 'pods-a') },
    [],
  ],
  [
    'by the label that others manage, before all',
    { ...custom(ZONE), ...named('x'), ...labelled({ [ZONE]: 'y', 'vpc.amazonaws.com/externalEniConfig': 'x' }) },
    [],
  ],
  ['no label: default', { ...custom(), ...named('default'), ...labelled({}) }, []],
  ['no label, no default', { ...custom(), ...named('pods-a'), ...labelled({}) }, likely],
  ['Auto Mode', { ...custom(), instance: { ...healthyTopics.instance, serviceManaged: true } }, []],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it('ENIConfigs unread: not checked, but only with custom networking on', () => {
  const blind = { eniConfigs: unread('some:Call') };
  expect(judged(check, { ...custom(), ...blind })).toMatchObject({ said: [], calls: ['some:Call'] });
  expect(judged(check, blind)).toMatchObject({ said: [], calls: [] });
});

it.each(['instance', 'daemonSets'] as const)('%s unread: not checked', (topic) => {
  expect(judged(check, { ...custom(), [topic]: unread('some:Call') })).toMatchObject({
    said: [],
    calls: ['some:Call'],
  });
});
