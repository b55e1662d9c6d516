import { type Accusation, defineCheck, notJudged } from '../../core/check.ts';
import type { Cluster } from '../../core/evidence.ts';
import { valueOf } from '../../core/observed.ts';
import {
  IDENTITY_TOPICS,
  mapCommand,
  mappingFacts,
  type NodeIdentity,
  nodeIdentity,
  wantedMapping,
} from '../../identity/node-identity.ts';
import { type ProfileChange, profileChange } from '../../identity/profile-change.ts';

/** EKS user guide, "Grant IAM users and roles access to Kubernetes APIs"; aws-iam-authenticator pkg/server/server.go. */
export default defineCheck({
  id: 'node-role-is-mapped',
  title: 'The cluster knows the node role',
  stage: 'authenticated',
  needs: ['cluster'],
  uses: [...IDENTITY_TOPICS, 'profileAssociation', 'launchTemplate'],
  causes: {
    'auth-role-unmapped': {
      why: 'The API server lets nobody in whose role has neither an access entry nor a mapping in aws-auth.',
      heals: 'running',
      remediation: 'map-node-role',
      docs: [
        'https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html',
        'https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html',
      ],
      atMost: 'certain',
      manual:
        'aws eks create-access-entry --cluster-name CLUSTER --principal-arn ROLE --type EC2_LINUX, or in CONFIG_MAP mode eksctl create iamidentitymapping --cluster CLUSTER --arn ROLE --group system:bootstrappers,system:nodes --username system:node:{{EC2PrivateDNSName}}',
    },
    'instance-profile-changed': {
      why: 'The instance was given another role after its launch, and the API server does not know that one.',
      heals: 'running',
      docs: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/attach-iam-role.html'],
      atMost: 'certain',
      manual:
        'aws ec2 replace-iam-instance-profile-association --association-id ASSOCIATION --iam-instance-profile Name=PROFILE',
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
    const change = profileChange(roleArn, {
      instance: valueOf(seen.instance),
      nodeGroup: valueOf(seen.nodeGroup),
      profileAssociation: valueOf(seen.profileAssociation),
      launchTemplate: valueOf(seen.launchTemplate),
    });
    if (change && change !== 'maybe') return [accuseChange(cluster, identity, change, mapping.sure)];
    return [
      {
        cause: 'auth-role-unmapped',
        // Where another role may be the right one, nobody is sure that this one is to be mapped.
        certainty: mapping.sure && !change ? 'certain' : 'likely',
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

/** Which of the two roles is right nobody can tell from outside: no fix is offered. */
const accuseChange = (
  cluster: Cluster,
  { roleArn, roleName }: NodeIdentity,
  { instance, since, expected }: ProfileChange,
  sure: boolean,
): Accusation<'instance-profile-changed'> => ({
  cause: 'instance-profile-changed',
  certainty: sure ? 'certain' : 'likely',
  subject: { kind: 'role', id: roleArn },
  says: `${instance.id} has run as role ${roleName} only since ${since}, and cluster ${cluster.name} does not know that role; it was made to run with ${expected}.`,
  facts: { cluster: cluster.name, roleArn, roleName, expected, since, launchTime: instance.launchTime },
  evidence: [
    { source: 'ec2:DescribeIamInstanceProfileAssociations', says: `Timestamp=${since}` },
    { source: 'ec2:DescribeInstances', says: `LaunchTime=${instance.launchTime}` },
  ],
  commands: [
    `aws ec2 describe-iam-instance-profile-associations --region ${instance.region} --filters Name=instance-id,Values=${instance.id}`,
  ],
});
