import { createHash } from 'node:crypto';
import { decodeBase64 } from './layers.ts';

const PEM_BLOCK = /-----BEGIN [A-Z ]*CERTIFICATE-----[^-]*-----END [A-Z ]*CERTIFICATE-----/g;

/**
 * The fingerprint by which two spellings of one certificate authority are equal: SHA-256 (hex) of the PEM text without
 * white space.
 *
 * Takes PEM, or base64 of PEM as `eks:DescribeCluster` returns it. Gives `undefined` for what is neither, and for a
 * bundle of several certificates, because a bundle that holds the right one is right although its hash differs.
 */
export const hashCertificate = (base64OrPem: string): string | undefined => {
  const pem = base64OrPem.includes('-----BEGIN')
    ? base64OrPem
    : decodeBase64(base64OrPem.replace(/[ \t]/g, ''))?.toString('utf8');
  if (!pem) return undefined;
  const blocks = pem.match(PEM_BLOCK) ?? [];
  if (blocks.length > 1) return undefined;
  const bare = (blocks[0] ?? pem).replace(/\s+/g, '');
  return bare ? createHash('sha256').update(bare).digest('hex') : undefined;
};

/** What user data facts say of a certificate authority given as text. */
export const certificateFacts = (text: string): { caSha256?: string; caIsBase64: boolean } => {
  const caSha256 = hashCertificate(text);
  const caIsBase64 = decodeBase64(text) !== undefined;
  return caSha256 ? { caSha256, caIsBase64 } : { caIsBase64 };
};
