import { type Accusation, defineCheck, notJudged } from '../../core/check.ts';
import type { Certainty, Proof } from '../../core/finding.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { nameOf } from '../../identity/arn.ts';
import { bootCallsOf } from '../../identity/boot-calls.ts';
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

const POLICY = 'AmazonEKSWorkerNodePolicy';

/**
 * nodeadm and bootstrap.sh ask EC2 for the node's name, and bootstrap.sh asks EKS for the endpoint that user data left
 * out (amazon-eks-ami nodeadm/internal/api/status.go; EKS user guide, create-node-role).
 */
export default defineCheck({
  id: 'node-role-allows-boot',
  title: 'The node role may do what booting needs',
  stage: 'configured',
  needs: ['instance'],
  uses: ['nodePermissions', 'nodePolicies', 'userData', 'image', 'nodeGroup'],
  causes: {
    'node-role-missing-worker-policy': {
      why: 'While it boots, the node asks AWS for its own name or for the cluster; a role that may not ask never gets as far as kubelet.',
      heals: 'after-reboot',
      remediation: 'attach-node-policy',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html'],
      atMost: 'certain',
      manual:
        'aws iam attach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy',
    },
    'iam-boundary-or-scp-deny': {
      why: 'A permissions boundary or a service control policy takes away what the policies of the node role allow.',
      heals: 'after-reboot',
      docs: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html'],
      atMost: 'certain',
      manual: 'Let the permissions boundary of ROLE, or the service control policy of ACCOUNT, allow ACTION.',
    },
  },
  judge({ instance, nodePermissions, nodePolicies, ...seen }) {
    if (!instance || instance.serviceManaged) return [];
    const userData = valueOf(seen.userData);
    const platform = platformOf({
      imageName: valueOf(seen.image)?.name,
      amiType: valueOf(seen.nodeGroup)?.amiType,
      windows: instance.windows,
      userDataFlavour: userData?.flavour,
    });
    const calls = bootCallsOf(platform, userData);
    const policies = valueOf(nodePolicies);
    if (calls.length === 0 || nodePermissions.state === 'absent') return [];
    if (nodePermissions.state === 'unknown') {
      if (!policies || namesSuffice(policies, [POLICY]))
        return [notJudged(nodePermissions, 'what the node role may do')];
      const source = 'iam:ListAttachedRolePolicies';
      return [accuse(policies.roleArn, 'suspect', [], [{ source, says: `${POLICY} is not attached` }])];
    }
    const { roleArn } = nodePermissions.value;
    const { denied, unsimulated } = deniedOf(
      nodePermissions.value,
      calls.map(({ action }) => action),
      policies,
    );
    if (denied.length > 0) {
      const sure = calls.filter((call) => call.sure).map(({ action }) => action as string);
      const needed = denied.some(({ action, proven }) => proven && sure.includes(action));
      return [accuse(roleArn, sureOfDenial(denied, needed), denied, proofsOf(denied))];
    }
    if (unsimulated.length === 0) return [];
    return [{ notChecked: `${unsimulated.join(', ')} not simulated`, call: 'iam:SimulatePrincipalPolicy' }];
  },
});

const accuse = (
  roleArn: string,
  certainty: Certainty,
  denied: readonly Denied[],
  evidence: readonly Proof[],
): Accusation<'node-role-missing-worker-policy' | 'iam-boundary-or-scp-deny'> => ({
  cause: isFenced(denied) ? 'iam-boundary-or-scp-deny' : 'node-role-missing-worker-policy',
  certainty,
  subject: { kind: 'role', id: roleArn },
  says:
    denied.length > 0
      ? `Role ${nameOf(roleArn)} may not call ${denied.map(({ action }) => action).join(', ')}, which booting needs.`
      : `Role ${nameOf(roleArn)} has no policy that is known to allow what booting needs.`,
  facts: permissionFacts(roleArn, POLICY, denied),
  evidence,
  commands: isPlainAbsence(denied) ? [attachCommand(roleArn, POLICY)] : [],
});
