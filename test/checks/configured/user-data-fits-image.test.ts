import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/user-data-fits-image.ts';
import type { UserData } from '../../../core/evidence.ts';
import { bootstrap, findings, instance, on, said, userData } from '../../support/configured.ts';
import { unread } from '../../support/evidence.ts';

const toml = (change: Partial<UserData> = {}): UserData =>
  userData({ flavour: 'bottlerocket', layers: ['base64'], parts: [], ...change });
const missing = { kind: 'bottlerocket-missing-setting', at: 'settings.kubernetes.api-server', says: 'x' } as const;

describe('user data that fits', () => {
  it.each([
    ['a NodeConfig on AL2023', {}],
    ['bootstrap.sh on AL2', { ...on.al2, userData: bootstrap() }],
    ['bootstrap.sh on Ubuntu', { ...on.ubuntu, userData: bootstrap() }],
    ['TOML on Bottlerocket', { ...on.bottlerocket, userData: toml() }],
    ['PowerShell on Windows', { ...on.windows, userData: userData({ flavour: 'windows' }) }],
    ['bootstrap.sh beside a NodeConfig', { userData: userData({ bootstrapCalls: 1 }) }],
    ['bootstrap.sh on an unknown image', { ...on.foreign, userData: bootstrap() }],
    ['broken TOML on another platform', { ...on.foreign, userData: toml({ problems: [missing] }) }],
    ['none', { userData: null }],
    ['Auto Mode', { userData: bootstrap(), instance: instance({ serviceManaged: true }) }],
    ['standalone Bottlerocket', { ...on.bottlerocket, userData: toml({ standalone: true, problems: [missing] }) }],
  ])('%s', (_, seen) => {
    expect(said(check, seen)).toEqual([]);
  });
});

describe('user data that does not fit', () => {
  it('bootstrap.sh on AL2023 is certain', () => {
    for (const seen of [{}, on.al2023, on.golden]) {
      expect(said(check, { ...seen, userData: bootstrap() })).toEqual(['userdata-al2023-bootstrap-sh certain']);
    }
    expect(findings(check, { userData: bootstrap() })).toMatchObject([
      { stage: 'configured', facts: { platform: 'al2023' } },
    ]);
  });

  it('bootstrap.sh on AL2023 is likely where the script also runs nodeadm', () => {
    expect(said(check, { userData: bootstrap({ configuresElsewhere: true }) })).toEqual([
      'userdata-al2023-bootstrap-sh likely',
    ]);
  });

  it('any other kind on Bottlerocket is certain, what cannot be read is likely', () => {
    for (const data of [bootstrap(), userData(), userData({ flavour: 'cloud-config' })]) {
      expect(said(check, { ...on.bottlerocket, userData: data })).toEqual(['bottlerocket-settings-invalid certain']);
    }
    const image = { ...on.bottlerocket.image, name: 'no-bottlerocket-any-more' };
    expect(said(check, { ...on.bottlerocket, image, userData: userData() })).toEqual([
      'bottlerocket-settings-invalid likely',
    ]);
    expect(said(check, { ...on.bottlerocket, userData: userData({ flavour: 'unreadable' }) })).toEqual([
      'bottlerocket-settings-invalid likely',
    ]);
  });

  it('Bottlerocket settings that lack a field are certain, wrong types and other ways are likely', () => {
    expect(findings(check, { ...on.bottlerocket, userData: toml({ problems: [missing] }) })).toMatchObject([
      {
        cause: 'bottlerocket-settings-invalid',
        certainty: 'certain',
        facts: { at: ['settings.kubernetes.api-server'] },
      },
    ]);
    const type = { kind: 'bottlerocket-wrong-type', at: 'settings.kubernetes.max-pods', says: 'x' } as const;
    for (const change of [{ problems: [type] }, { problems: [missing], configuresElsewhere: true }]) {
      expect(said(check, { ...on.bottlerocket, userData: toml(change) })).toEqual([
        'bottlerocket-settings-invalid likely',
      ]);
    }
  });

  it('anything but PowerShell on Windows is likely', () => {
    expect(said(check, { ...on.windows, userData: bootstrap() })).toEqual(['windows-bootstrap-failed likely']);
    const idle = userData({ flavour: 'windows', problems: [{ kind: 'windows-no-bootstrap', says: 'x' }] });
    expect(said(check, { ...on.windows, userData: idle })).toEqual(['windows-bootstrap-failed likely']);
  });

  it('is not judged where the image is unknown', () => {
    expect(said(check, { userData: bootstrap(), image: unread('ec2:DescribeImages'), nodeGroup: null })).toEqual([]);
    expect(said(check, { userData: unread('ec2:DescribeInstanceAttribute') })).toEqual(['not checked']);
  });
});
