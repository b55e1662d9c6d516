import { defineCheck } from '../../core/check.ts';
import { otherPluginsIn, vpcCniIn } from '../../core/daemon-sets.ts';
import { valueOf } from '../../core/observed.ts';
import { nameOf, sameArn } from '../../identity/arn.ts';
import { nodeRoleArn } from '../../identity/node-role.ts';
import {
  attachCommand,
  deniedOf,
  isFenced,
  isPlainAbsence,
  permissionFacts,
  proofsOf,
  sureOfDenial,
} from '../../identity/permissions.ts';

/** AWS manages this one for IPv4 only; IPv6 needs a policy of one's own. */
const POLICY = 'AmazonEKS_CNI_Policy';
const ACTIONS = {
  ipv4: ['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:AttachNetworkInterface'],
  ipv6: ['ec2:AssignIpv6Addresses'],
} as const;

/** EKS user guide, cni-iam-role: the VPC CNI calls EC2 with its own role, or with the node's where it has none. */
export default defineCheck({
  id: 'cni-role-may-assign-addresses',
  title: 'The role of the VPC CNI may give out addresses',
  stage: 'ready',
  needs: ['cluster', 'instance', 'cniIdentity', 'cniPermissions'],
  uses: ['instanceProfile', 'nodeRole', 'nodeGroup', 'nodePolicies', 'daemonSets', 'node', 'cniServiceAccount'],
  causes: {
    'node-role-missing-cni': {
      why: 'The VPC CNI must attach interfaces and addresses to the node; until it can, the node registers and is not Ready.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'aws iam attach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy (IPv6 needs a policy of your own)',
      remediation: 'attach-node-policy',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html'],
    },
    'iam-boundary-or-scp-deny': {
      why: 'A permissions boundary or a service control policy takes away what the policies of the VPC CNI allow.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'Allow the actions in the permissions boundary of ROLE, or in the service control policy of the organization.',
      docs: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html'],
    },
  },
  judge({ cluster, instance, cniIdentity, cniPermissions, ...seen }) {
    // On Windows there is no aws-node: the control plane gives out the addresses.
    if (!cluster || !instance || instance.serviceManaged || instance.windows || !cniPermissions) return [];
    const daemonSets = valueOf(seen.daemonSets);
    // Another network does not run as this role.
    if (daemonSets && !vpcCniIn(daemonSets)) return [];
    const alone = daemonSets ? otherPluginsIn(daemonSets).length === 0 : cniIdentity?.addon === true;
    const { ipFamily } = cluster;
    const { roleArn } = cniPermissions;
    const policies = valueOf(seen.nodePolicies);
    const { denied, unsimulated } = deniedOf(cniPermissions, ACTIONS[ipFamily], policies);
    if (denied.length === 0) {
      if (unsimulated.length === 0) return [];
      return [{ notChecked: `${unsimulated.join(', ')} not simulated`, call: 'iam:SimulatePrincipalPolicy' }];
    }
    const nodeRole = nodeRoleArn({ instance: { state: 'known', value: instance }, ...seen });
    const ofNode = !cniIdentity?.roleArn && nodeRole !== undefined && sameArn(nodeRole, roleArn);
    const account = valueOf(seen.cniServiceAccount);
    if (account?.roleArn && !sameArn(account.roleArn, roleArn))
      return [
        {
          notChecked: `role ${nameOf(account.roleArn)} of aws-node is not simulated`,
          call: 'iam:SimulatePrincipalPolicy',
        },
      ];
    // Where neither the add-on nor the service account names a role, it is the node's; unread, the latter may name one.
    const settled = alone && (cniIdentity?.roleArn !== undefined || account !== undefined);
    const stuck = valueOf(seen.node)?.ready.status === 'False';
    const sure = sureOfDenial(denied, settled);
    const certainty = sure === 'likely' && !stuck ? 'suspect' : sure;
    const policy = ipFamily === 'ipv4' ? POLICY : null;
    return [
      {
        cause: isFenced(denied) ? 'iam-boundary-or-scp-deny' : 'node-role-missing-cni',
        certainty,
        subject: { kind: 'role', id: roleArn },
        says: `Role ${nameOf(roleArn)}, which the VPC CNI of ${cluster.name} uses, may not call ${denied.map(({ action }) => action).join(', ')}.`,
        facts: { ...permissionFacts(roleArn, ofNode ? policy : null, denied), ipFamily, isNodeRole: ofNode },
        evidence: [
          ...proofsOf(denied),
          {
            source: 'eks:DescribeAddon',
            says: cniIdentity?.roleArn ? `vpc-cni uses ${cniIdentity.roleArn}` : 'vpc-cni has no role of its own',
          },
        ],
        commands: policy && isPlainAbsence(denied) ? [attachCommand(roleArn, policy)] : [],
      },
    ];
  },
});
