import { isIP } from 'node:net';

/** Consecutive addresses of one family, both ends included. */
export interface Range {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** Any set of addresses. */
export type Region = readonly Range[];

const BITS = { 4: 32, 6: 128 } as const;

/** One address as a range of one. `undefined` for what is no IP address. */
export const parseAddress = (text: string): Range | undefined => {
  const family = isIP(text);
  if (family !== 4 && family !== 6) return undefined;
  const value = family === 4 ? valueOfIpv4(text) : valueOfIpv6(text);
  return { family, first: value, last: value };
};

/** A CIDR block (or a bare address) as a range; bits behind the prefix count as zero. `undefined` for what is none. */
export const parseCidr = (text: string): Range | undefined => {
  if (IPV4_BLOCK.test(text)) return ipv4Block(text);
  const [base = '', prefix, ...rest] = text.split('/');
  const address = parseAddress(base);
  if (!address || rest.length > 0) return undefined;
  if (prefix === undefined) return address;
  const bits = BITS[address.family];
  const length = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (!(length <= bits)) return undefined;
  const size = 1n << BigInt(bits - length);
  const first = address.first - (address.first % size);
  return { family: address.family, first, last: first + size - 1n };
};

const IPV4_BLOCK = /^[\d.]{7,15}\/\d{1,2}$/;

/** The short way for what nearly every rule says: parsing a thousand of them is what takes the time. */
const ipv4Block = (text: string): Range | undefined => {
  const slash = text.indexOf('/');
  const bits = Number(text.slice(slash + 1));
  const value = ipv4Number(text, slash);
  if (value === undefined || bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  const first = value - (value % size);
  return { family: 4, first: BigInt(first), last: BigInt(first + size - 1) };
};

/** Four numbers below 256 without leading zeros, as `isIP` wants them. */
const ipv4Number = (text: string, end: number): number | undefined => {
  let value = 0;
  let parts = 0;
  for (let from = 0; from <= end; parts += 1) {
    const dot = text.indexOf('.', from);
    const to = dot < 0 || dot > end ? end : dot;
    const part = Number(text.slice(from, to));
    if (to === from || part > 255 || (text[from] === '0' && to - from > 1)) return undefined;
    value = value * 256 + part;
    from = to + 1;
  }
  return parts === 4 ? value : undefined;
};

const valueOfIpv4 = (text: string): bigint =>
  BigInt(text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0));

const valueOfIpv6 = (text: string): bigint => {
  const [address = ''] = text.split('%');
  const [head = '', tail] = address.split('::');
  const left = groupsOf(head);
  const right = groupsOf(tail ?? '');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => 0n);
  return [...left, ...zeros, ...right].reduce((sum, group) => (sum << 16n) + group, 0n);
};

/** The 16-bit groups of one side of `::`; a dotted IPv4 tail makes two. */
const groupsOf = (text: string): readonly bigint[] =>
  text === ''
    ? []
    : text.split(':').flatMap((group) => {
        if (!group.includes('.')) return [BigInt(`0x${group}`)];
        const value = valueOfIpv4(group);
        return [value >> 16n, value & 0xffffn];
      });

/** Whether every address of `inner` lies in `outer`. */
export const covers = (outer: Range, inner: Range): boolean =>
  outer.family === inner.family && outer.first <= inner.first && outer.last >= inner.last;

/** Whether both share an address. */
export const overlaps = (a: Range, b: Range): boolean =>
  a.family === b.family && a.first <= b.last && b.first <= a.last;

/** Number of addresses: the smaller, the more specific a route is. */
export const sizeOf = (range: Range): bigint => range.last - range.first + 1n;

/** `region` less the addresses of `cut`. */
export const without = (region: Region, cut: Range): Region =>
  region.flatMap((range) => {
    if (!overlaps(range, cut)) return [range];
    const left = { ...range, last: cut.first - 1n };
    const right = { ...range, first: cut.last + 1n };
    return [left, right].filter((part) => part.first <= part.last);
  });

/** The ranges of these CIDR blocks; what is no CIDR block is left out. */
export const regionOf = (cidrs: readonly string[]): Region =>
  cidrs.flatMap((cidr) => {
    const range = parseCidr(cidr);
    return range ? [range] : [];
  });

// Special-purpose blocks that no public service answers on (RFC 6890).
const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
];

const PUBLIC_IPV4: Region = regionOf(NOT_PUBLIC).reduce<Region>(without, regionOf(['0.0.0.0/0']));

/** The public IPv4 addresses, less the VPC's own blocks: a VPC may use public space inside. */
export const internetOf = (vpcCidrs: readonly string[]): Region =>
  regionOf(vpcCidrs).reduce<Region>(without, PUBLIC_IPV4);
