/** TLS certificates of the clusters' API servers: each cluster has its own authority, made once a process. */
import { generate } from 'selfsigned';

export interface ServerCertificate {
  /** PEM of the authority that clients of the cluster must trust. */
  authority: string;
  certificate: string;
  key: string;
}

/** Fixed dates, because the simulator does not look at the wall clock. */
const validity = { notBeforeDate: new Date('2020-01-01T00:00:00Z'), notAfterDate: new Date('2049-01-01T00:00:00Z') };
const elliptic = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256', ...validity } as const;
const made = new Map<string, Promise<ServerCertificate>>();

/** The certificate with which a cluster's API server answers on 127.0.0.1, and the authority that signed it. */
export function certificateFor(clusterName: string): Promise<ServerCertificate> {
  const certificate = made.get(clusterName) ?? make(clusterName);
  made.set(clusterName, certificate);
  return certificate;
}

async function make(clusterName: string): Promise<ServerCertificate> {
  const authority = await generate([{ name: 'commonName', value: `kubernetes ${clusterName}` }], {
    ...elliptic,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'kube-apiserver' }], {
    ...elliptic,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  });
  return { authority: authority.cert, certificate: server.cert, key: server.private };
}
