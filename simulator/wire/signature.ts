/** Who calls which service: read from the signature's credential scope. The signature itself is not verified. */

export interface Signer {
  accessKeyId: string;
  region: string;
  /** Such as `ec2`. */
  service: string;
}

/** Reads `Credential=AKID/20260101/eu-west-1/ec2/aws4_request`; undefined if the header has no such scope. */
export function readSigner(authorization: string | undefined): Signer | undefined {
  const scope = /\bCredential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request\b/.exec(authorization ?? '');
  if (!scope) return undefined;
  const [, accessKeyId = '', region = '', service = ''] = scope;
  return { accessKeyId, region, service };
}
