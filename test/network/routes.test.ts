import { BlockList, isIPv4 } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Route, RouteTable } from '../../core/evidence.ts';
import { regionOf } from '../../network/addresses.ts';
import { isGatewayEndpointRoute, routesTo, routeTableOf, targetKindOf } from '../../network/routes.ts';

const table = (routes: readonly Route[], more: Partial<RouteTable> = {}): RouteTable => ({
  id: 'rtb-1',
  vpcId: 'vpc-1',
  main: false,
  subnetIds: [],
  routes,
  ...more,
});

describe('routeTableOf', () => {
  const main = table([], { id: 'rtb-main', main: true });
  const own = table([], { id: 'rtb-own', subnetIds: ['subnet-1'] });

  it('prefers the explicit association, wherever it stands', () => {
    expect(routeTableOf('subnet-1', [main, own])?.id).toBe('rtb-own');
    expect(routeTableOf('subnet-1', [own, main])?.id).toBe('rtb-own');
  });

  it('falls back on the main table, and on nothing else', () => {
    expect(routeTableOf('subnet-2', [own, main])?.id).toBe('rtb-main');
    expect(routeTableOf('subnet-2', [own])).toBeUndefined();
  });
});

describe('routesTo', () => {
  // Few distinct bits, so that blocks nest and collide often.
  const address = fc
    .tuple(fc.constantFrom(10, 11), fc.constantFrom(0, 128), fc.constantFrom(0, 1), fc.constantFrom(0, 7))
    .map((parts) => parts.join('.'));
  const block = fc.tuple(address, fc.constantFrom(0, 7, 8, 9, 16, 24, 31, 32));

  it('picks for one address what a reading of the longest prefix picks', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(block, { selector: ([base, length]) => JSON.stringify([mask(base, length), length]) }),
        address,
        (blocks, to) => {
          const routes = blocks.map(
            ([base, length], index): Route => ({ cidr: `${base}/${length}`, target: `nat-${index}`, state: 'active' }),
          );
          const longest = blocks
            .map(([base, length], index) => ({ length, index, fits: contains(base, length, to) }))
            .filter(({ fits }) => fits)
            .toSorted((a, b) => b.length - a.length)[0];
          const { candidates, complete } = routesTo(regionOf([to]), table(routes), []);
          expect(candidates.map(({ route }) => route.target)).toEqual(longest ? [`nat-${longest.index}`] : []);
          expect(complete).toBe(longest !== undefined);
        },
      ),
    );
  });

  it('keeps every route that takes a part of a region', () => {
    const routes: readonly Route[] = [
      { cidr: '0.0.0.0/0', target: 'nat-1', state: 'active' },
      { cidr: '52.0.0.0/8', target: 'tgw-1', state: 'active' },
      { cidr: '10.0.0.0/16', target: 'local', state: 'active' },
    ];
    const { candidates, complete } = routesTo(regionOf(['32.0.0.0/3']), table(routes), []);
    expect(candidates.map(({ route }) => route.target)).toEqual(['tgw-1', 'nat-1']);
    expect(complete).toBe(true);
  });

  it('reads prefix lists, and keeps one that was not read', () => {
    const routes: readonly Route[] = [
      { prefixListId: 'pl-1', target: 'tgw-1', state: 'active' },
      { cidr: '0.0.0.0/0', target: 'nat-1', state: 'active' },
    ];
    const to = (cidrs: readonly string[] | undefined) =>
      routesTo(regionOf(['52.1.1.1']), table(routes), cidrs && [{ id: 'pl-1', cidrs }]).candidates.map(
        ({ route }) => route.target,
      );
    expect(to(['52.0.0.0/8'])).toEqual(['tgw-1']);
    expect(to(['53.0.0.0/8'])).toEqual(['nat-1']);
    expect(to(undefined)).toEqual(['tgw-1', 'nat-1']);
  });

  it('keeps two routes of one length, static and propagated', () => {
    const routes: readonly Route[] = [
      { cidr: '0.0.0.0/0', target: 'nat-1', state: 'blackhole' },
      { cidr: '0.0.0.0/0', target: 'vgw-1', state: 'active' },
    ];
    expect(routesTo(regionOf(['1.1.1.1']), table(routes), []).candidates).toHaveLength(2);
  });
});

describe('targets', () => {
  it.each([
    ['local', 'local'],
    ['igw-1', 'internet-gateway'],
    ['nat-1', 'nat-gateway'],
    ['eigw-1', 'egress-only-gateway'],
    ['tgw-1', 'elsewhere'],
    ['pcx-1', 'elsewhere'],
    ['vpce-1', 'elsewhere'],
    ['eni-1', 'elsewhere'],
    ['arn:aws:networkmanager::111122223333:core-network/core-network-1', 'elsewhere'],
    [undefined, 'elsewhere'],
  ] as const)('%s is %s', (target, kind) => {
    expect(targetKindOf({ target, state: 'active' })).toBe(kind);
  });

  it('tells a gateway endpoint from a firewall endpoint', () => {
    expect(isGatewayEndpointRoute({ prefixListId: 'pl-1', target: 'vpce-1', state: 'active' })).toBe(true);
    expect(isGatewayEndpointRoute({ cidr: '0.0.0.0/0', target: 'vpce-1', state: 'active' })).toBe(false);
    expect(isGatewayEndpointRoute({ prefixListId: 'pl-1', target: 'nat-1', state: 'active' })).toBe(false);
  });
});

function contains(base: string, length: number, address: string): boolean {
  const list = new BlockList();
  list.addSubnet(base, length, isIPv4(base) ? 'ipv4' : 'ipv6');
  return list.check(address);
}

function mask(base: string, length: number): string {
  const bits = base
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return bits.slice(0, length);
}
