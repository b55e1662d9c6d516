/** Ids that look like AWS's and are the same in every run. */
import { createHash } from 'node:crypto';
import type { World } from './types.ts';

/** The next id of a kind: `nextId(world, 'i')` gives `i-` and 17 hexadecimal digits. */
export function nextId(world: World, prefix: string): string {
  return `${prefix}-${hexadecimal(world, prefix, 17)}`;
}

/** The next UUID-shaped id. */
export function nextUuid(world: World): string {
  return hexadecimal(world, 'uuid', 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The next unique id of an IAM object: `AROA` for roles, `AIPA` for instance profiles, `ANPA` for policies. */
export function nextUniqueId(world: World, prefix: 'AROA' | 'AIPA' | 'ANPA'): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const digits = hexadecimal(world, prefix, 34).match(/../g) ?? [];
  return prefix + digits.map((pair) => alphabet[Number.parseInt(pair, 16) % 32]).join('');
}

/** The next string of hexadecimal digits; `salt` keeps different uses apart. */
export function hexadecimal(world: World, salt: string, length: number): string {
  world.sequence += 1;
  return createHash('sha256').update(`${salt}/${world.sequence}`).digest('hex').slice(0, length);
}
