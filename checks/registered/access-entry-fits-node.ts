import { type Accusation, defineCheck, notJudged } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { mappingFacts, nodeIdentity, replaceEntryCommands, wantedMapping } from '../../identity/node-identity.ts';
import { namingOf } from '../../identity/node-name.ts';

const docs = ['https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html'];

/** EKS user guide, "Create access entries"; amazon-eks-ami doc/nodeadm/doc/examples.md, InstanceIdNodeName. */
export default defineCheck({
  id: 'access-entry-fits-node',
  title: 'The access entry fits the system and the name of the node',
  stage: 'registered',
  needs: ['cluster', 'instance'],
  uses: ['instanceProfile', 'nodeRole', 'nodeGroup', 'accessEntry', 'awsAuth', 'userData', 'image'],
  causes: {
    'access-entry-ec2-vs-name-scheme': {
      why: 'The entry makes the node another name than the one it registers under, and a node may only touch itself.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'aws eks delete-access-entry --cluster-name CLUSTER --principal-arn ROLE; then create-access-entry with the type that fits the names of the nodes',
      docs,
    },
    'access-entry-os-mismatch': {
      why: 'An entry for Linux leaves a Windows node without the group that its kube-proxy needs.',
      heals: 'running',
      afterJoining: true,
      atMost: 'likely',
      manual:
        'Give Windows nodes a role of their own: aws eks create-access-entry --cluster-name CLUSTER --principal-arn ROLE --type EC2_WINDOWS',
      docs,
    },
  },
  judge({ cluster, instance, ...topics }) {
    if (!cluster || !instance || cluster.authenticationMode === 'CONFIG_MAP') return [];
    const seen = { ...topics, instance: { state: 'known', value: instance } as const };
    const identity = nodeIdentity(cluster, seen);
    if (!('mapping' in identity)) return [];
    const { mapping, roleArn, roleName } = identity;
    if (seen.accessEntry.state === 'unknown') return [notJudged(seen.accessEntry, `access entry of ${roleName}`)];
    if (mapping.by !== 'access-entry') return [];
    const { type } = mapping.entry;
    const wanted = wantedMapping(seen);
    const base = {
      subject: { kind: 'role', id: roleArn },
      facts: { ...mappingFacts(cluster, identity, wanted), type },
      commands: replaceEntryCommands(cluster, identity, wanted),
    };
    const entryProof = { source: 'eks:DescribeAccessEntry', says: `type=${type}` };
    const found: Accusation<'access-entry-ec2-vs-name-scheme' | 'access-entry-os-mismatch'>[] = [];
    const userData = valueOf(seen.userData);
    const platform = platformOf({
      imageName: valueOf(seen.image)?.name,
      amiType: valueOf(seen.nodeGroup)?.amiType,
      windows: instance.windows,
      userDataFlavour: userData?.flavour,
    });
    const naming = namingOf(platform, userData, instance.serviceManaged);
    const expects = type === 'EC2' ? 'instance-id' : /^EC2_(LINUX|WINDOWS)$/.test(type) ? 'private-dns' : undefined;
    if (expects && naming && naming.by !== 'literal' && naming.by !== expects) {
      found.push({
        ...base,
        cause: 'access-entry-ec2-vs-name-scheme',
        certainty: naming.proven ? 'certain' : 'likely',
        says: `The access entry of role ${roleName} is of type ${type}, for nodes named by ${WORDS[expects]}, and ${instance.id} is named by ${WORDS[naming.by]}.`,
        evidence: [
          entryProof,
          { source: 'ec2:DescribeInstanceAttribute userData', says: `the node is named by ${WORDS[naming.by]}` },
        ],
      });
    }
    if (instance.windows && type === 'EC2_LINUX') {
      found.push({
        ...base,
        cause: 'access-entry-os-mismatch',
        certainty: 'likely',
        // The node registers; what its kube-proxy lacks shows later.
        stage: 'ready',
        says: `${instance.id} runs Windows, and the access entry of role ${roleName} is of type EC2_LINUX.`,
        evidence: [entryProof, { source: 'ec2:DescribeInstances', says: 'Platform=windows' }],
        // Nodes of both systems need two roles: replacing the entry would shut out the Linux ones.
        commands: [],
      });
    }
    return found;
  },
});

const WORDS = { 'private-dns': 'private DNS name', 'instance-id': 'instance id' } as const;
