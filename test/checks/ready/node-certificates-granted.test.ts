import { expect, it } from 'vitest';
import check from '../../../checks/ready/node-certificates-granted.ts';
import { type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';

it.each<[string, Seen, string[]]>([
  ['the binding of EKS', {}, []],
  [
    'one that binds otherwise is somebody’s decision',
    { nodeBootstrapper: { role: 'own', groups: ['system:nodes'] } },
    [],
  ],
  ['none', { nodeBootstrapper: null }, ['node-rbac-tampered suspect ready']],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it('only warns: the node joins all the same', () => {
  expect(judged(check, { nodeBootstrapper: null }).findings[0]?.afterJoining).toBe(true);
});

it('unread: not checked', () => {
  expect(judged(check, { nodeBootstrapper: unread('some:Call') })).toMatchObject({ said: [], calls: ['some:Call'] });
});
