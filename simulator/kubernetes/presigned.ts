/**
 * The signature of a presigned GET, computed again on the receiver's side.
 * Source: IAM user guide, "Create a signed AWS API request" and "Authenticating requests: using query parameters".
 */
import { createHash, createHmac } from 'node:crypto';

export interface PresignedRequest {
  host: string;
  /** As in the URL, each key once. */
  query: URLSearchParams;
  /** The headers the receiver gets with the request, names in lower case; `host` is added. */
  headers: Record<string, string>;
}

/** The signature that the owner of the secret would have made for this request, as hexadecimal digits. */
export function signatureOf(request: PresignedRequest, secretAccessKey: string): string {
  const { query } = request;
  const date = query.get('X-Amz-Date') ?? '';
  const scope = (query.get('X-Amz-Credential') ?? '').split('/').slice(1);
  const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonicalRequest(request))].join('\n');
  const key = scope.reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  return hmac(key, text).toString('hex');
}

function canonicalRequest({ host, query, headers }: PresignedRequest): string {
  const signed = (query.get('X-Amz-SignedHeaders') ?? '').split(';');
  const all: Record<string, string> = { host, ...headers };
  const lines = signed.map((name) => `${name}:${(all[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  return ['GET', '/', canonicalQuery(query), lines.join(''), signed.join(';'), sha256('')].join('\n');
}

function canonicalQuery(query: URLSearchParams): string {
  const pairs = [...query].filter(([key]) => key !== 'X-Amz-Signature');
  const encoded = pairs.map(([key, value]) => `${encode(key)}=${encode(value)}`);
  return encoded.sort((a, b) => (a < b ? -1 : 1)).join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
