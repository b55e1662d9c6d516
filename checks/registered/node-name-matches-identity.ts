import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { userTemplateOf } from '../../identity/mapping.ts';
import { nodeIdentity } from '../../identity/node-identity.ts';
import { isSameNode, namingOf, nodeUserOf } from '../../identity/node-name.ts';

/** Kubernetes, admission plugin NodeRestriction: a node may only make and change the Node object of its own name. */
export default defineCheck({
  id: 'node-name-matches-identity',
  title: 'The node registers under the name that the API server knows it by',
  stage: 'registered',
  needs: ['instance', 'userData'],
  uses: ['cluster', 'instanceProfile', 'nodeRole', 'nodeGroup', 'accessEntry', 'awsAuth', 'image'],
  causes: {
    'node-name-identity-mismatch': {
      why: 'The API server knows the node by another name than the one it registers under, and a node may only touch itself.',
      heals: 'new-node',
      atMost: 'certain',
      manual: 'Take the host name override out of the user data of the launch template.',
      docs: [
        'https://kubernetes.io/docs/reference/access-authn-authz/node/',
        'https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html',
      ],
    },
  },
  judge({ instance, userData, cluster, ...topics }) {
    if (!instance || !userData) return [];
    const imageName = valueOf(topics.image)?.name;
    const amiType = valueOf(topics.nodeGroup)?.amiType;
    const platform = platformOf({ imageName, amiType, windows: instance.windows, userDataFlavour: userData.flavour });
    const naming = namingOf(platform, userData, instance.serviceManaged);
    if (naming?.by !== 'literal') return [];
    const seen = { ...topics, instance: known(instance), userData: known(userData) };
    const identity = nodeIdentity(valueOf(cluster), seen);
    const template = 'mapping' in identity ? userTemplateOf(identity.mapping) : undefined;
    const user = nodeUserOf(template ?? '');
    if (template !== undefined && user.by === 'none') return [];
    // While the mapping is not known, the two names that mappings give to nodes stand in for it.
    const usual = [nodeUserOf('system:node:{{EC2PrivateDNSName}}'), nodeUserOf('system:node:{{SessionName}}')];
    const users = template === undefined ? usual : [user];
    if (users.some((one) => isSameNode(one, naming, instance) !== false)) return [];
    const expected = {
      'private-dns': instance.privateDnsName,
      'instance-id': instance.id,
      static: user.name,
      none: '',
    };
    const sure = template !== undefined && 'mapping' in identity && 'sure' in identity.mapping && identity.mapping.sure;
    return [
      {
        cause: 'node-name-identity-mismatch',
        certainty: sure ? 'certain' : 'likely',
        subject: { kind: 'instance', id: instance.id },
        says: `User data of ${instance.id} names the node ${naming.literal}, and the API server knows it as ${expected[user.by] || instance.privateDnsName}.`,
        facts: {
          hostnameOverride: naming.literal ?? '',
          privateDnsName: instance.privateDnsName,
          instanceId: instance.id,
          username: template ?? null,
        },
        evidence: [
          { source: 'ec2:DescribeInstanceAttribute userData', says: `hostname-override=${naming.literal}` },
          { source: 'ec2:DescribeInstances', says: `PrivateDnsName=${instance.privateDnsName}` },
        ],
        commands: [],
      },
    ];
  },
});

const known = <T>(value: T) => ({ state: 'known', value }) as const;
