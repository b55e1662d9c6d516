import { defineCheck, notJudged } from '../../core/check.ts';
import {
  IDENTITY_TOPICS,
  mappingFacts,
  nodeIdentity,
  replaceEntryCommands,
  wantedMapping,
} from '../../identity/node-identity.ts';

const docs = ['https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html'];

/** EKS user guide, "Create access entries": only the types of nodes give a node its user name and groups. */
export default defineCheck({
  id: 'access-entry-is-for-nodes',
  title: 'The access entry is of a type for nodes',
  stage: 'registered',
  needs: ['cluster'],
  uses: IDENTITY_TOPICS,
  causes: {
    'access-entry-wrong-type': {
      why: 'The API server lets the node in as somebody who is no node, and forbids it to register.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'aws eks delete-access-entry --cluster-name CLUSTER --principal-arn ROLE; aws eks create-access-entry --cluster-name CLUSTER --principal-arn ROLE --type EC2_LINUX',
      docs,
    },
    'access-entry-shadows-aws-auth': {
      why: 'An access entry is asked before aws-auth, so one of the wrong type hides the right mapping.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'aws eks delete-access-entry --cluster-name CLUSTER --principal-arn ROLE; aws eks create-access-entry --cluster-name CLUSTER --principal-arn ROLE --type EC2_LINUX',
      docs,
    },
  },
  judge({ cluster, ...seen }) {
    const identity = nodeIdentity(cluster, seen);
    if (!cluster || cluster.authenticationMode === 'CONFIG_MAP' || !('mapping' in identity)) return [];
    if (seen.accessEntry.state === 'unknown')
      return [notJudged(seen.accessEntry, `access entry of ${identity.roleName}`)];
    const { mapping, roleArn, roleName } = identity;
    if (mapping.by !== 'access-entry') return [];
    const { type } = mapping.entry;
    if (['EC2_LINUX', 'EC2_WINDOWS', 'EC2', 'HYPERPOD_LINUX'].includes(type)) return [];
    const known = ['STANDARD', 'HYBRID_LINUX', 'FARGATE_LINUX'].includes(type);
    if (!known)
      return [{ notChecked: `access entries of type ${type} are not known here`, call: 'eks:DescribeAccessEntry' }];
    const shadows = type === 'STANDARD' && mapping.awsAuth?.groups.includes('system:nodes') === true;
    const wanted = wantedMapping(seen);
    return [
      {
        cause: shadows ? 'access-entry-shadows-aws-auth' : 'access-entry-wrong-type',
        // Entries for hybrid and Fargate nodes are for nodes all the same, under other names.
        certainty: type === 'STANDARD' ? 'certain' : 'likely',
        subject: { kind: 'role', id: roleArn },
        says: `The access entry of role ${roleName} in ${cluster.name} is of type ${type}${shadows ? ' and hides its mapping in aws-auth' : `, not ${wanted.entryType}`}.`,
        facts: { ...mappingFacts(cluster, identity, wanted), type },
        evidence: [
          { source: 'eks:DescribeAccessEntry', says: `type=${type} username=${mapping.entry.username}` },
          ...(shadows
            ? [
                {
                  source: 'kubernetes:ConfigMap kube-system/aws-auth',
                  says: `mapRoles[${mapping.awsAuth?.index}] maps the role`,
                },
              ]
            : []),
        ],
        commands: replaceEntryCommands(cluster, identity, wanted),
      },
    ];
  },
});
