import { type Accusation, defineCheck, notJudged } from '../../core/check.ts';
import { networkIn } from '../../core/daemon-sets.ts';
import type { DaemonSet } from '../../core/evidence.ts';
import type { Certainty, Proof } from '../../core/finding.ts';
import { valueOf } from '../../core/observed.ts';
import { nameOf } from '../../identity/arn.ts';
import {
  attachCommand,
  type Denied,
  deniedOf,
  isFenced,
  isPlainAbsence,
  namesSuffice,
  permissionFacts,
  proofsOf,
  sureOfDenial,
} from '../../identity/permissions.ts';
import { isPublishedImage } from '../../userdata/index.ts';

const POLICY = 'AmazonEC2ContainerRegistryPullOnly';
const SUFFICIENT = [
  POLICY,
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonEC2ContainerRegistryPowerUser',
  'AmazonEC2ContainerRegistryFullAccess',
];
const ACTIONS = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** EKS user guide, create-node-role: aws-node and kube-proxy come from Amazon ECR. */
export default defineCheck({
  id: 'node-role-may-pull-images',
  title: 'The node role may pull images from Amazon ECR',
  stage: 'ready',
  needs: ['instance'],
  uses: ['nodePermissions', 'nodePolicies', 'cniIdentity', 'daemonSets', 'image'],
  causes: {
    'node-role-missing-ecr': {
      why: 'The images of aws-node and kube-proxy come from Amazon ECR; without them the node registers and never becomes Ready.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'aws iam attach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
      remediation: 'attach-node-policy',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html'],
    },
    'iam-boundary-or-scp-deny': {
      why: 'A permissions boundary or a service control policy takes away what the policies of the node role allow.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'Allow the actions in the permissions boundary of ROLE, or in the service control policy of the organization.',
      docs: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html'],
    },
  },
  judge({ instance, nodePermissions, nodePolicies, cniIdentity, daemonSets, image }) {
    // Images of Windows hold their network; aws-node and kube-proxy run on Linux only.
    if (!instance || instance.serviceManaged || instance.windows || nodePermissions.state === 'absent') return [];
    const network = networkIn(valueOf(daemonSets) ?? []);
    if (daemonSets.state === 'known' && !network.some(isFromEcr)) return [];
    const policies = valueOf(nodePolicies);
    if (nodePermissions.state === 'unknown') {
      if (!policies || namesSuffice(policies, SUFFICIENT))
        return [notJudged(nodePermissions, 'what the node role may do')];
      const source = 'iam:ListAttachedRolePolicies';
      return [accuse(policies.roleArn, 'suspect', [], [{ source, says: `${POLICY} is not attached` }])];
    }
    const { denied, unsimulated } = deniedOf(nodePermissions.value, ACTIONS, policies);
    if (denied.length > 0) {
      // Without the VPC CNI as an add-on another network may bring its images from elsewhere.
      const otherNetwork =
        cniIdentity.state === 'absent' ||
        valueOf(cniIdentity)?.addon === false ||
        network.some((one) => one.mountsCni && !isFromEcr(one));
      // An image of one's own may hold the images already.
      const published = isPublishedImage(valueOf(image));
      const sure = sureOfDenial(denied, published && !otherNetwork);
      const certainty = image.state === 'known' && !published ? 'suspect' : sure;
      return [accuse(nodePermissions.value.roleArn, certainty, denied, proofsOf(denied))];
    }
    if (unsimulated.length === 0) return [];
    return [{ notChecked: `${unsimulated.join(', ')} not simulated`, call: 'iam:SimulatePrincipalPolicy' }];
  },
});

/** A network of another make, or a mirror, brings its images from elsewhere. */
const isFromEcr = ({ images }: DaemonSet): boolean => images.some((image) => /\.dkr[.-]ecr\./.test(image));

const accuse = (
  roleArn: string,
  certainty: Certainty,
  denied: readonly Denied[],
  evidence: readonly Proof[],
): Accusation<'node-role-missing-ecr' | 'iam-boundary-or-scp-deny'> => ({
  cause: isFenced(denied) ? 'iam-boundary-or-scp-deny' : 'node-role-missing-ecr',
  certainty,
  subject: { kind: 'role', id: roleArn },
  says:
    denied.length > 0
      ? `Role ${nameOf(roleArn)} may not call ${denied.map(({ action }) => action).join(', ')}.`
      : `Role ${nameOf(roleArn)} has no policy that is known to allow pulling images from Amazon ECR.`,
  facts: permissionFacts(roleArn, POLICY, denied),
  evidence,
  commands: isPlainAbsence(denied) ? [attachCommand(roleArn, POLICY)] : [],
});
