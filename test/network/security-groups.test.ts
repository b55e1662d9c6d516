import { BlockList } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SecurityGroup, SecurityGroupRule } from '../../core/evidence.ts';
import { regionOf } from '../../network/addresses.ts';
import { groupsAdmit } from '../../network/security-groups.ts';

const rule = (change: Partial<SecurityGroupRule>): SecurityGroupRule => ({
  protocol: 'tcp',
  ports: { from: 443, to: 443 },
  cidrs: [],
  ipv6Cidrs: [],
  groups: [],
  prefixLists: [],
  ...change,
});
const group = (id: string, ingress: readonly SecurityGroupRule[]): SecurityGroup => ({
  id,
  name: id,
  vpcId: 'vpc-1',
  ownerId: '1',
  ingress,
  egress: [],
  tags: {},
});
const node = { region: regionOf(['10.0.1.23']), groups: ['sg-node'] };
const listed = [group('sg-node', []), group('sg-other', [])];
const ask = (rules: readonly SecurityGroupRule[], peer = node) =>
  groupsAdmit(['sg-1'], 'ingress', peer, 443, {
    securityGroups: [...listed, group('sg-1', rules)],
    prefixLists: [
      { id: 'pl-in', cidrs: ['10.0.0.0/16'] },
      { id: 'pl-out', cidrs: ['52.0.0.0/8'] },
    ],
  }).verdict;

describe('groupsAdmit', () => {
  it.each<[string, readonly SecurityGroupRule[], string]>([
    ['no rule', [], 'no'],
    ['its address', [rule({ cidrs: ['10.0.1.0/24'] })], 'yes'],
    ['another address', [rule({ cidrs: ['10.0.2.0/24'] })], 'no'],
    ['its group', [rule({ groups: [{ id: 'sg-node' }] })], 'yes'],
    ['another group', [rule({ groups: [{ id: 'sg-other' }] })], 'no'],
    ['a group that nobody listed', [rule({ groups: [{ id: 'sg-peer', ownerId: '2' }] })], 'unproven'],
    ['a prefix list with its address', [rule({ prefixLists: ['pl-in'] })], 'yes'],
    ['a prefix list without it', [rule({ prefixLists: ['pl-out'] })], 'no'],
    ['a prefix list that was not read', [rule({ prefixLists: ['pl-x'] })], 'unproven'],
    ['another port', [rule({ ports: { from: 10250, to: 10250 }, cidrs: ['0.0.0.0/0'] })], 'no'],
    ['a range of ports', [rule({ ports: { from: 0, to: 65535 }, cidrs: ['0.0.0.0/0'] })], 'yes'],
    ['another protocol', [rule({ protocol: 'udp', cidrs: ['0.0.0.0/0'] })], 'no'],
    ['TCP by number', [rule({ protocol: '6', cidrs: ['0.0.0.0/0'] })], 'yes'],
    ['all protocols', [rule({ protocol: '-1', ports: undefined, cidrs: ['0.0.0.0/0'] })], 'yes'],
    ['the other family', [rule({ ipv6Cidrs: ['::/0'] })], 'no'],
    ['a CIDR that cannot be read', [rule({ cidrs: ['x'] })], 'unproven'],
  ])('%s', (_, rules, expected) => {
    expect(ask(rules)).toBe(expected);
  });

  it('says of a region what holds for all of it', () => {
    const region = { region: regionOf(['10.0.1.0/24']), groups: [] };
    expect(ask([rule({ cidrs: ['10.0.1.128/25'] })], region)).toBe('unproven');
    expect(ask([rule({ cidrs: ['10.0.0.0/16'] })], region)).toBe('yes');
    expect(ask([rule({ cidrs: ['10.0.2.0/24'] })], region)).toBe('no');
    expect(ask([rule({ cidrs: ['10.0.2.0/24'] })], { region: [], groups: [] })).toBe('unproven');
  });

  it('proves nothing of groups that were not read', () => {
    expect(groupsAdmit(['sg-9'], 'ingress', node, 443, { securityGroups: listed }).verdict).toBe('unproven');
    expect(groupsAdmit(['sg-node'], 'ingress', node, 443, {}).verdict).toBe('unproven');
    expect(groupsAdmit([], 'ingress', node, 443, { securityGroups: listed }).verdict).toBe('unproven');
  });

  it('is the union of all rules of all groups', () => {
    const cidr = fc.constantFrom('10.0.0.0/8', '10.0.1.0/24', '10.0.1.23/32', '10.0.2.0/24', '192.168.0.0/16');
    const anyRule = fc
      .record({
        protocol: fc.constantFrom('-1', 'tcp', 'udp', '6'),
        from: fc.constantFrom(0, 443, 444),
        to: fc.constantFrom(443, 444, 65535),
        cidrs: fc.array(cidr, { maxLength: 2 }),
        groups: fc.subarray(['sg-node', 'sg-other']),
      })
      .map(({ from, to, groups, ...rest }) =>
        rule({ ...rest, ports: { from, to }, groups: groups.map((id) => ({ id })) }),
      );
    fc.assert(
      fc.property(fc.array(fc.array(anyRule, { maxLength: 3 }), { minLength: 1, maxLength: 4 }), (groups) => {
        const all = groups.map((rules, index) => group(`sg-${index}`, rules));
        const expected = groups
          .flat()
          .some(
            (one) =>
              (one.protocol === '-1' ||
                (['tcp', '6'].includes(one.protocol) &&
                  (one.ports?.from ?? 0) <= 443 &&
                  (one.ports?.to ?? 0) >= 443)) &&
              (one.groups.some(({ id }) => id === 'sg-node') || one.cidrs.some((text) => holds(text, '10.0.1.23'))),
          );
        const ids = all.map(({ id }) => id);
        expect(groupsAdmit(ids, 'ingress', node, 443, { securityGroups: [...listed, ...all] }).verdict).toBe(
          expected ? 'yes' : 'no',
        );
      }),
      { numRuns: 300 },
    );
  });
});

function holds(cidr: string, address: string): boolean {
  const [base = '', length] = cidr.split('/');
  const list = new BlockList();
  list.addSubnet(base, Number(length), 'ipv4');
  return list.check(address);
}
