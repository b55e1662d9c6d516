import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/instance-metadata-reachable.ts';
import { findings, instance, on, said } from '../../support/configured.ts';
import { unread } from '../../support/evidence.ts';

const imds = { endpoint: 'disabled', tokens: 'required', hopLimit: 1 } as const;
const off = instance({ imds });

describe('instance metadata', () => {
  it('switched off is certain on every platform that needs it', () => {
    for (const seen of [{}, on.al2, on.al2023, on.bottlerocket]) {
      expect(said(check, { ...seen, instance: off })).toEqual(['imds-disabled certain']);
    }
    expect(said(check, { ...on.windows, instance: instance({ imds, windows: true }) })).toEqual([
      'imds-disabled certain',
    ]);
  });

  it('names the instance and the two commands', () => {
    const [finding] = findings(check, { instance: off });
    expect(finding).toMatchObject({
      stage: 'configured',
      subject: { kind: 'instance', id: off.id },
      fix: { heals: 'after-reboot' },
    });
    expect(finding?.fix.commands.join('\n')).toMatch(
      /modify-instance-metadata-options --instance-id i-0aa11bb22cc33dd44[\s\S]*reboot-instances/,
    );
  });

  it('switched off is likely on an image that nobody knows', () => {
    expect(said(check, { ...on.foreign, instance: off })).toEqual(['imds-disabled likely']);
    expect(said(check, { image: unread('ec2:DescribeImages'), nodeGroup: null, instance: off })).toEqual([
      'imds-disabled likely',
    ]);
  });

  it('with required tokens and one hop is healthy', () => {
    expect(said(check, { instance: instance({ imds: { ...imds, endpoint: 'enabled' } }) })).toEqual([]);
  });

  it('of Auto Mode is not ours to judge', () => {
    expect(said(check, { instance: instance({ imds, serviceManaged: true }) })).toEqual([]);
  });

  it('is not checked without the instance', () => {
    expect(said(check, { instance: unread('ec2:DescribeInstances') })).toEqual(['not checked']);
    expect(said(check, { instance: null })).toEqual([]);
  });
});
