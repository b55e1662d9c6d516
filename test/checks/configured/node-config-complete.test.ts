import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/node-config-complete.ts';
import type { UserData, UserDataProblem } from '../../../core/evidence.ts';
import { bootstrap, findings, instance, on, said, userData } from '../../support/configured.ts';
import { unread } from '../../support/evidence.ts';

const faulty = (kind: UserDataProblem['kind'], change: Partial<UserData> = {}): UserData =>
  userData({ problems: [{ kind, at: 'spec.cluster.cidr', says: 'x' }], ...change });

describe('a NodeConfig', () => {
  it('that is complete passes', () => {
    expect(said(check, {})).toEqual([]);
    expect(said(check, { ...on.al2, userData: bootstrap() })).toEqual([]);
  });

  it.each(['nodeconfig-undecodable', 'nodeconfig-missing-field', 'nodeconfig-invalid-value'] as const)(
    '%s is certain',
    (kind) => {
      expect(findings(check, { userData: faulty(kind) })).toMatchObject([
        { cause: 'userdata-nodeconfig-invalid', certainty: 'certain', facts: { at: ['spec.cluster.cidr'] } },
      ]);
    },
  );

  it.each(['mime-malformed', 'layer-unreadable', 'too-many-layers'] as const)('%s is certain', (kind) => {
    expect(said(check, { userData: faulty(kind) })).toEqual(['userdata-mime-malformed certain']);
  });

  it('behind a byte order mark is only likely lost', () => {
    expect(said(check, { userData: faulty('mime-byte-order-mark') })).toEqual(['userdata-mime-malformed likely']);
  });

  it('is never certainly wrong where the image is unknown or a script may bring another one', () => {
    const seen = { image: unread('ec2:DescribeImages'), nodeGroup: null };
    expect(said(check, { ...seen, userData: faulty('nodeconfig-missing-field') })).toEqual([
      'userdata-nodeconfig-invalid likely',
    ]);
    const data = faulty('nodeconfig-missing-field', { configuresElsewhere: true });
    expect(said(check, { userData: data })).toEqual(['userdata-nodeconfig-invalid likely']);
  });

  it('is nothing that other platforms look for', () => {
    for (const seen of [on.al2, on.bottlerocket, on.windows, on.ubuntu]) {
      expect(said(check, { ...seen, userData: faulty('mime-malformed', { flavour: 'bootstrap-sh' }) })).toEqual([]);
    }
  });

  it('of Auto Mode is not ours to judge', () => {
    expect(said(check, { userData: faulty('mime-malformed'), instance: instance({ serviceManaged: true }) })).toEqual(
      [],
    );
  });

  it('is not checked where it could not be read or is too large', () => {
    expect(said(check, { userData: unread('ec2:DescribeInstanceAttribute') })).toEqual(['not checked']);
    expect(said(check, { userData: faulty('too-large', { flavour: 'unreadable' }) })).toEqual(['not checked']);
  });

  it('offers the command that prints the four fields', () => {
    const [finding] = findings(check, { userData: faulty('nodeconfig-missing-field') });
    expect(finding?.fix.commands).toEqual([
      expect.stringContaining('aws eks describe-cluster --name prod-eu --region eu-central-1'),
    ]);
  });
});
