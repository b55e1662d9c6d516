import { covers, parseCidr } from './addresses.ts';

/**
 * Which hosts, addresses and blocks a NO_PROXY list leaves to the proxy. An entry is a name with all below it, an address
 * or a block; `*` spares everything (Go, golang.org/x/net/http/httpproxy, which kubelet and containerd use).
 */
export const missingFromNoProxy = (list: readonly string[], wanted: readonly string[]): readonly string[] =>
  wanted.filter((one) => !list.some((entry) => spares(entry.trim().toLowerCase(), one.toLowerCase())));

const spares = (entry: string, wanted: string): boolean => {
  if (entry === '*' || entry === wanted) return true;
  const block = parseCidr(entry);
  const range = parseCidr(wanted);
  if (block && range) return covers(block, range);
  const name = entry.replace(/^\*?\./, '');
  return name !== '' && !range && (wanted === name || wanted.endsWith(`.${name}`));
};
