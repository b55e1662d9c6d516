import { describe, expect, it } from 'vitest';
import check from '../../../checks/configured/bootstrap-arguments-right.ts';
import type { UserDataProblem } from '../../../core/evidence.ts';
import { bootstrap, findings, instance, on, said } from '../../support/configured.ts';
import { unread } from '../../support/evidence.ts';

const CAUSE = 'userdata-bootstrap-args';
const faulty = (kind: UserDataProblem['kind']) => ({
  userData: bootstrap({ problems: [{ kind, at: '--ip-family', says: 'x' }] }),
});

describe('the arguments of bootstrap.sh', () => {
  it('are right', () => {
    expect(said(check, { ...on.al2, userData: bootstrap() })).toEqual([]);
    expect(said(check, {})).toEqual([]);
    expect(said(check, { userData: null })).toEqual([]);
  });

  it.each([
    'bootstrap-no-cluster-name',
    'bootstrap-equals-form',
    'bootstrap-missing-value',
    'bootstrap-ip-family',
  ] as const)('%s is certain on AL2 and Ubuntu', (kind) => {
    for (const seen of [on.al2, on.ubuntu]) {
      expect(findings(check, { ...seen, ...faulty(kind) })).toMatchObject([
        { cause: CAUSE, certainty: 'certain', facts: { at: ['--ip-family'] } },
      ]);
    }
  });

  it('half an endpoint is only a suspect: the script asks for both', () => {
    expect(said(check, { ...on.al2, ...faulty('bootstrap-half-endpoint') })).toEqual([`${CAUSE} suspect`]);
  });

  it('are likely wrong on an unknown image', () => {
    expect(said(check, { ...on.foreign, ...faulty('bootstrap-no-cluster-name') })).toEqual([`${CAUSE} likely`]);
  });

  it('do not matter where bootstrap.sh does not run', () => {
    for (const seen of [on.al2023, on.bottlerocket, on.windows]) {
      expect(said(check, { ...seen, ...faulty('bootstrap-no-cluster-name') })).toEqual([]);
    }
    expect(
      said(check, { ...on.al2, ...faulty('bootstrap-no-cluster-name'), instance: instance({ serviceManaged: true }) }),
    ).toEqual([]);
    expect(said(check, { ...on.al2, userData: unread('ec2:DescribeInstanceAttribute') })).toEqual(['not checked']);
  });
});
