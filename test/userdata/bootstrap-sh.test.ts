import { describe, expect, it } from 'vitest';
import { decodeUserData, hashCertificate } from '../../userdata/index.ts';
import { base64, CA, ENDPOINT, gzip, mime, NODE_CONFIG, nodeConfig, part, SHELL } from './samples.ts';

const decode = (script: string) => decodeUserData(base64(`#!/bin/bash\n${script}\n`));
const SCRIPT = '/etc/eks/bootstrap.sh';

it('tells whether bootstrap.sh is to make the Docker bridge', () => {
  expect(decode(`${SCRIPT} prod --enable-docker-bridge true`).dockerBridge).toBe(true);
  expect(decode(`${SCRIPT} prod --enable-docker-bridge false`).dockerBridge).toBeUndefined();
  expect(decode(`${SCRIPT} prod`).dockerBridge).toBeUndefined();
});

describe('the cluster that bootstrap.sh is called for', () => {
  it.each([
    [`${SCRIPT} prod`],
    [`  ${SCRIPT} 'prod' --kubelet-extra-args "--max-pods=20"`],
    [`${SCRIPT} --kubelet-extra-args '--node-labels=a=b' prod`],
    [`${SCRIPT} \\\n  --use-max-pods false \\\n  prod`],
    [`set -ex; sudo ${SCRIPT} prod > /var/log/x.log 2>&1 # ${SCRIPT} other`],
    [`if true; then ${SCRIPT} prod; fi`],
    [`CLUSTER=prod\n${SCRIPT} "\${CLUSTER}"`],
    [`export CLUSTER="prod"\nbash -x ${SCRIPT} $CLUSTER || exit 1`],
    [`# ${SCRIPT} other\n${SCRIPT} prod`],
    [`cat <<'EOF' > /etc/readme\n${SCRIPT} other\nEOF\n${SCRIPT} prod`],
    [`sed -i s/a/b/ ${SCRIPT}\nFOO=1 ${SCRIPT} prod`],
    [`exec > >(tee /var/log/user-data.log) 2>&1\n${SCRIPT} prod\r`],
  ])('%s', (script) => {
    expect(decode(script)).toMatchObject({
      flavour: 'bootstrap-sh',
      bootstrapCalls: 1,
      clusterName: 'prod',
      problems: [],
    });
  });

  it.each([
    [`${SCRIPT} $CLUSTER`],
    [`${SCRIPT} "$(curl -s http://x/name)" --use-max-pods false`],
    [`${SCRIPT} $ARGUMENTS prod`],
    [`CLUSTER=a\nCLUSTER=b\n${SCRIPT} $CLUSTER`],
    [`for c in a b; do ${SCRIPT} "$c"; done`],
    [`${SCRIPT} "unclosed`],
  ])('is not guessed: %s', (script) => {
    const data = decode(script);
    expect(data).toMatchObject({ flavour: 'bootstrap-sh', problems: [] });
    expect(data.clusterName).toBeUndefined();
  });

  it.each([
    [`# ${SCRIPT} prod`],
    [`echo ${SCRIPT} prod`],
    [`cat > /x <<EOF\n${SCRIPT} prod\nEOF`],
    [`[ -f ${SCRIPT} ] || exit 1`],
  ])('no call: %s', (script) => {
    expect(decode(script).flavour).toBe('shell');
  });

  it('stands in a cloud-config command, and in a file that one runs', () => {
    const command = `#cloud-config\nruncmd:\n- [${SCRIPT}, prod]\n`;
    const file = `#cloud-config\nwrite_files:\n- path: /opt/join.sh\n  encoding: gz+b64\n  content: ${base64(gzip(`#!/bin/sh\n${SCRIPT} prod`))}\nruncmd:\n- /opt/join.sh\n`;
    for (const text of [command, file])
      expect(decodeUserData(text)).toMatchObject({ flavour: 'bootstrap-sh', clusterName: 'prod' });
    expect(decodeUserData('#cloud-config\npackages: [jq]\n').flavour).toBe('cloud-config');
  });

  it('stands beside a NodeConfig, which counts first', () => {
    const data = decodeUserData(mime(part(SHELL, `#!/bin/bash\n${SCRIPT} other`), part(NODE_CONFIG, nodeConfig())));
    expect(data).toMatchObject({ flavour: 'nodeconfig', clusterName: 'prod-eu', bootstrapCalls: 1 });
  });

  it('is only given where several calls agree', () => {
    expect(decode(`${SCRIPT} a\n${SCRIPT} b`)).toMatchObject({ bootstrapCalls: 2, problems: [] });
    expect(decode(`${SCRIPT} a\n${SCRIPT} b`).clusterName).toBeUndefined();
    expect(decode(`${SCRIPT} a\n${SCRIPT} a --use-max-pods false`).clusterName).toBe('a');
  });
});

describe('arguments', () => {
  it('give the facts', () => {
    const script = `${SCRIPT} prod --apiserver-endpoint ${ENDPOINT} --b64-cluster-ca ${CA} --dns-cluster-ip 10.100.0.10 --kubelet-extra-args '--node-labels="team=core",a=b --max-pods=17 --token=hush'`;
    expect(decode(script)).toMatchObject({
      apiServerEndpoint: ENDPOINT,
      caSha256: hashCertificate(CA),
      clusterDnsIp: '10.100.0.10',
      nodeLabels: ['team=core', 'a=b'],
      maxPods: 17,
      kubeletFlags: ['--node-labels', '--max-pods=17', '--token'],
      problems: [],
    });
  });

  it.each([
    [SCRIPT, 'bootstrap-no-cluster-name', undefined],
    [`${SCRIPT} --use-max-pods false`, 'bootstrap-no-cluster-name', undefined],
    [`${SCRIPT} --apiserver-endpoint=${ENDPOINT} prod`, 'bootstrap-equals-form', '--apiserver-endpoint'],
    [`${SCRIPT} --kubelet-extra-args --node-labels=a=b --max-pods=9 prod`, 'bootstrap-equals-form', '--max-pods'],
    [`${SCRIPT} prod --apiserver-endpoint ${ENDPOINT}`, 'bootstrap-half-endpoint', '--b64-cluster-ca'],
    [`${SCRIPT} prod --b64-cluster-ca ${CA}`, 'bootstrap-half-endpoint', '--apiserver-endpoint'],
    [`${SCRIPT} prod --kubelet-extra-args`, 'bootstrap-missing-value', '--kubelet-extra-args'],
    [`${SCRIPT} prod --ip-family ipv5`, 'bootstrap-ip-family', '--ip-family'],
  ])('%s', (script, kind, at) => {
    expect(decode(script).problems).toMatchObject([at === undefined ? { kind } : { kind, at }]);
  });

  it('half an endpoint is not used, so it is no fact', () => {
    expect(decode(`${SCRIPT} prod --apiserver-endpoint ${ENDPOINT}`).apiServerEndpoint).toBeUndefined();
  });

  it('kubelet flags of the running shell are known to be unknown', () => {
    expect(decode(`${SCRIPT} prod --kubelet-extra-args "--hostname-override=$ID"`).kubeletFlagsUnknown).toBe(true);
  });

  it('a script that runs nodeadm configures by a way that cannot be followed', () => {
    expect(decode('nodeadm init -c file:///x.yaml').configuresElsewhere).toBe(true);
    expect(decode('# nodeadm init').configuresElsewhere).toBeUndefined();
  });
});
