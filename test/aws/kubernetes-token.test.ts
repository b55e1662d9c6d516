import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mintToken, TokenTooLargeError } from '../../aws/kubernetes-token.ts';
import { credentialsOf, rollcallCaller } from '../../simulator/iam/credentials.ts';
import { verifyToken } from '../../simulator/kubernetes/authenticator.ts';
import { rollcallCredentials } from '../../simulator/kubernetes/rollcall-access.ts';
import { emptyWorld } from '../../simulator/world/empty.ts';
import type { Partition } from '../../simulator/world/types.ts';

const now = Date.UTC(2026, 10, 24, 9, 0, 0);
const minutes = (count: number) => now + count * 60_000;
const prefix = 'k8s-aws-v1.';
const region = 'eu-central-1';
const world = emptyWorld();

const mint = (request: Partial<Parameters<typeof mintToken>[0]> = {}) =>
  mintToken({
    region,
    clusterName: 'prod-eu',
    credentials: rollcallCredentials(),
    now: () => new Date(now),
    ...request,
  });
const verify = (token: string, { cluster = 'prod-eu', at = now } = {}) => verifyToken(world, cluster, token, at);
const urlOf = (token: string) => Buffer.from(token.slice(prefix.length), 'base64url').toString();
const tokenOf = (url: string) => prefix + Buffer.from(url).toString('base64url');

/** A token in all of which the signature is right, yet something is unusual. */
async function signed(unusual: {
  query?: Record<string, string>;
  headers?: Record<string, string>;
  host?: string;
  expiresIn?: number;
}) {
  const hostname = unusual.host ?? `sts.${region}.amazonaws.com`;
  const signer = new SignatureV4({ service: 'sts', region, credentials: rollcallCredentials(), sha256: Sha256 });
  const headers = { host: hostname, ...(unusual.headers ?? { 'x-k8s-aws-id': 'prod-eu' }) };
  const query = unusual.query ?? { Action: 'GetCallerIdentity', Version: '2011-06-15' };
  const request = { method: 'GET', protocol: 'https:', hostname, path: '/', query, headers };
  const presigned = await signer.presign(request, { signingDate: new Date(now), expiresIn: unusual.expiresIn ?? 60 });
  const pairs = Object.entries(presigned.query ?? {}).map(([key, value]) => [key, String(value)]);
  return tokenOf(`https://${hostname}/?${new URLSearchParams(Object.fromEntries(pairs)).toString()}`);
}

describe('a minted token', () => {
  test('speaks for the owner of the credentials', async () => {
    const { arn, userId } = rollcallCaller(world);
    expect(verify(await mint())).toMatchObject({ ok: true, identity: { arn, userId } });
  });

  test('has no padding, and only the usual query keys', async () => {
    const token = await mint({ credentials: { ...rollcallCredentials(), sessionToken: 'a+b/c==' } });
    expect(token).toMatch(/^k8s-aws-v1\.[\w-]+$/);
    const url = new URL(urlOf(token));
    expect([...url.searchParams.keys()].sort()).toEqual([
      'Action',
      'Version',
      'X-Amz-Algorithm',
      'X-Amz-Credential',
      'X-Amz-Date',
      'X-Amz-Expires',
      'X-Amz-Security-Token',
      'X-Amz-Signature',
      'X-Amz-SignedHeaders',
    ]);
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host;x-k8s-aws-id');
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('a+b/c==');
    expect(verify(token).ok).toBe(true);
  });

  test('is signed by whatever the provider gives, at the time given', async () => {
    const token = await mint({ credentials: () => Promise.resolve(rollcallCredentials()) });
    expect(token).toBe(await mint());
    expect(urlOf(token)).toContain('X-Amz-Date=20261124T090000Z');
  });

  test.each<[string, Partition, string]>([
    ['cn-north-1', 'aws-cn', 'sts.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'sts.us-gov-west-1.amazonaws.com'],
    ['us-east-1', 'aws', 'sts.us-east-1.amazonaws.com'],
  ])('in %s asks that partition', async (elsewhere, partition, host) => {
    const token = await mint({ region: elsewhere });
    expect(new URL(urlOf(token)).host).toBe(host);
    expect(verifyToken(emptyWorld(partition, elsewhere), 'prod-eu', token, now).ok).toBe(true);
    const other = partition === 'aws' ? 'aws-cn' : 'aws';
    expect(verifyToken(emptyWorld(other), 'prod-eu', token, now).ok).toBe(false);
  });

  test('that would be too large is an error', async () => {
    const credentials = { ...rollcallCredentials(), sessionToken: 'x'.repeat(4000) };
    await expect(mint({ credentials })).rejects.toThrow(TokenTooLargeError);
  });
});

describe('the verifier refuses', () => {
  test.each([
    ['another cluster', { cluster: 'prod-us' }],
    ['one that is older than 15 minutes', { at: minutes(15) + 1 }],
    ['one from a far future', { at: minutes(-16) }],
  ])('%s', async (_, options) => {
    const token = await mint();
    expect(verify(token).ok).toBe(true);
    expect(verify(token, options).ok).toBe(false);
  });

  test('but takes one of exactly 15 minutes', async () => {
    expect(verify(await mint(), { at: minutes(15) }).ok).toBe(true);
  });

  test.each<[string, (url: string) => string]>([
    ['http', (url) => url.replace('https:', 'http:')],
    ['a path', (url) => url.replace('/?', '/x?')],
    ['no path', (url) => url.replace('/?', '?')],
    ['a port', (url) => url.replace('.com/', '.com:443/')],
    ['another host', (url) => url.replace('amazonaws.com', 'example.com')],
    ['a host in other case', (url) => url.replace('sts.', 'STS.')],
    ['the signature of another region', (url) => url.replace('sts.eu-central-1.', 'sts.eu-west-1.')],
    ['an extra query key', (url) => `${url}&x-id=GetCallerIdentity`],
    ['a key twice', (url) => `${url}&Version=2011-06-15`],
    ['a key twice in other case', (url) => `${url}&version=2011-06-15`],
    ['another action', (url) => url.replace('GetCallerIdentity', 'AssumeRole')],
    ['another expiry', (url) => url.replace('X-Amz-Expires=60', 'X-Amz-Expires=61')],
    ['no date', (url) => url.replace(/X-Amz-Date=[^&]+&/, '')],
    ['an unknown key id', (url) => url.replace(/AKIA\w+/, 'AKIASOMEBODYELSE0000')],
    ['no signature', (url) => url.replace(/&X-Amz-Signature=\w+/, '')],
    ['text that is no URL', () => 'hello'],
  ])('%s', async (_, tamper) => {
    const token = await mint();
    const tampered = tokenOf(tamper(urlOf(token)));
    expect(tampered).not.toBe(token);
    expect(verify(tampered).ok).toBe(false);
  });

  test('padding, another prefix and characters that are not base64url', async () => {
    const token = await mint();
    const others = [`${token}=`, `${token}==`, token.replace('v1', 'v2'), `${token}+`, ` ${token}`, '', prefix];
    expect(others.filter((other) => verify(other).ok)).toEqual([]);
  });

  test.each([
    ['an unsigned cluster name', { headers: {} }],
    ['a foreign key, though signed', { query: { Action: 'GetCallerIdentity', Version: '2011-06-15', 'x-id': 'a' } }],
    ['a life beyond 900 seconds', { expiresIn: 901 }],
    ['an unknown host', { host: 'sts.eu-central-1.amazonaws.com.cn' }],
  ])('%s', async (_, unusual) => {
    expect(verify(await signed({})).ok).toBe(true);
    expect(verify(await signed(unusual)).ok).toBe(false);
  });

  test('any changed character', async () => {
    const token = await mint();
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: token.length - 1 }),
        fc.constantFrom('A', 'z', '0', '_'),
        (at, character) => {
          fc.pre(token[at] !== character);
          const changed = token.slice(0, at) + character + token.slice(at + 1);
          // Not every change of text is one of meaning: the last bits of base64, and the case of `https`.
          fc.pre(at < prefix.length || urlOf(changed).replace(/^https/i, 'https') !== urlOf(token));
          expect(verify(changed).ok).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('the secret of another key', async () => {
    const { accessKeyId } = rollcallCredentials();
    const { secretAccessKey } = credentialsOf('AKIASOMEBODYELSE0000');
    expect(verify(await mint({ credentials: { accessKeyId, secretAccessKey } })).ok).toBe(false);
  });
});

test.each(['sts-fips.eu-central-1.amazonaws.com', 'sts.eu-central-1.api.aws'])(
  'the verifier takes %s too',
  async (host) => {
    expect(verify(await signed({ host })).ok).toBe(true);
  },
);
