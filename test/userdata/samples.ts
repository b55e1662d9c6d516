import { gzipSync } from 'node:zlib';

/** A certificate authority as `eks:DescribeCluster` returns it; the body is invented. */
export const PEM = '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUexample\nZm9vYmFy\n-----END CERTIFICATE-----\n';
export const CA = Buffer.from(PEM).toString('base64');
export const ENDPOINT = 'https://ABCDEF.gr7.eu-central-1.eks.amazonaws.com';

export const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
export const gzip = (text: string): Buffer => gzipSync(text);

/** A NodeConfig; `cluster` replaces fields, an undefined one is left out. */
export const nodeConfig = (cluster: Record<string, string | undefined> = {}, rest = ''): string => {
  const fields = {
    name: 'prod-eu',
    apiServerEndpoint: ENDPOINT,
    certificateAuthority: CA,
    cidr: '172.20.0.0/16',
    ...cluster,
  };
  const lines = Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [`    ${key}: ${value}`]));
  return ['apiVersion: node.eks.aws/v1alpha1', 'kind: NodeConfig', 'spec:', '  cluster:', ...lines, rest].join('\n');
};

export const part = (contentType: string, body: string): string => `--B\nContent-Type: ${contentType}\n\n${body}\n`;
export const mime = (...parts: readonly string[]): string =>
  `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n${parts.join('')}--B--\n`;

export const NODE_CONFIG = 'application/node.eks.aws';
export const SHELL = 'text/x-shellscript; charset="us-ascii"';

export const BOTTLEROCKET = `[settings.kubernetes]
cluster-name = "prod-eu"
api-server = "${ENDPOINT}"
cluster-certificate = "${CA}"
cluster-dns-ip = "172.20.0.10"
`;
