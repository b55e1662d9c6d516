import { describe, expect, it } from 'vitest';
import { decodeUserData, hashCertificate } from '../../userdata/index.ts';
import { BOTTLEROCKET, base64, CA, ENDPOINT } from './samples.ts';

const decode = (text: string) => decodeUserData(base64(text));

describe('Bottlerocket settings', () => {
  it('give the facts', () => {
    const more =
      'max-pods = 30\nhostname-override-source = "instance-id"\n[settings.kubernetes.node-labels]\n"team" = "core"\n[settings.network]\nhttps-proxy = "http://u:secret@p:1"\nno-proxy = ["a.example"]\n[settings.aws]\nregion = "eu-central-1"\n';
    const data = decode(BOTTLEROCKET + more);
    expect(data).toMatchObject({
      flavour: 'bottlerocket',
      clusterName: 'prod-eu',
      apiServerEndpoint: ENDPOINT,
      caSha256: hashCertificate(CA),
      clusterDnsIp: '172.20.0.10',
      instanceIdNodeName: true,
      maxPods: 30,
      nodeLabels: ['team=core'],
      region: 'eu-central-1',
      proxy: { set: true, noProxy: ['a.example'] },
      problems: [],
    });
    expect(JSON.stringify(data)).not.toContain('secret');
  });

  it.each(['cluster-name', 'api-server', 'cluster-certificate'])('lack %s', (key) => {
    const text = BOTTLEROCKET.replace(new RegExp(`^${key} .*\n`, 'm'), '');
    expect(decode(text).problems).toMatchObject([
      { kind: 'bottlerocket-missing-setting', at: `settings.kubernetes.${key}` },
    ]);
  });

  it.each([
    ['max-pods = "30"', 'max-pods'],
    ['node-labels = ["a=b"]', 'node-labels'],
    ['node-labels = { gpu = true }', 'node-labels'],
    ['node-taints = { a = 1 }', 'node-taints'],
  ])('are of a wrong type: %s', (line, key) => {
    expect(decode(`${BOTTLEROCKET}${line}\n`).problems).toMatchObject([
      { kind: 'bottlerocket-wrong-type', at: `settings.kubernetes.${key}` },
    ]);
  });

  it('are no TOML', () => {
    expect(decode('[settings.kubernetes]\ncluster-name = prod\n').problems).toMatchObject([
      { kind: 'bottlerocket-not-toml' },
    ]);
  });

  it('of a standalone machine lack nothing', () => {
    expect(decode('[settings.kubernetes]\nstandalone-mode = true\n')).toMatchObject({ standalone: true, problems: [] });
  });
});
