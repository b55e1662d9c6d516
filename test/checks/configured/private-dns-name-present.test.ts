import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/private-dns-name-present.ts';
import { bootstrap, findings, instance, on, said, userData } from '../../support/configured.ts';
import { unread } from '../../support/evidence.ts';

const CAUSE = 'private-dns-name-empty';
const nameless = instance({ privateDnsName: '' });

describe('the private DNS name', () => {
  it('is there', () => {
    expect(said(check, {})).toEqual([]);
  });

  it('is certainly missing from a running instance, by the VPC', () => {
    for (const seen of [{}, on.bottlerocket, { ...on.al2, userData: bootstrap() }]) {
      expect(findings(check, { ...seen, instance: nameless })).toMatchObject([
        {
          cause: CAUSE,
          certainty: 'certain',
          subject: { kind: 'vpc', id: 'vpc-0a' },
          facts: { enableDnsHostnames: true },
        },
      ]);
    }
  });

  it('is not needed where the node is named by its instance id', () => {
    for (const change of [{ instanceIdNodeName: true }, { hostnameOverride: nameless.id }, { standalone: true }]) {
      expect(said(check, { instance: nameless, userData: userData(change) })).toEqual([]);
    }
  });

  it('is only likely to be needed where the node name is not known', () => {
    const seens = [
      { userData: unread('ec2:DescribeInstanceAttribute') },
      { userData: userData({ hostnameOverride: 'worker-1' }) },
      { ...on.al2, userData: bootstrap({ kubeletFlagsUnknown: true }) },
      on.foreign,
    ];
    for (const seen of seens) expect(said(check, { ...seen, instance: nameless })).toEqual([`${CAUSE} likely`]);
  });

  it('may come late, or be gone, with an instance that does not run', () => {
    for (const state of ['pending', 'terminated', 'stopped'] as const) {
      expect(said(check, { instance: instance({ privateDnsName: '', state }) })).toEqual([]);
    }
    expect(said(check, { instance: instance({ privateDnsName: '', serviceManaged: true }) })).toEqual([]);
    expect(said(check, { instance: unread('ec2:DescribeInstances') })).toEqual(['not checked']);
  });

  it('is judged without what only explains it', () => {
    const seen = {
      instance: nameless,
      dhcpOptions: unread('ec2:DescribeDhcpOptions'),
      vpcDns: unread('ec2:DescribeVpcAttribute'),
    };
    expect(said(check, seen)).toEqual([`${CAUSE} certain`]);
  });
});
