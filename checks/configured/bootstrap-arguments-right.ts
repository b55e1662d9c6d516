import { defineCheck } from '../../core/check.ts';
import type { UserDataProblem } from '../../core/evidence.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { originOf } from '../../userdata/index.ts';

/** What makes the script end, or takes a flag for the cluster's name. */
const FATAL: readonly UserDataProblem['kind'][] = [
  'bootstrap-no-cluster-name',
  'bootstrap-equals-form',
  'bootstrap-missing-value',
  'bootstrap-ip-family',
];

/** amazon-eks-ami templates/al2/runtime/bootstrap.sh: values stand after a space, the first other word is the name. */
export default defineCheck({
  id: 'bootstrap-arguments-right',
  title: 'bootstrap.sh is called with arguments that it understands',
  stage: 'configured',
  needs: ['instance', 'userData'],
  uses: ['image', 'nodeGroup'],
  causes: {
    'userdata-bootstrap-args': {
      why: 'bootstrap.sh takes values only after a space and reads any other word as the cluster name.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html'],
      atMost: 'certain',
      manual: 'Write each value after a space, /etc/eks/bootstrap.sh CLUSTER --OPTION VALUE, and launch new nodes.',
    },
  },
  judge({ instance, userData, image, nodeGroup }) {
    if (!instance || instance.serviceManaged || userData?.flavour !== 'bootstrap-sh') return [];
    const { windows } = instance;
    const platform = platformOf({ imageName: valueOf(image)?.name, amiType: valueOf(nodeGroup)?.amiType, windows });
    if (platform !== 'al2' && platform !== 'ubuntu' && platform !== 'unknown') return [];
    const faults = userData.problems.filter(({ kind }) => kind.startsWith('bootstrap-'));
    const worst = faults.find(({ kind }) => FATAL.includes(kind)) ?? faults[0];
    if (!worst) return [];
    const fatal = FATAL.includes(worst.kind);
    return [
      {
        cause: 'userdata-bootstrap-args',
        // With endpoint and CA given the script runs through, and kubelet signs its token for a cluster of the wrong name.
        ...(userData.apiServerEndpoint && userData.caSha256 ? { stage: 'authenticated' as const } : {}),
        certainty: fatal ? (platform === 'unknown' ? 'likely' : 'certain') : 'suspect',
        subject: originOf(instance),
        says: `The call of bootstrap.sh in the user data of ${instance.id} is wrong: ${worst.says}`,
        facts: { platform, problems: faults.map(({ kind }) => kind), at: faults.flatMap(({ at }) => at ?? []) },
        evidence: faults.map(({ says }) => ({ source: 'ec2:DescribeInstanceAttribute', says: `userData: ${says}` })),
        commands: [],
      },
    ];
  },
});
