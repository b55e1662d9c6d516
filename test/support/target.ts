/** Targets that tests of verdicts, reports and files are about. */
import type { Report } from '../../core/report.ts';
import type { Target } from '../../core/target.ts';

const node = {
  instanceId: 'i-0aa11bb22cc33dd44',
  region: 'eu-central-1',
  account: '111122223333',
  nodeGroup: 'workers',
  nodeKind: 'managed',
  platform: 'al2023',
} as const;

/** The healthy instance of `evidence.ts`, surely a node of its cluster. */
export const managedNode: Target = {
  ...node,
  tie: { cluster: 'prod-eu', strength: 'strong', by: 'tag eks:cluster-name' },
};

/** The same as a report names it. */
export const reportedNode: Report['target'] = { ...node, cluster: 'prod-eu' };
