import { describe, expect, it } from 'vitest';
import check from '../../../checks/connected/dhcp-domain-name-usual.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';
import * as n from '../../support/network.ts';

const odd = (domainName?: string) => ({
  dhcpOptions: { id: 'dopt-0a', nameServers: ['AmazonProvidedDNS'], domainName },
});
const on = (name: string): Seen => ({
  image: { ...healthyTopics.image, name },
  nodeGroup: null,
  userData: n.userData({ flavour: 'bootstrap-sh' }),
});
const ubuntu = on('ubuntu-eks/k8s_1.33/images/hvm-ssd/ubuntu-noble-24.04-amd64-server-20261101');
const said = (overrides: Seen) => judged(check, overrides).said;

describe('dhcp-domain-name-usual', () => {
  it.each([['corp.example'], ['a.example b.example'], [undefined]])(
    'suspects %s where kubelet takes the name of the host',
    (name) => {
      expect(said({ ...ubuntu, ...odd(name) })).toEqual(['dhcp-domain-name-odd suspect connected']);
      expect(said({ ...on('my-own-image'), ...odd(name) })).toEqual(['dhcp-domain-name-odd suspect connected']);
    },
  );

  it.each(['amazon-eks-node-al2023-x86_64-standard-1.33', 'amazon-eks-node-1.32-v1', 'bottlerocket-aws-k8s-1.33'])(
    'is silent on %s',
    (image) => {
      expect(said({ ...on(image), ...odd('corp.example') })).toEqual([]);
    },
  );

  it('passes with the usual domain, and where the name is given', () => {
    expect(said(ubuntu)).toEqual([]);
    const virginia = { ...healthyTopics.instance, region: 'us-east-1' };
    expect(said({ ...ubuntu, ...odd('ec2.internal'), instance: virginia })).toEqual([]);
    const named = n.userData({ flavour: 'bootstrap-sh', hostnameOverride: 'n1' });
    expect(said({ ...ubuntu, ...odd('corp.example'), userData: named })).toEqual([]);
  });

  it('is not checked without DHCP options', () => {
    expect(judged(check, { dhcpOptions: unread('ec2:DescribeDhcpOptions') }).calls).toHaveLength(1);
  });
});
