import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, redact, redactForms, redactNamed } from '../../core/redact.ts';

const certificate = `-----BEGIN CERTIFICATE-----\n${'MIIDBTCCAe2gAwIBAgIINq0QXWV6sDUwDQYJKoZIhvcNAQELBQAwFTETMBEGA1UE\n'.repeat(4)}-----END CERTIFICATE-----`;

describe('redact takes out', () => {
  const secrets: [name: string, text: string, secret: string][] = [
    ['an EKS token', 'got token k8s-aws-v1.aHR0cHM6Ly9zdHMuZXU-_x for user', 'aHR0cHM6Ly9zdHMuZXU'],
    ['an access key id', 'AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE', 'IOSFODNN7EXAMPLE'],
    ['a session key id', 'key ASIAIOSFODNN7EXAMPLE used', 'IOSFODNN7EXAMPLE'],
    ['a secret access key', 'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG', 'wJalrXUtnFEMI'],
    ['a presigned signature', 'https://sts/?X-Amz-Date=1&X-Amz-Signature=abcdef012345', 'abcdef012345'],
    ['an encoded signature', 'url=%2F%3FX-Amz-Signature%3Dabcdef012345', 'abcdef012345'],
    ['a certificate', `ca:\n${certificate}\nend`, 'MIIDBTCCAe2gAwIBAgIINq0QXWV6sDUw'],
    ['a certificate that was cut off', certificate.slice(0, 150), 'MIIDBTCCAe2gAwIBAgIINq0QXWV6sDUw'],
    [
      'a base64 authority',
      `cluster-certificate = "${Buffer.from(certificate).toString('base64')}"`,
      'LS0tLS1CRUdJTiBDRVJ',
    ],
    ['a proxy password', 'HTTPS_PROXY=http://user:hunter2@10.0.0.1:3128', 'hunter2'],
    ['a bootstrap token', 'kubeadm join --token abcdef.0123456789abcdef 10.0.0.1', '0123456789abcdef'],
    ['a lone bootstrap token', 'using abcdef.0123456789abcdef now', '0123456789abcdef'],
    ['an authorization header', 'Authorization: Bearer abc.def-ghi', 'abc.def-ghi'],
    ['a basic header', 'proxy-authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
    ['a password in an environment', 'export DB_PASSWORD="correct horse"', 'correct horse'],
    ['a password in JSON', '{"password": "hunter2", "user": "bob"}', 'hunter2'],
    ['a password in a flag', 'agent --api-token s3cr3t start', 's3cr3t'],
    ['a web token', 'sa eyJhbGciOiJSUzI1.eyJpc3MiOiJr.c2ln', 'eyJpc3MiOiJr'],
  ];
  it.each(secrets)('%s', (_name, text, secret) => {
    expect(redact(text)).not.toContain(secret);
    expect(redact(text)).toContain('[redacted]');
  });

  it('terminal sequences and control characters', () => {
    expect(redact('\u001b[31mred\u001b[0m \u001b]0;title\u0007ok\u0000\u202e\r\nnext')).toBe('red ok\nnext');
  });
});

describe('redact keeps', () => {
  it.each([
    'E1124 kubelet.go] "Unable to register node with API server" err="Unauthorized" node="ip-10-0-1-23.ec2.internal"',
    'getting credentials: exec: executable aws failed with exit code 253',
    'dial tcp 10.0.1.200:443: i/o timeout',
    'arn:aws:iam::111122223333:role/prod-eu-node',
    `arn:aws:iam::111122223333:role/${'Division-One/'.repeat(8)}NodeRole is not mapped`,
    'no config in chain',
    'pulled sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  ])('%s', (line) => {
    expect(redact(line)).toBe(line);
  });

  it('the host of a proxy', () => {
    expect(redact('http://u:p@10.0.0.1:3128')).toContain('10.0.0.1:3128');
  });
});

it('a long run is a name only right behind the head of an ARN', () => {
  const run = 'wJalrXUtnFEMIK7MDENG'.repeat(4);
  expect(redact(`arn:aws:iam::111122223333:role/x ${run}`)).not.toContain(run);
  expect(redact(`narn:aws ${run} arn:aws:iam::111122223333:`)).not.toContain(run);
});

describe('for names', () => {
  it.each([`token=${'Long'.repeat(30)}`, 'password: node', `${'Path/'.repeat(40)}secret=1`, 'abcdef.0123456789abcdef'])(
    'redactForms keeps %s',
    (name) => expect(redactForms(name)).toBe(name),
  );

  it.each(['AKIAIOSFODNN7EXAMPLE', 'k8s-aws-v1.aHR0cHM6Ly9zdHMuZXU', 'http://user:hunter2@10.0.0.1', certificate])(
    'redactForms takes out %s',
    (secret) => expect(redactForms(`x ${secret}`)).toContain('[redacted]'),
  );

  it('redactNamed keeps the name of a flag and a long value, and takes out a secret one', () => {
    const labels = `--node-labels=${'Team/'.repeat(30)}`;
    expect(redactNamed(labels)).toBe(labels);
    expect(redactNamed('--bootstrap-token=hunter2')).toBe('--bootstrap-token=[redacted]');
  });
});

describe('redact of any text', () => {
  it('never throws, and what it gives is plain and stays as it is', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 400 }), (text) => {
        const once = redact(text);
        expect(plainText(once)).toBe(once);
        expect(redact(once)).toBe(once);
      }),
    );
  });

  it.each(['a', 'a.', 'pass', '--', ' ', '-----BEGIN A', 'eyJ.', 'http:', '\u001b]'])(
    'takes no time over a long row of %j',
    (unit) => {
      expect(typeof redact(unit.repeat(60_000 / unit.length))).toBe('string');
    },
    2_000,
  );
});
