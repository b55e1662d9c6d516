import { assert, boolean, constantFrom, nat, property, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UserData } from '../../core/evidence.ts';
import { decodeUserData, hashCertificate } from '../../userdata/index.ts';
import { BOTTLEROCKET, base64, gzip, mime, NODE_CONFIG, nodeConfig, part, SHELL } from './samples.ts';

const SAMPLES = [
  mime(
    part(SHELL, '#!/bin/bash\nX=1 /etc/eks/bootstrap.sh "$(a)" --ip-family ipv6 <<E\nE\n'),
    part(NODE_CONFIG, nodeConfig()),
  ),
  nodeConfig(),
  BOTTLEROCKET,
  '#!/bin/bash\n/etc/eks/bootstrap.sh \'prod\' --kubelet-extra-args "--node-labels=a=b" `x` ${Y:-z} > >(tee a) 2>&1\n',
  '#cloud-config\nruncmd:\n- [/etc/eks/bootstrap.sh, prod]\n',
  '<powershell>& Start-EKSBootstrap.ps1 -EKSClusterName $Name</powershell>',
];

const isPlain = (data: UserData): boolean => JSON.stringify(JSON.parse(JSON.stringify(data))) === JSON.stringify(data);

/** Decodes it as bytes of the API, compressed, and as pasted. */
const survives = (bytes: Buffer): void => {
  for (const value of [bytes.toString('base64'), base64(gzip(bytes.toString('latin1'))), bytes.toString('utf8')]) {
    expect(isPlain(decodeUserData(value))).toBe(true);
  }
};

describe('decodeUserData never throws', () => {
  it('on arbitrary bytes', () => {
    const bytes = property(uint8Array({ maxLength: 400 }), (bytes) => survives(Buffer.from(bytes)));
    expect(() => assert(bytes)).not.toThrow();
  });

  it('on arbitrary text', () => {
    const texts = property(string({ unit: 'binary', maxLength: 300 }), (text) => {
      hashCertificate(text);
      return isPlain(decodeUserData(text));
    });
    expect(() => assert(texts)).not.toThrow();
  });

  it('on valid texts that are cut or changed', () => {
    const inserts = [
      '',
      '\0',
      '\n',
      '"',
      "'",
      '`',
      '$(',
      '$\u007b',
      '<<',
      '[',
      '{',
      '&a *a',
      '--B',
      ': ',
      '=',
      '\\',
      'é',
    ];
    const changed = property(
      constantFrom(...SAMPLES),
      nat(),
      nat({ max: 40 }),
      constantFrom(...inserts),
      boolean(),
      (sample, at, cut, insert, keep) => {
        const start = at % sample.length;
        survives(Buffer.from(sample.slice(0, start) + insert + (keep ? sample.slice(start + cut) : '')));
      },
    );
    expect(() => assert(changed)).not.toThrow();
  });

  it('on names of a prototype', () => {
    for (const key of ['__proto__', 'constructor', 'toString']) {
      const document = nodeConfig({}, `  ${key}: {polluted: yes}\n  featureGates: {${key}: true}`);
      expect(decodeUserData(document)).toMatchObject({ clusterName: 'prod-eu', problems: [] });
      survives(Buffer.from(`[settings.kubernetes.${key}]\npolluted = "yes"\n`));
    }
    expect('polluted' in {}).toBe(false);
  });
});

describe('decodeUserData takes bounded time', () => {
  const laughs = [
    'a0: &a0 [x,x,x,x,x,x,x,x,x]',
    ...Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`),
  ].join('\n');
  it.each([
    ['16 KB of one character', 'A'.repeat(16_384)],
    ['16 KB of quotes', `#!/bin/sh\n${`"'`.repeat(8000)}`],
    ['16 KB of substitutions', `#!/bin/sh\n${'$('.repeat(8000)}`],
    ['16 KB of here-documents', `#!/bin/sh\n${'<<E '.repeat(4000)}\n`],
    ['16 KB of braces', `#!/bin/sh\n${'${'.repeat(8000)}`],
    ['16 KB of flow brackets', `kind: NodeConfig\nx: ${'['.repeat(16_000)}`],
    ['16 KB of boundaries', mime('--B\n'.repeat(4000))],
    ['16 KB of parameters', `Content-Type: multipart/mixed${'; a=b'.repeat(3000)}\n\n`],
    ['16 KB of white space', `Content-Type:${' '.repeat(16_000)}x\n\n`],
    ['aliases of aliases', `kind: NodeConfig\napiVersion: node.eks.aws/v1alpha1\n${laughs}\nspec: {a: *a30}`],
    ['1 MB of compressed YAML', gzip(`kind: NodeConfig\n${'a: b\n'.repeat(180_000)}`).toString('base64')],
  ])(
    '%s',
    (_, text) => {
      expect(isPlain(decodeUserData(text))).toBe(true);
    },
    3000,
  );
});

describe('no secret of the text reaches the facts', () => {
  const secret = 'hunter2-S3cr3t';
  it.each([
    [
      `#!/bin/bash\nexport TOKEN=${secret}\n/etc/eks/bootstrap.sh --password=${secret} prod --docker-config-json '{"auth":"${secret}"}'`,
    ],
    [
      `#!/bin/bash\n/etc/eks/bootstrap.sh prod --kubelet-extra-args "--token=${secret}" --apiserver-endpoint https://u:${secret}@h/ --b64-cluster-ca ${secret}`,
    ],
    [`#!/bin/bash\nexport HTTPS_PROXY=http://u:${secret}@proxy:3128`],
    [nodeConfig({ name: `[${secret}]`, cidr: secret, certificateAuthority: secret })],
    [
      nodeConfig(
        {},
        `  kubelet:\n    flags: ["--token=${secret}", "--password", "${secret}"]\n    config: {a: ${secret}}`,
      ),
    ],
    [`${BOTTLEROCKET}bootstrap-token = "${secret}"\n[settings.host-containers.admin]\nuser-data = "${secret}"`],
    [`[settings.kubernetes\ncluster-name = "${secret}"`],
    [mime(`--B\n${secret}\n`)],
  ])('%s', (text) => {
    expect(JSON.stringify(decodeUserData(text))).not.toContain(secret);
  });
});
