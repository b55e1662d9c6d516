import { type Decoded, defined } from './facts.ts';

/** Characters of names, labels, addresses and flags; a text with any other one is left out. */
const IDENTIFIER = /^[\w.,:/=*@[\]-]{1,253}$/;

const plain = (text: string | undefined): string | undefined =>
  text !== undefined && IDENTIFIER.test(text) ? text : undefined;

/** An endpoint without user, password, path and query; `undefined` for what is no address. */
const bareEndpoint = (text: string): string | undefined => {
  const [, scheme = '', host = ''] = /^(https?:\/\/)(?:[^@/]*@)?([^@/?#\s]+)/i.exec(text) ?? [];
  return plain(scheme + host);
};

const allPlain = (list: readonly string[] | undefined): readonly string[] | undefined =>
  list?.filter((text) => IDENTIFIER.test(text));

/** The facts without anything that is no harmless identifier: user data may carry secrets where names are expected. */
export const harmless = (decoded: Decoded): Decoded => {
  const { flavour, problems, ...facts } = decoded;
  const kept = defined({
    ...facts,
    clusterName: plain(decoded.clusterName),
    apiServerEndpoint: decoded.apiServerEndpoint === undefined ? undefined : bareEndpoint(decoded.apiServerEndpoint),
    serviceCidr: plain(decoded.serviceCidr),
    clusterDnsIp: plain(decoded.clusterDnsIp),
    region: plain(decoded.region),
    hostnameOverride: plain(decoded.hostnameOverride),
    nodeLabels: allPlain(decoded.nodeLabels),
    kubeletFlags: allPlain(decoded.kubeletFlags),
    proxy: decoded.proxy && { set: decoded.proxy.set, noProxy: allPlain(decoded.proxy.noProxy) ?? [] },
  });
  return { flavour, ...kept, problems };
};
