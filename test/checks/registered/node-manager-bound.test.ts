import { expect, it } from 'vitest';
import check from '../../../checks/registered/node-manager-bound.ts';
import { healthyTopics, type Seen, unread } from '../../support/evidence.ts';
import { judged } from '../../support/judged.ts';

const issue = (code: string, message: string): Seen => ({
  nodeGroup: { ...healthyTopics.nodeGroup, healthIssues: [{ code, message, resourceIds: [] }] },
});
const missing = issue('AccessDenied', 'clusterroles "eks:node-manager" not found');

it.each<[string, Seen, string[]]>([
  ['no issue', {}, []],
  ['no node group', { nodeGroup: null }, []],
  ['it is missing', missing, ['eks-node-manager-rbac-missing likely registered']],
  ['denied something else', issue('AccessDenied', 'not authorized to perform sts:AssumeRole'), []],
  ['another issue', issue('ClusterUnreachable', 'eks:node-manager'), []],
])('%s', (_, seen, said) => expect(judged(check, seen)).toMatchObject({ said, notChecked: [] }));

it('only warns: the node joins all the same', () => {
  expect(judged(check, missing).findings[0]?.afterJoining).toBe(true);
});

it('unread: not checked', () => {
  expect(judged(check, { nodeGroup: unread('some:Call') })).toMatchObject({ said: [], calls: ['some:Call'] });
});
