/**
 * The bearer token with which an AWS identity logs in to an EKS cluster: a presigned sts:GetCallerIdentity URL.
 * Source: aws-iam-authenticator pkg/token/token.go.
 */
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Provider } from '@smithy/types';

const prefix = 'k8s-aws-v1.';
const maximumLength = 4096;
/** Ignored by STS, which takes the URL for 15 minutes, but asked for by the authenticator. */
const expiresInSeconds = 60;

/** The domain of a partition's STS endpoints, by the beginning of its regions' names. */
const domains: [regionPrefix: string, domain: string][] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['us-iso-', 'c2s.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['', 'amazonaws.com'],
];

export interface TokenRequest {
  /** The cluster's region; the partition follows from it. */
  region: string;
  clusterName: string;
  credentials: AwsCredentialIdentity | Provider<AwsCredentialIdentity>;
  now: () => Date;
}

/** The session token of the credentials is so long that the authenticator would refuse the token. */
export class TokenTooLargeError extends Error {
  override readonly name = 'TokenTooLargeError';
}

/**
 * Mints a token for one cluster. It lives 15 minutes from `now`.
 *
 * The cluster's name is a signed header, not a query key: the authenticator sends its own name in that header,
 * so a token is good for one cluster only, and it refuses any query key besides the usual ones of a presigned URL.
 *
 * @throws TokenTooLargeError if the token is longer than 4096 characters
 * @throws whatever the credential provider throws
 */
export async function mintToken({ region, clusterName, credentials, now }: TokenRequest): Promise<string> {
  const hostname = `sts.${region}.${domainOf(region)}`;
  const signer = new SignatureV4({ service: 'sts', region, credentials, sha256: Sha256 });
  const { query = {} } = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: hostname, 'x-k8s-aws-id': clusterName },
    },
    { signingDate: now(), expiresIn: expiresInSeconds },
  );
  const pairs = Object.entries(query).map(([key, value]) => [key, String(value)]);
  const url = `https://${hostname}/?${new URLSearchParams(Object.fromEntries(pairs)).toString()}`;
  const token = prefix + Buffer.from(url).toString('base64url');
  if (token.length > maximumLength) {
    throw new TokenTooLargeError(
      `the token for ${clusterName} has ${token.length} characters, ${maximumLength} at most`,
    );
  }
  return token;
}

function domainOf(region: string): string {
  return domains.find(([regionPrefix]) => region.startsWith(regionPrefix))?.[1] ?? 'amazonaws.com';
}
