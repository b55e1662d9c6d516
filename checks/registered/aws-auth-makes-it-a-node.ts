import { defineCheck, notJudged } from '../../core/check.ts';
import type { Certainty } from '../../core/finding.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { mappingFacts, nodeIdentity, wantedMapping } from '../../identity/node-identity.ts';
import { isSameNode, namingOf, nodeUserOf } from '../../identity/node-name.ts';

/** EKS user guide, auth-configmap; Kubernetes, "Using Node Authorization": group system:nodes, user system:node:NAME. */
export default defineCheck({
  id: 'aws-auth-makes-it-a-node',
  title: 'aws-auth gives the node the name and the groups of a node',
  stage: 'registered',
  needs: ['cluster', 'instance'],
  uses: ['instanceProfile', 'nodeRole', 'nodeGroup', 'accessEntry', 'awsAuth', 'userData', 'image'],
  causes: {
    'awsauth-wrong-username-or-groups': {
      why: 'The API server lets the node in under a name or in groups that are not those of a node, and forbids it to register.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'kubectl -n kube-system edit configmap aws-auth: username system:node:{{EC2PrivateDNSName}}, groups system:bootstrappers and system:nodes',
      docs: [
        'https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html',
        'https://kubernetes.io/docs/reference/access-authn-authz/node/',
      ],
    },
  },
  judge({ cluster, instance, ...topics }) {
    if (!cluster || !instance) return [];
    const seen = { ...topics, instance: { state: 'known', value: instance } as const };
    const identity = nodeIdentity(cluster, seen);
    if (!('mapping' in identity)) return [];
    const { mapping, roleArn, roleName } = identity;
    if (mapping.by === 'unclear') return [notJudged(mapping.because, `who ${roleName} is in ${cluster.name}`)];
    if (mapping.by !== 'aws-auth') return [];
    const { index, username, groups } = mapping.entry;
    const userData = valueOf(seen.userData);
    const imageName = valueOf(seen.image)?.name;
    const amiType = valueOf(seen.nodeGroup)?.amiType;
    const userDataFlavour = userData?.flavour;
    const platform = platformOf({ imageName, amiType, windows: instance.windows, userDataFlavour });
    const naming = namingOf(platform, userData, instance.serviceManaged);
    const user = nodeUserOf(username);
    // A name that user data sets by hand has a check of its own.
    const renamed = naming?.by === 'literal' && (user.by === 'private-dns' || user.by === 'instance-id');
    const wrongName = !renamed && isSameNode(user, naming, instance) === false;
    const wanted = wantedMapping(seen);
    const missing = wanted.groups.filter((group) => !groups.includes(group));
    if (!wrongName && missing.length === 0) return [];
    const forbidden = missing.includes('system:nodes');
    const proven = forbidden || user.by === 'none' || (wrongName && naming?.proven !== false);
    const linuxOnly = !forbidden && !wrongName && missing.includes('eks:kube-proxy-windows');
    const weight: Certainty = proven ? 'certain' : wrongName || linuxOnly ? 'likely' : 'suspect';
    return [
      {
        cause: 'awsauth-wrong-username-or-groups',
        certainty: weight === 'certain' && !mapping.sure ? 'likely' : weight,
        ...(linuxOnly ? { stage: 'ready' as const } : {}),
        subject: { kind: 'role', id: roleArn },
        says: `${mapping.list}[${index}] of aws-auth in ${cluster.name} makes role ${roleName} ${[
          ...(wrongName ? [`user ${username || 'without a name'}`] : []),
          ...(missing.length > 0 ? [`no member of ${missing.join(', ')}`] : []),
        ].join(' and ')}.`,
        facts: {
          ...mappingFacts(cluster, identity, wanted),
          index,
          foundUsername: username,
          foundGroups: groups,
          missing,
        },
        evidence: [
          {
            source: 'kubernetes:ConfigMap kube-system/aws-auth',
            says: `${mapping.list}[${index}] username=${username} groups=${groups.join(',')}`,
          },
        ],
        commands: [],
      },
    ];
  },
});
