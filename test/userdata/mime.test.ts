import { describe, expect, it } from 'vitest';
import { decodeUserData } from '../../userdata/index.ts';
import { base64, CA, ENDPOINT, gzip, mime, NODE_CONFIG, nodeConfig, part, SHELL } from './samples.ts';

const kinds = (text: string): string[] => decodeUserData(base64(text)).problems.map(({ kind }) => kind);
const healthy = mime(part(NODE_CONFIG, nodeConfig()));

describe('a MIME document as nodeadm reads it', () => {
  it('gives the NodeConfig of its part', () => {
    expect(decodeUserData(base64(healthy))).toMatchObject({
      flavour: 'nodeconfig',
      layers: ['base64', 'mime'],
      parts: ['application/node.eks.aws'],
      clusterName: 'prod-eu',
      serviceCidr: '172.20.0.0/16',
      ipFamily: 'ipv4',
      caIsBase64: true,
      problems: [],
    });
  });

  it.each([
    ['CRLF line ends', healthy.replaceAll('\n', '\r\n')],
    ['a folded Content-Type', healthy.replace('mixed; boundary', 'mixed;\n boundary')],
    ['a charset parameter', mime(part(`${NODE_CONFIG}; charset=utf-8`, nodeConfig()))],
    ['an upper-case media type', mime(part('Application/Node.EKS.AWS', nodeConfig()))],
    ['text before the first boundary', healthy.replace('--B\n', 'preamble\n--B\n')],
    ['no line end after the closing boundary', healthy.trimEnd()],
    ['the boundary //', healthy.replaceAll('--B', '--//').replace('"B"', '"//"')],
    ['a part that is base64', mime(part(NODE_CONFIG, base64(nodeConfig())))],
    ['a part that is gzip in base64', mime(part(NODE_CONFIG, base64(gzip(nodeConfig()))))],
    [
      'a quoted-printable part',
      mime(part(`${NODE_CONFIG}\nContent-Transfer-Encoding: quoted-printable`, nodeConfig().replaceAll('=', '=3D'))),
    ],
    ['other parts beside it', mime(part(SHELL, '#!/bin/bash\necho hi'), part(NODE_CONFIG, nodeConfig()))],
    ['a plain NodeConfig', nodeConfig()],
    [
      'a NodeConfig as JSON',
      JSON.stringify({
        apiVersion: 'node.eks.aws/v1alpha1',
        kind: 'NodeConfig',
        spec: {
          cluster: { name: 'prod-eu', apiServerEndpoint: ENDPOINT, certificateAuthority: CA, cidr: '172.20.0.0/16' },
        },
      }),
    ],
    ['MIME headers that do not say multipart', `MIME-Version: 1.0\nContent-Type: ${NODE_CONFIG}\n\n${nodeConfig()}`],
  ])('takes %s', (_, text) => {
    expect(decodeUserData(base64(text))).toMatchObject({ flavour: 'nodeconfig', clusterName: 'prod-eu', problems: [] });
  });

  it.each([
    ['a leading line', `\n${healthy}`],
    ['a leading space', ` ${healthy}`],
    ['a byte order mark before the Content-Type', `\ufeff${healthy.replace('MIME-Version: 1.0\n', '')}`],
    ['no empty line after the headers', healthy.replace('"B"\n\n', '"B"\n')],
    ['a boundary that never matches', healthy.replace('"B"', '"C"')],
    ['no boundary', healthy.replace('; boundary="B"', '')],
    ['an unquoted boundary that needs quotes', healthy.replaceAll('--B', '--//').replace('"B"', '//')],
    ['no closing boundary', healthy.replace('--B--\n', '')],
    ['no empty line after the headers of the part', healthy.replace(`${NODE_CONFIG}\n\n`, `${NODE_CONFIG}\n`)],
    [
      'a broken shell part before it',
      mime('--B\nContent-Type: text/x-shellscript\n#!/bin/bash\n', part(NODE_CONFIG, nodeConfig())),
    ],
    ['another Content-Type on the NodeConfig', mime(part('text/cloud-config', nodeConfig()))],
    ['line ends that change', healthy.replace('--B--\n', '--B--\r\n')],
  ])('refuses %s', (_, text) => {
    expect(kinds(text)).toContain('mime-malformed');
  });

  it('tells a byte order mark apart, because nodeadm reads over it', () => {
    expect(kinds(`\ufeff${healthy}`)).toEqual(['mime-byte-order-mark']);
  });

  it('says when no part is a NodeConfig', () => {
    expect(decodeUserData(mime(part(SHELL, '#!/bin/bash\necho hi')))).toMatchObject({
      flavour: 'shell',
      problems: [{ kind: 'no-nodeconfig' }],
    });
  });

  it('takes a document without parts for empty', () => {
    expect(decodeUserData(mime())).toMatchObject({ flavour: 'empty', problems: [] });
  });
});

describe('layers', () => {
  it('takes off base64, one more base64 and gzip', () => {
    expect(decodeUserData(base64(base64(gzip(healthy))))).toMatchObject({
      flavour: 'nodeconfig',
      layers: ['base64', 'base64', 'gzip', 'mime'],
      problems: [],
    });
  });

  it('reads the text as a person pastes it', () => {
    expect(decodeUserData(healthy)).toMatchObject({ flavour: 'nodeconfig', layers: ['mime'], problems: [] });
  });

  it('names a layer too many', () => {
    expect(kinds(base64(base64(base64(healthy))))).toEqual(['too-many-layers']);
  });

  it('names a damaged gzip layer', () => {
    expect(decodeUserData(base64(gzip(healthy).subarray(0, 60)))).toMatchObject({
      flavour: 'unreadable',
      problems: [{ kind: 'layer-unreadable' }],
    });
  });

  it('does not inflate a bomb', () => {
    const bomb = base64(gzip('\0'.repeat(8 << 20)));
    expect(decodeUserData(bomb)).toMatchObject({ flavour: 'unreadable', problems: [{ kind: 'too-large' }] });
  });

  it.each([undefined, '', '  \n'])('takes %j for empty', (value) => {
    expect(decodeUserData(value).flavour).toBe('empty');
  });
});
