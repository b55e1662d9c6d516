import { describe, expect, it } from 'vitest';
import { decodeUserData, hashCertificate } from '../../userdata/index.ts';
import { base64, CA, mime, NODE_CONFIG, nodeConfig, PEM, part } from './samples.ts';

const decode = (...documents: readonly string[]) =>
  decodeUserData(base64(mime(...documents.map((document) => part(NODE_CONFIG, document)))));
const bare = (spec: string): string => `apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n${spec}`;

describe('several NodeConfigs', () => {
  it('merge in order: the later one wins, fields left out stay, flags add up', () => {
    const first = nodeConfig(
      { name: 'other' },
      '  kubelet:\n    flags: [--node-labels=a=1]\n    config: {maxPods: 10}',
    );
    const second = bare(
      '  cluster: {name: prod-eu, cidr: ""}\n  kubelet:\n    flags: ["--node-labels=b=2"]\n    config: {maxPods: 20}',
    );
    expect(decode(first, second)).toMatchObject({
      clusterName: 'prod-eu',
      serviceCidr: '172.20.0.0/16',
      nodeLabels: ['a=1', 'b=2'],
      maxPods: 20,
      problems: [],
    });
  });

  it('need the cluster block only once', () => {
    expect(decode(bare('  kubelet: {}'), nodeConfig()).problems).toEqual([]);
  });

  it('may name their own DNS servers', () => {
    const own = bare('  instance: {network: {nameservers: [10.9.0.2, not-an-address]}}');
    expect(decode(nodeConfig(), own).nameServers).toEqual(['10.9.0.2']);
    expect(decode(nodeConfig())).not.toHaveProperty('nameServers');
  });

  it('may not give kubelet values of the wrong type; the last one counts', () => {
    const config = (text: string): string => bare(`  kubelet: {config: ${text}}`);
    const at = (...documents: readonly string[]) => decode(nodeConfig(), ...documents).problems.map((one) => one.at);
    const wrong =
      '{maxPods: "29", clusterDNS: 172.20.0.10, failSwapOn: "false", clusterDomain: 1, kubeReserved: {cpu: 1}, featureGates: {A: "true"}}';
    expect(at(config(wrong))).toEqual([
      'spec.kubelet.config.maxPods',
      'spec.kubelet.config.failSwapOn',
      'spec.kubelet.config.clusterDomain',
      'spec.kubelet.config.clusterDNS',
      'spec.kubelet.config.kubeReserved',
      'spec.kubelet.config.featureGates',
    ]);
    const right =
      '{maxPods: 29, clusterDNS: [172.20.0.10], failSwapOn: off, clusterDomain: a, kubeReserved: {cpu: 1m, memory: null}, featureGates: {A: yes}}';
    expect(at(config(right))).toEqual([]);
    expect(at(config(wrong), config(right))).toEqual([]);
    expect(at(config('{maxPods: 1_10, registryBurst: 0b11, unknownField: {}}'), config('{maxPods: null}'))).toEqual([]);
    expect(at(config('x'), config('[]'))).toEqual([]);
  });

  it('may name the address of cluster DNS', () => {
    const own = bare('  kubelet: {config: {clusterDNS: [169.254.20.10, not-an-address, 172.20.0.10]}}');
    expect(decode(nodeConfig(), own).clusterDnsIp).toBe('169.254.20.10,172.20.0.10');
    expect(decode(nodeConfig())).not.toHaveProperty('clusterDnsIp');
  });

  it('fail together when one cannot be decoded', () => {
    expect(decode(nodeConfig(), '- a list').problems).toMatchObject([{ kind: 'nodeconfig-undecodable' }]);
  });
});

describe('rules of nodeadm', () => {
  it.each(['name', 'apiServerEndpoint', 'certificateAuthority', 'cidr'])('%s is required', (field) => {
    expect(decode(nodeConfig({ [field]: undefined })).problems).toEqual([
      { kind: 'nodeconfig-missing-field', at: `spec.cluster.${field}`, says: expect.any(String) },
    ]);
  });

  it.each([
    ['the kind', nodeConfig().replace('NodeConfig', 'NodeConfigs'), 'kind'],
    ['the API group', nodeConfig().replace('node.eks.aws', 'node.example.com'), 'apiVersion'],
    [
      'the certificate authority',
      nodeConfig({ certificateAuthority: '"-----BEGIN CERTIFICATE-----"' }),
      'spec.cluster.certificateAuthority',
    ],
    ['the CIDR', nodeConfig({ cidr: '172.20.0.0/33' }), 'spec.cluster.cidr'],
    ['an address as CIDR', nodeConfig({ cidr: '172.20.0.1' }), 'spec.cluster.cidr'],
    ['a number as name', nodeConfig({ name: '42' }), 'spec.cluster.name'],
  ])('%s must fit', (_, document, at) => {
    expect(decode(document).problems).toMatchObject([{ kind: 'nodeconfig-invalid-value', at }]);
  });

  it('an Outpost needs the cluster id', () => {
    expect(decode(nodeConfig({ enableOutpost: 'true' })).problems).toMatchObject([{ at: 'spec.cluster.id' }]);
    expect(decode(nodeConfig({ enableOutpost: 'true', id: 'x' })).problems).toEqual([]);
  });

  it('unknown fields, odd enums, comments and keys that stand twice are let through', () => {
    const extra = '  # note\n  future: {a: 1}\n  instance:\n    localStorage: {strategy: Odd}\n  future: {}';
    expect(decode(nodeConfig({}, extra)).problems).toEqual([]);
  });

  it('only the first YAML document counts', () => {
    expect(decode(`---\n${nodeConfig()}\n---\n: : nonsense`)).toMatchObject({ clusterName: 'prod-eu', problems: [] });
  });

  it('says nothing of missing fields where a NodeConfig cannot be decoded', () => {
    expect(decode('kind: NodeConfig\n  spec: [').problems).toMatchObject([{ kind: 'nodeconfig-undecodable' }]);
  });
});

describe('facts', () => {
  it('instance id as node name, IPv6, proxy without its address', () => {
    const rest =
      '  featureGates: {InstanceIdNodeName: true}\n  instance:\n    environment:\n      default: {HTTPS_PROXY: "http://u:secret@proxy:1", NO_PROXY: "a.example,10.0.0.0/8"}';
    const data = decode(nodeConfig({ cidr: 'fd00:1::/108' }, rest));
    expect(data).toMatchObject({
      instanceIdNodeName: true,
      ipFamily: 'ipv6',
      proxy: { set: true, noProxy: ['a.example', '10.0.0.0/8'] },
    });
    expect(JSON.stringify(data)).not.toContain('secret');
  });

  it('the hash of a certificate does not depend on its wrapping', () => {
    const hash = hashCertificate(CA);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(decode(nodeConfig()).caSha256).toBe(hash);
    expect(hashCertificate(PEM)).toBe(hash);
    expect(hashCertificate(base64(PEM.replaceAll('\n', '\r\n').trim()))).toBe(hash);
    expect(hashCertificate(CA.replace(/(.{20})/g, '$1\n'))).toBe(hash);
    expect(hashCertificate(base64(PEM.replace('Zm9v', 'Zm9w')))).not.toBe(hash);
  });

  it('a bundle, and what is no certificate, have no hash', () => {
    expect(hashCertificate(PEM + PEM)).toBeUndefined();
    expect(hashCertificate('not base64!')).toBeUndefined();
    expect(hashCertificate('')).toBeUndefined();
  });
});
