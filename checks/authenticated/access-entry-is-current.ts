import { defineCheck, notJudged } from '../../core/check.ts';
import {
  IDENTITY_TOPICS,
  mappingFacts,
  nodeIdentity,
  replaceEntryCommands,
  wantedMapping,
} from '../../identity/node-identity.ts';

/** EKS user guide, "Create access entries": an entry belongs to the role's unique id, not to its name. */
export default defineCheck({
  id: 'access-entry-is-current',
  title: 'The access entry belongs to the role of today',
  stage: 'authenticated',
  needs: ['cluster'],
  uses: IDENTITY_TOPICS,
  causes: {
    'access-entry-stale-principal': {
      why: 'A role that was deleted and made again under its old name is another role; the entry still belongs to the first one.',
      heals: 'running',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html'],
      atMost: 'certain',
      manual:
        'aws eks delete-access-entry --cluster-name CLUSTER --principal-arn ROLE, then aws eks create-access-entry --cluster-name CLUSTER --principal-arn ROLE --type EC2_LINUX',
    },
  },
  judge({ cluster, ...seen }) {
    const identity = nodeIdentity(cluster, seen);
    if (!cluster || cluster.authenticationMode === 'CONFIG_MAP' || !('mapping' in identity)) return [];
    const { mapping, roleArn, roleName } = identity;
    if (seen.accessEntry.state === 'unknown') return [notJudged(seen.accessEntry, `the access entry of ${roleName}`)];
    if (seen.accessEntry.state === 'known' && seen.nodeRole.state === 'unknown') {
      return [notJudged(seen.nodeRole, `when role ${roleName} was made`)];
    }
    if (!('stale' in mapping) || !mapping.stale || seen.nodeRole.state !== 'known') return [];
    const { createdAt = '' } = mapping.stale;
    const roleCreatedAt = seen.nodeRole.value.createdAt;
    const wanted = wantedMapping(seen);
    // A mapping in aws-auth still lets the node in, as the stale entry matches nobody.
    const certainty = mapping.by !== 'unmapped' ? 'suspect' : mapping.sure ? 'certain' : 'likely';
    return [
      {
        cause: 'access-entry-stale-principal',
        certainty,
        subject: { kind: 'role', id: roleArn },
        says: `The access entry of ${roleName} in ${cluster.name} dates from ${createdAt}, before the role was made on ${roleCreatedAt}.`,
        facts: { ...mappingFacts(cluster, identity, wanted), entryCreatedAt: createdAt, roleCreatedAt },
        evidence: [
          { source: 'eks:DescribeAccessEntry', says: `createdAt=${createdAt}` },
          { source: 'iam:GetRole', says: `CreateDate=${roleCreatedAt}` },
        ],
        commands: replaceEntryCommands(cluster, identity, wanted),
      },
    ];
  },
});
