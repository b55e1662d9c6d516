import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/traffic-leaves-unfiltered.ts';
import { missingFromNoProxy } from '../../../network/no-proxy.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import * as n from '../../support/network.ts';

const late = { moment: { at: '2026-11-24T08:04:00.000Z' } };
const hub = { routeTables: n.tables({ 'rtb-private': [n.byDefault('tgw-1')] }) };
const proxy = (...noProxy: readonly string[]) => ({ userData: n.userData({ proxy: { set: true, noProxy } }) });
const said = (overrides: Seen) => judged(check, { ...late, ...overrides }).said;
const sign = {
  id: 'x',
  program: 'kubelet',
  line: 'proxyconnect tcp: i/o timeout',
  causes: ['egress-filtered' as const],
  proves: false,
};
const console = { signs: [sign], tail: [] };
const SUSPECT = ['egress-filtered suspect connected'];

describe('traffic-leaves-unfiltered', () => {
  it('passes behind NAT, and behind another network that nothing needs', () => {
    expect(said({})).toEqual([]);
    expect(said({ ...hub, vpcEndpoints: [n.endpointOf('ec2')] })).toEqual([]);
  });

  it.each(['tgw-1', 'vpce-gwlb', 'eni-nat', 'pcx-1'])(
    'suspects what lies behind %s, once the node is late',
    (target) => {
      const routeTables = n.tables({ 'rtb-private': [n.byDefault(target)] });
      expect(said({ routeTables })).toEqual(SUSPECT);
      expect(judged(check, { routeTables }).said).toEqual([]);
      expect(judged(check, { routeTables, moment: unread('none') }).said).toEqual([]);
    },
  );

  it('suspects a proxy that is asked for what is near', () => {
    const { findings } = judged(check, { ...late, ...proxy('169.254.169.254', 'localhost') });
    expect(findings[0]).toMatchObject({
      cause: 'egress-filtered',
      certainty: 'suspect',
      facts: { missingFromNoProxy: ['10.0.0.0/16', 'abcdef.gr7.eu-central-1.eks.amazonaws.com'] },
    });
    expect(said(proxy('169.254.169.254', '10.0.0.0/8', '.eks.amazonaws.com'))).toEqual([]);
    expect(said(proxy('*'))).toEqual([]);
  });

  it('is likely where the node itself says so, late or not', () => {
    expect(judged(check, { ...hub, console }).said).toEqual(['egress-filtered likely connected']);
    expect(judged(check, { ...proxy('*'), console }).said).toEqual(['egress-filtered likely connected']);
  });

  it('is not checked without routes', () => {
    expect(judged(check, { routeTables: unread('ec2:DescribeRouteTables') }).calls).toEqual([
      'ec2:DescribeRouteTables',
    ]);
    expect(judged(check, { ...late, ...hub, instance: { ...healthyTopics.instance, interfaces: [] } }).said).toEqual(
      [],
    );
  });
});

describe('missingFromNoProxy', () => {
  it.each<[string, string, boolean]>([
    ['10.0.0.0/8', '10.0.0.0/16', true],
    ['10.0.0.0/16', '10.0.0.0/8', false],
    ['169.254.0.0/16', '169.254.169.254', true],
    ['.eks.amazonaws.com', 'a.eks.amazonaws.com', true],
    ['*.eks.amazonaws.com', 'a.eks.amazonaws.com', true],
    ['eks.amazonaws.com', 'a.eks.amazonaws.com', true],
    ['ks.amazonaws.com', 'a.eks.amazonaws.com', false],
    ['A.EKS.amazonaws.com', 'a.eks.amazonaws.com', true],
    ['*', 'anything', true],
    ['', 'anything', false],
  ])('%s spares %s: %s', (entry, wanted, spared) => {
    expect(missingFromNoProxy([entry], [wanted])).toEqual(spared ? [] : [wanted]);
  });
});
