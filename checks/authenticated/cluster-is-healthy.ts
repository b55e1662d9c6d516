import { type Accusation, defineCheck } from '../../core/check.ts';
import type { Certainty } from '../../core/finding.ts';

type Cause = 'cluster-not-active' | 'cluster-kms-unusable' | 'sts-regional-endpoint-disabled';

/** EKS API reference, ClusterIssue. The user guide spells some codes with underscores: both spellings count. */
export default defineCheck({
  id: 'cluster-is-healthy',
  title: 'EKS reports no health issue of the cluster',
  stage: 'authenticated',
  needs: ['cluster'],
  causes: {
    'cluster-not-active': {
      why: 'EKS reports that it cannot run the control plane as it should.',
      heals: 'running',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html'],
      atMost: 'suspect',
      manual: 'aws eks describe-cluster --name CLUSTER --query cluster.health',
    },
    'cluster-kms-unusable': {
      why: 'The control plane can no longer read its secrets, and the API server may be down.',
      heals: 'running',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html'],
      atMost: 'likely',
      manual: 'aws kms enable-key --key-id KEY, or aws kms cancel-key-deletion --key-id KEY',
    },
    'sts-regional-endpoint-disabled': {
      why: 'The API server has STS of its region check the token of each node, and the account has switched that off.',
      heals: 'running',
      docs: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html'],
      atMost: 'certain',
      manual: 'Switch the region on again in the IAM console: Account settings, Security Token Service. No API can.',
    },
  },
  judge({ cluster }) {
    return (cluster?.healthIssues ?? []).flatMap((issue): Accusation<Cause>[] => {
      const weight = weigh(issue.code);
      if (!cluster || !weight) return [];
      const [cause, certainty] = weight;
      return [
        {
          cause,
          certainty,
          subject: { kind: 'cluster', id: cluster.name },
          says: `EKS reports ${issue.code} of cluster ${cluster.name}.`,
          facts: { cluster: cluster.name, code: issue.code, resources: issue.resourceIds },
          evidence: [{ source: 'eks:DescribeCluster', says: `health.issues: ${issue.code}` }],
          commands: [],
        },
      ];
    });
  },
});

const weigh = (code: string): readonly [Cause, Certainty] | undefined => {
  const plain = code.replaceAll('_', '').toLowerCase();
  if (plain === 'stsregionalendpointdisabled') return ['sts-regional-endpoint-disabled', 'certain'];
  if (plain.startsWith('kmskey') || plain.startsWith('kmsgrant')) return ['cluster-kms-unusable', 'likely'];
  // The role of the cluster has checks of its own, which read more than this code.
  if (plain === 'iamrolenotfound' || plain === 'accessdenied' || plain === 'assumeroleaccessdenied') return undefined;
  return ['cluster-not-active', 'suspect'];
};
