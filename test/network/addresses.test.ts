import { BlockList } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  covers,
  internetOf,
  overlaps,
  parseAddress,
  parseCidr,
  regionOf,
  sizeOf,
  without,
} from '../../network/addresses.ts';

const ipv4Block = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([base, length]) => ({ base, length }));
const ipv6Block = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([base, length]) => ({ base, length }));
const range = (text: string) => {
  const parsed = parseCidr(text);
  if (!parsed) throw new Error(`no CIDR: ${text}`);
  return parsed;
};

describe('parseCidr', () => {
  it.each(['', 'x', '10.0.0.0/33', '10.0.0/8', '::/129', '10.0.0.0/8/8', '10.0.0.0/', '10.0.0.0/-1', '1.2.3.4/a'])(
    'refuses %j',
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );

  it('reads blocks of both families and bare addresses', () => {
    expect(parseCidr('10.1.2.3/8')).toEqual({ family: 4, first: 0x0a000000n, last: 0x0affffffn });
    expect(parseCidr('0.0.0.0/0')).toEqual({ family: 4, first: 0n, last: 0xffffffffn });
    expect(parseCidr('2001:db8::/32')).toMatchObject({ family: 6, first: 0x20010db8n << 96n });
    expect(parseCidr('::ffff:1.2.3.4')).toMatchObject({ first: 0xffff01020304n, last: 0xffff01020304n });
    expect(sizeOf(range('10.0.0.0/30'))).toBe(4n);
  });

  it.each([
    ['ipv4', ipv4Block, fc.ipV4()],
    ['ipv6', ipv6Block, fc.ipV6()],
  ] as const)('agrees with node:net about %s containment', (family, blocks, addresses) => {
    fc.assert(
      fc.property(blocks, addresses, fc.boolean(), ({ base, length }, other, own) => {
        const address = own ? base : other;
        const list = new BlockList();
        list.addSubnet(base, length, family);
        expect(covers(range(`${base}/${length}`), range(address))).toBe(list.check(address, family));
      }),
    );
  });
});

describe('regions', () => {
  it('keeps families apart', () => {
    expect(overlaps(range('0.0.0.0/0'), range('::/0'))).toBe(false);
    expect(covers(range('::/0'), range('10.0.0.1'))).toBe(false);
  });

  it('cuts exactly what is asked', () => {
    fc.assert(
      fc.property(ipv4Block, ipv4Block, fc.ipV4(), (a, b, address) => {
        const [whole, cut, one] = [range(`${a.base}/${a.length}`), range(`${b.base}/${b.length}`), range(address)];
        const left = without([whole], cut).some((part) => covers(part, one));
        expect(left).toBe(covers(whole, one) && !covers(cut, one));
      }),
    );
  });

  it.each([
    ['8.8.8.8', true],
    ['52.94.0.1', true],
    ['10.0.0.1', false],
    ['100.64.0.1', false],
    ['169.254.169.254', false],
    ['224.0.0.1', false],
    ['52.1.2.3', false],
  ])('%s is on the internet: %s', (address, expected) => {
    const one = parseAddress(address);
    expect(internetOf(['10.0.0.0/16', '52.1.0.0/16']).some((part) => one !== undefined && covers(part, one))).toBe(
      expected,
    );
  });

  it('leaves out what is no block', () => {
    expect(regionOf(['x', '10.0.0.0/8'])).toHaveLength(1);
  });
});
