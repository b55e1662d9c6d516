import { BlockList } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NetworkAcl, NetworkAclEntry } from '../../core/evidence.ts';
import { aclOf, aclPasses, LINUX_CLIENT_PORTS } from '../../network/acls.ts';
import { regionOf } from '../../network/addresses.ts';

const acl = (entries: readonly NetworkAclEntry[]): NetworkAcl => ({
  id: 'acl-1',
  vpcId: 'vpc-1',
  isDefault: false,
  subnetIds: ['subnet-1'],
  entries,
});
const rule = (
  ruleNumber: number,
  action: 'allow' | 'deny',
  change: Partial<NetworkAclEntry> = {},
): NetworkAclEntry => ({
  ruleNumber,
  egress: false,
  protocol: '6',
  action,
  cidr: '0.0.0.0/0',
  ...change,
});

const entry: fc.Arbitrary<NetworkAclEntry> = fc.record({
  ruleNumber: fc.integer({ min: 1, max: 32766 }),
  egress: fc.boolean(),
  protocol: fc.constantFrom('-1', '6', '17', '1'),
  action: fc.constantFrom('allow', 'deny'),
  cidr: fc.constantFrom('0.0.0.0/0', '10.0.0.0/8', '10.0.1.0/24', '10.0.1.7/32', '192.168.0.0/16'),
  ports: fc.constantFrom(
    undefined,
    { from: 0, to: 65535 },
    { from: 443, to: 443 },
    { from: 1024, to: 65535 },
    { from: 32768, to: 60999 },
    { from: 40000, to: 40010 },
  ),
});
const entries = fc.uniqueArray(entry, {
  selector: ({ ruleNumber, egress }) => `${ruleNumber}${egress}`,
  maxLength: 12,
});

/** One packet, read off the list by hand. */
const passes = (list: readonly NetworkAclEntry[], egress: boolean, address: string, port: number): boolean => {
  for (const one of list.toSorted((a, b) => a.ruleNumber - b.ruleNumber)) {
    if (one.egress !== egress || !['-1', '6'].includes(one.protocol)) continue;
    const [base = '', length] = (one.cidr ?? '').split('/');
    const block = new BlockList();
    block.addSubnet(base, Number(length), 'ipv4');
    const inPorts = one.protocol === '-1' || !one.ports || (port >= one.ports.from && port <= one.ports.to);
    if (block.check(address) && inPorts) return one.action === 'allow';
  }
  return false;
};

describe('aclPasses', () => {
  it('puts together entries that share the ports', () => {
    const halves = (action: 'allow' | 'deny') => [
      rule(1, action, { ports: { from: 1024, to: 40000 } }),
      rule(2, action, { ports: { from: 40001, to: 65535 } }),
    ];
    const passes = (list: readonly NetworkAclEntry[]) =>
      aclPasses(acl(list), 'ingress', regionOf(['10.0.0.1']), LINUX_CLIENT_PORTS);
    expect(passes(halves('allow'))).toBe('yes');
    expect(passes([...halves('deny'), rule(3, 'allow')])).toBe('no');
    expect(passes([...halves('deny').slice(1), rule(3, 'allow')])).toBe('unproven');
  });

  it('decides one packet as a reading of the rules decides it', () => {
    fc.assert(
      fc.property(
        entries,
        fc.boolean(),
        fc.constantFrom('10.0.1.7', '10.0.1.8', '10.9.9.9', '8.8.8.8'),
        fc.constantFrom(443, 1024, 40005, 61000),
        (list, egress, address, port) => {
          const verdict = aclPasses(acl(list), egress ? 'egress' : 'ingress', regionOf([address]), {
            from: port,
            to: port,
          });
          expect(verdict).toBe(passes(list, egress, address, port) ? 'yes' : 'no');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('says no or yes of many packets only if it is so for each', () => {
    fc.assert(
      fc.property(
        entries,
        fc.constantFrom('10.0.1.7', '10.0.1.200', '10.0.1.0'),
        fc.integer({ min: 32768, max: 60999 }),
        (list, address, port) => {
          const verdict = aclPasses(acl(list), 'ingress', regionOf(['10.0.1.0/24']), LINUX_CLIENT_PORTS);
          expect(verdict).not.toBe(passes(list, false, address, port) ? 'no' : 'yes');
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each<[string, readonly NetworkAclEntry[], string]>([
    ['no rule at all', [], 'no'],
    ['allow all', [rule(100, 'allow')], 'yes'],
    ['deny before allow', [rule(200, 'allow'), rule(100, 'deny')], 'no'],
    ['allow before deny', [rule(100, 'allow'), rule(200, 'deny')], 'yes'],
    ['only ports that Linux never picks', [rule(100, 'allow', { ports: { from: 1024, to: 5000 } })], 'no'],
    ['only a part of the ports', [rule(100, 'allow', { ports: { from: 49152, to: 65535 } })], 'unproven'],
    ['a part of the addresses denied', [rule(50, 'deny', { cidr: '10.0.1.7/32' }), rule(100, 'allow')], 'unproven'],
    ['only UDP', [rule(100, 'allow', { protocol: '17' })], 'no'],
    ['only the other direction', [rule(100, 'allow', { egress: true })], 'no'],
    ['only IPv6', [rule(100, 'allow', { cidr: undefined, ipv6Cidr: '::/0' })], 'no'],
    ['a rule that cannot be read', [rule(100, 'allow', { cidr: 'x' })], 'unproven'],
  ])('%s', (_, list, expected) => {
    expect(aclPasses(acl(list), 'ingress', regionOf(['10.0.1.0/24']), LINUX_CLIENT_PORTS)).toBe(expected);
  });

  it('says nothing of no addresses', () => {
    expect(aclPasses(acl([]), 'ingress', [], LINUX_CLIENT_PORTS)).toBe('unproven');
  });

  it('finds the ACL of a subnet', () => {
    expect(aclOf('subnet-1', [acl([])])?.id).toBe('acl-1');
    expect(aclOf('subnet-2', [acl([])])).toBeUndefined();
    expect(aclOf('subnet-1', undefined)).toBeUndefined();
  });
});
