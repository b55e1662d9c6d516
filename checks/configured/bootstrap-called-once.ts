import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { originOf, readsGrammar } from '../../userdata/index.ts';

/**
 * bootstrap.sh is made to run once. Its older releases moved files away and failed at the second call; later ones copy
 * them (amazon-eks-ami pull request 893). Which of several calls a script reaches is not known either.
 */
export default defineCheck({
  id: 'bootstrap-called-once',
  title: 'The user data calls bootstrap.sh once',
  stage: 'configured',
  needs: ['instance', 'userData'],
  uses: ['image', 'nodeGroup'],
  causes: {
    'userdata-double-bootstrap': {
      why: 'bootstrap.sh is made to run once: a second call meets a node that is configured already, and may fail.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html'],
      atMost: 'suspect',
      manual: 'Take your own call of bootstrap.sh out of the user data: EKS adds one to a group without its own image.',
    },
  },
  judge({ instance, userData, image, nodeGroup }) {
    const calls = userData?.bootstrapCalls ?? 0;
    if (!instance || instance.serviceManaged || userData?.flavour !== 'bootstrap-sh' || calls < 2) return [];
    const amiType = valueOf(nodeGroup)?.amiType;
    const { windows } = instance;
    const platform = platformOf({ imageName: valueOf(image)?.name, amiType, windows });
    if (!readsGrammar(platform, userData.flavour)) return [];
    const appended = amiType !== undefined && amiType !== 'CUSTOM';
    return [
      {
        cause: 'userdata-double-bootstrap',
        certainty: 'suspect',
        subject: originOf(instance),
        says: appended
          ? `The user data of ${instance.id} calls bootstrap.sh beside the call that EKS adds.`
          : `The user data of ${instance.id} calls bootstrap.sh ${calls} times.`,
        facts: { bootstrapCalls: calls, appendedByEks: appended, platform },
        evidence: [
          { source: 'ec2:DescribeInstanceAttribute', says: `userData calls bootstrap.sh ${calls} times` },
          ...(appended ? [{ source: 'eks:DescribeNodegroup', says: `amiType=${amiType}` }] : []),
        ],
        commands: [],
      },
    ];
  },
});
