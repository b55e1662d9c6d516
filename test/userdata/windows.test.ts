import { describe, expect, it } from 'vitest';
import { decodeUserData, hashCertificate } from '../../userdata/index.ts';
import { base64, CA, ENDPOINT } from './samples.ts';

const decode = (script: string) => decodeUserData(base64(`<powershell>\n${script}\n</powershell>`));
const RUN = '& "$env:ProgramFiles\\Amazon\\EKS\\Start-EKSBootstrap.ps1"';

describe('Start-EKSBootstrap.ps1', () => {
  it('gives the facts', () => {
    const script = `${RUN} -EKSClusterName 'prod' -APIServerEndpoint "${ENDPOINT}" -Base64ClusterCA ${CA} -KubeletExtraArgs '--node-labels=a=b' -DNSClusterIP 10.100.0.10 3>&1`;
    expect(decode(script)).toMatchObject({
      flavour: 'windows',
      clusterName: 'prod',
      apiServerEndpoint: ENDPOINT,
      caSha256: hashCertificate(CA),
      clusterDnsIp: '10.100.0.10',
      nodeLabels: ['a=b'],
      problems: [],
    });
  });

  it('takes a variable that is set once to a text', () => {
    expect(decode(`[string]$Name = "prod"\n${RUN} -EKSClusterName $Name`).clusterName).toBe('prod');
    expect(decode(`$Name = Get-Name\n${RUN} -EKSClusterName $Name`).clusterName).toBeUndefined();
  });

  it('ignores an endpoint without its authority', () => {
    expect(decode(`${RUN} -EKSClusterName prod -APIServerEndpoint ${ENDPOINT}`).apiServerEndpoint).toBeUndefined();
  });

  it('is not run', () => {
    expect(decode('# Start-EKSBootstrap.ps1\nWrite-Host hi').problems).toMatchObject([
      { kind: 'windows-no-bootstrap' },
    ]);
  });

  it('is found in tasks of EC2Launch version 2', () => {
    const text = `version: 1.0\ntasks:\n- task: executeScript\n  inputs:\n  - type: powershell\n    content: |\n      ${RUN} -EKSClusterName prod\n`;
    expect(decodeUserData(text)).toMatchObject({ flavour: 'windows', clusterName: 'prod' });
  });
});
