import { expect, it } from 'vitest';
import check from '../../../checks/launched/lifecycle-hook-passed.ts';
import { unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';

const at = (lifecycleState: string) => ({ scaling: { group: 'eks-workers-1', lifecycleState } });

it('suspects a hook that is not completed', () => {
  expect(judged(check, at('Pending:Wait')).said).toEqual(['asg-lifecycle-hook-pending suspect configured']);
});

it.each(['InService', 'Pending', 'Pending:Proceed', 'Warmed:Pending:Wait', 'Terminating:Wait'])(
  '%s: nothing',
  (state) => expect(judged(check, at(state)).said).toEqual([]),
);

it('is silent without a group, and says what it could not read', () => {
  expect(judged(check, { scaling: null })).toMatchObject({ said: [], notChecked: [] });
  expect(judged(check, { scaling: unread('x:Y') })).toMatchObject({ said: [], calls: ['x:Y'] });
});
