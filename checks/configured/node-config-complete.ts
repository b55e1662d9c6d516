import { defineCheck, notJudged } from '../../core/check.ts';
import type { UserDataProblem } from '../../core/evidence.ts';
import { unknown, valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { originOf } from '../../userdata/index.ts';

const WRAPPING: readonly UserDataProblem['kind'][] = [
  'mime-malformed',
  'mime-byte-order-mark',
  'layer-unreadable',
  'too-many-layers',
];
const CONTENT: readonly UserDataProblem['kind'][] = [
  'nodeconfig-undecodable',
  'nodeconfig-missing-field',
  'nodeconfig-invalid-value',
];

/** nodeadm internal/configprovider/{userdata,mime}.go and internal/api/validation.go; EKS user guide, al2023. */
export default defineCheck({
  id: 'node-config-complete',
  title: 'nodeadm finds a complete NodeConfig in the user data',
  stage: 'configured',
  needs: ['instance', 'userData'],
  uses: ['image', 'nodeGroup', 'cluster'],
  causes: {
    'userdata-mime-malformed': {
      why: 'nodeadm cannot take the MIME document apart, so it finds no NodeConfig and never starts kubelet.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html'],
      atMost: 'certain',
      manual:
        'Put the NodeConfig into a well-formed MIME part of the type application/node.eks.aws and launch new nodes.',
    },
    'userdata-nodeconfig-invalid': {
      why: 'nodeadm refuses a NodeConfig that lacks cluster name, endpoint, certificate authority or service CIDR.',
      heals: 'new-node',
      docs: [
        'https://docs.aws.amazon.com/eks/latest/userguide/al2023.html',
        'https://awslabs.github.io/amazon-eks-ami/nodeadm/doc/api/',
      ],
      atMost: 'certain',
      manual:
        "aws eks describe-cluster --name CLUSTER --query 'cluster.{n:name,e:endpoint,ca:certificateAuthority.data,cidr:kubernetesNetworkConfig.serviceIpv4Cidr}'",
    },
  },
  judge({ instance, userData, image, nodeGroup, cluster }) {
    if (!instance || instance.serviceManaged || !userData) return [];
    const { windows } = instance;
    const platform = platformOf({ imageName: valueOf(image)?.name, amiType: valueOf(nodeGroup)?.amiType, windows });
    // On another platform nobody looks for a NodeConfig; on an unknown one a NodeConfig tells that it is meant.
    if (platform !== 'al2023' && !(platform === 'unknown' && userData.flavour === 'nodeconfig')) return [];
    if (userData.problems.some(({ kind }) => kind === 'too-large')) {
      return [notJudged(unknown('unsupported', 'ec2:DescribeInstanceAttribute', 'too large to decode'), 'userData')];
    }
    const faults = userData.problems.filter(({ kind }) => WRAPPING.includes(kind) || CONTENT.includes(kind));
    const [first] = faults;
    if (!first) return [];
    const wrapping = WRAPPING.includes(first.kind);
    // Go reads headers behind a byte order mark; a script may bring the configuration by another way.
    const sure = platform === 'al2023' && !userData.configuresElsewhere && first.kind !== 'mime-byte-order-mark';
    const known = valueOf(cluster);
    const query =
      "'cluster.{n:name,e:endpoint,ca:certificateAuthority.data,cidr:kubernetesNetworkConfig.[serviceIpv4Cidr,serviceIpv6Cidr]}'";
    return [
      {
        cause: wrapping ? 'userdata-mime-malformed' : 'userdata-nodeconfig-invalid',
        certainty: sure ? 'certain' : 'likely',
        subject: originOf(instance),
        says: `nodeadm on ${instance.id} cannot use its user data: ${first.says}`,
        facts: {
          platform,
          problems: faults.map(({ kind }) => kind),
          at: faults.flatMap(({ at }) => at ?? []),
          parts: userData.parts,
        },
        evidence: faults.map(({ says }) => ({ source: 'ec2:DescribeInstanceAttribute', says: `userData: ${says}` })),
        commands:
          known && !wrapping
            ? [`aws eks describe-cluster --name ${known.name} --region ${known.region} --query ${query}`]
            : [],
      },
    ];
  },
});
