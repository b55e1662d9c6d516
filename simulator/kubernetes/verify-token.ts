/**
 * The token check of aws-iam-authenticator, step by step in its order.
 * Source: aws-iam-authenticator pkg/token/token.go. Where the authenticator would send the presigned URL to STS,
 * the simulator computes the signature again, over the verifier's own cluster name.
 */
import { credentialsOf, identifyCaller } from '../iam/credentials.ts';
import type { World } from '../world/types.ts';
import type { Refusal, StsIdentity } from './identity.ts';
import { signatureOf } from './presigned.ts';
import { isStsHost } from './sts-hosts.ts';

const prefix = 'k8s-aws-v1.';
const maximumLength = 4096;
const lifetimeMs = 15 * 60 * 1000;
const clusterHeader = 'x-k8s-aws-id';
const allowedKeys = [
  'action',
  'version',
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
];

/** A step of the check that the token fails. */
class TokenRefusedError extends Error {
  override name = 'TokenRefusedError';
}

/** Whom a bearer token speaks for on a cluster, or why it is refused. */
export function verifyToken(
  world: World,
  clusterName: string,
  token: string,
  nowMs: number,
): { ok: true; identity: StsIdentity } | Refusal {
  try {
    const url = decode(token);
    demand(isStsHost(url.host, world.account.partition), `unexpected hostname "${url.host}" in pre-signed URL`);
    demand(url.path === '/', 'unexpected path in pre-signed URL');
    checkQuery(url.query, nowMs);
    return { ok: true, identity: askSts(world, clusterName, url, nowMs) };
  } catch (error) {
    if (error instanceof TokenRefusedError) return { ok: false, reason: error.message };
    throw error;
  }
}

function demand(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new TokenRefusedError(otherwise);
}

interface TokenUrl {
  host: string;
  path: string;
  query: URLSearchParams;
}

function decode(token: string): TokenUrl {
  demand(Buffer.byteLength(token) <= maximumLength, 'token is too large');
  demand(token.startsWith(prefix), `token is missing expected "${prefix}" prefix`);
  const encoded = token.slice(prefix.length);
  demand(/^[\w-]*$/.test(encoded) && encoded.length % 4 !== 1, 'illegal base64 data');
  const text = Buffer.from(encoded, 'base64url').toString();
  // Not the URL class: it would lower-case the host, drop a default port and supply a missing path.
  const match = /^(?<scheme>[a-z]+):\/\/(?<host>[^/?#]*)(?<path>[^?#]*)(?:\?(?<query>[^#]*))?/i.exec(text);
  demand(match?.groups !== undefined, 'the token does not hold a URL');
  const { scheme, host = '', path = '', query = '' } = match.groups;
  demand(scheme?.toLowerCase() === 'https', `unexpected scheme "${scheme}" in pre-signed URL`);
  return { host, path, query: new URLSearchParams(query) };
}

function checkQuery(query: URLSearchParams, nowMs: number): void {
  const keys = [...query.keys()].map((key) => key.toLowerCase());
  const foreign = keys.find((key) => !allowedKeys.includes(key));
  demand(new Set(keys).size === keys.length, 'query parameter with multiple values not supported');
  demand(foreign === undefined, `non-whitelisted query parameter "${foreign}"`);

  const value = new Map([...query].map(([key, text]) => [key.toLowerCase(), text]));
  demand(value.get('action') === 'GetCallerIdentity', 'unexpected action parameter in pre-signed URL');
  const signed = (value.get('x-amz-signedheaders') ?? '').toLowerCase().split(';');
  demand(signed.includes(clusterHeader), `client did not sign the ${clusterHeader} header in the pre-signed URL`);

  const expires = value.get('x-amz-expires') ?? '';
  demand(/^[+-]?\d+$/.test(expires), 'invalid X-Amz-Expires parameter in pre-signed URL');
  demand(Number(expires) >= 0 && Number(expires) <= 900, 'invalid X-Amz-Expires parameter in pre-signed URL');

  const date = value.get('x-amz-date');
  demand(date !== undefined && date !== '', 'X-Amz-Date parameter must be present in pre-signed URL');
  const signedAt = instantOf(date);
  demand(!Number.isNaN(signedAt), 'error parsing X-Amz-Date parameter');
  demand(nowMs <= signedAt + lifetimeMs, 'X-Amz-Date parameter is expired (15 minute expiration)');
}

/** Milliseconds of `20260102T150405Z`; NaN for any other form. */
function instantOf(date: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (!match) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** STS's part: it knows the key, the clock and the signature. Its answers are those of the STS common errors. */
function askSts(world: World, clusterName: string, { host, query }: TokenUrl, nowMs: number): StsIdentity {
  const [accessKeyId = '', , region, service] = (query.get('X-Amz-Credential') ?? '').split('/');
  demand(host === 'sts.amazonaws.com' || !world.account.regionalStsDisabled, 'error from AWS: RegionDisabledException');
  const caller = identifyCaller(world, accessKeyId);
  demand(caller !== undefined, 'error from AWS: InvalidClientTokenId');
  demand(service === 'sts' && region === regionOf(host), 'error from AWS: SignatureDoesNotMatch: credential scope');
  const signedAt = instantOf(query.get('X-Amz-Date') ?? '');
  demand(signedAt <= nowMs + lifetimeMs, 'error from AWS: SignatureDoesNotMatch: not yet current');
  const expected = signatureOf(
    { host, query, headers: { [clusterHeader]: clusterName } },
    credentialsOf(accessKeyId).secretAccessKey,
  );
  demand(query.get('X-Amz-Signature') === expected, 'error from AWS: SignatureDoesNotMatch');
  return { arn: caller.arn, userId: caller.userId, accessKeyId };
}

/** The global endpoint is signed for us-east-1. */
function regionOf(host: string): string | undefined {
  return host === 'sts.amazonaws.com' ? 'us-east-1' : host.split('.')[1];
}
