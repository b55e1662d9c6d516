/** Questions about IP addresses and blocks. */
import { BlockList, isIP } from 'node:net';

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Whether a CIDR block holds an address; a block that does not parse holds none. */
export function contains(cidr: string, address: string): boolean {
  const [base = '', bits] = cidr.split('/');
  if (!isIP(base) || isIP(base) !== isIP(address)) return false;
  const blocks = new BlockList();
  blocks.addSubnet(base, Number(bits), family(base));
  return blocks.check(address, family(address));
}

/** Whether an address is private (RFC 1918): the internet drops packets for it. */
export const isPrivate = (address: string): boolean =>
  ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].some((block) => contains(block, address));

/** The length of a block's prefix. */
export const prefixLength = (cidr: string): number => Number(cidr.split('/')[1]);
