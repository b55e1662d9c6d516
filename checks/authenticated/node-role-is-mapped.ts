import { defineCheck, notJudged } from '../../core/check.ts';
import {
  IDENTITY_TOPICS,
  mapCommand,
  mappingFacts,
  nodeIdentity,
  wantedMapping,
} from '../../identity/node-identity.ts';

/** EKS user guide, "Grant IAM users and roles access to Kubernetes APIs"; aws-iam-authenticator pkg/server/server.go. */
export default defineCheck({
  id: 'node-role-is-mapped',
  title: 'The cluster knows the node role',
  stage: 'authenticated',
  needs: ['cluster'],
  uses: IDENTITY_TOPICS,
  causes: {
    'auth-role-unmapped': {
      why: 'The API server lets nobody in whose role has neither an access entry nor a mapping in aws-auth.',
      heals: 'running',
      remediation: 'map-node-role',
      docs: [
        'https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html',
        'https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html',
      ],
    },
  },
  judge({ cluster, ...seen }) {
    const identity = nodeIdentity(cluster, seen);
    if (!cluster || !('mapping' in identity)) {
      return 'unread' in identity && identity.unread ? [notJudged(identity.unread, 'the node role')] : [];
    }
    const { mapping, roleArn, roleName, foreign } = identity;
    if (mapping.by === 'unclear') return [notJudged(mapping.because, `who ${roleName} is in ${cluster.name}`)];
    // A former role's entry and a role of another account are told by their own checks.
    const byAccount = mapping.by === 'account';
    if ((mapping.by !== 'unmapped' && !byAccount) || mapping.stale || (foreign && !byAccount)) return [];
    const mode = cluster.authenticationMode;
    const plain = byAccount || mapping.flaw.kind === 'none';
    if (!plain && !(mapping.flaw.kind === 'no-config-map' && mode !== 'CONFIG_MAP')) return [];
    const wanted = wantedMapping(seen);
    const unread = seen.awsAuth.state === 'unknown' && mode !== 'API';
    return [
      {
        cause: 'auth-role-unmapped',
        certainty: mapping.sure ? 'certain' : 'likely',
        // mapAccounts lets the role in, yet without any right: the API server knows the node and forbids it everything.
        ...(byAccount ? { stage: 'registered' as const } : {}),
        subject: { kind: 'role', id: roleArn },
        says: byAccount
          ? `Cluster ${cluster.name} knows role ${roleName} only through mapAccounts, which gives it no groups.`
          : `Role ${roleName} has no ${mode === 'CONFIG_MAP' ? 'mapping in aws-auth' : 'access entry'} in cluster ${cluster.name}.`,
        facts: { ...mappingFacts(cluster, identity, wanted), byAccount },
        evidence: [
          { source: 'eks:DescribeCluster', says: `authenticationMode=${mode}` },
          ...(mode !== 'CONFIG_MAP' && seen.accessEntry.state === 'absent'
            ? [{ source: 'eks:DescribeAccessEntry', says: 'ResourceNotFoundException' }]
            : []),
          ...(mode === 'API'
            ? []
            : [
                {
                  source: 'kubernetes:ConfigMap kube-system/aws-auth',
                  says: unread
                    ? 'could not be read'
                    : `${byAccount ? 'mapAccounts alone names' : 'does not name'} the role`,
                },
              ]),
        ],
        commands: [mapCommand(cluster, identity, wanted)],
      },
    ];
  },
});
