import * as v from 'valibot';
import type { CauseId } from '../core/causes.ts';
import type { Cluster, Evidence, PolicyDocument, PolicyStatement, Role } from '../core/evidence.ts';
import type { FixApi } from '../core/fix-api.ts';
import { valueOf } from '../core/observed.ts';
import { type Change, changeOf, ownerOf, type Remediation } from '../core/remediation.ts';
import { managedPolicyArn, nameOf, sameArn } from '../identity/arn.ts';
import { deniedOf, isPlainAbsence } from '../identity/permissions.ts';
import { groundsOf, liveRoleOf, nodeRoleOf, partOf, roleObjection } from './guards.ts';

/** A managed policy of AWS, and the actions of which a node must have been denied one for it to help. */
interface NodePolicy {
  readonly name: string;
  readonly actions: RegExp;
}

const POLICIES: Partial<Record<CauseId, NodePolicy>> = {
  'node-role-missing-worker-policy': {
    name: 'AmazonEKSWorkerNodePolicy',
    actions: /^(ec2:DescribeInstances|eks:DescribeCluster)$/,
  },
  'node-role-missing-ecr': { name: 'AmazonEC2ContainerRegistryPullOnly', actions: /^ecr:/ },
  'node-role-missing-cni': { name: 'AmazonEKS_CNI_Policy', actions: /^ec2:/ },
};

const Before = v.strictObject({ attached: v.literal(false), roleId: v.string() });
const After = v.strictObject({ policyArn: v.string() });

/** Attaches the managed policy that nodes need (EKS user guide, create-node-role), in the role's own partition. */
const attachNodePolicy: Remediation = {
  id: 'attach-node-policy',
  title: 'Attach the missing managed policy to the node role',
  causes: ['node-role-missing-worker-policy', 'node-role-missing-ecr', 'node-role-missing-cni'],
  permissions: [
    'eks:DescribeCluster',
    'iam:GetRole',
    'iam:ListAttachedRolePolicies',
    'iam:AttachRolePolicy',
    'iam:DetachRolePolicy',
  ],

  plan(finding, evidence) {
    const policy = POLICIES[finding.cause];
    const grounds = groundsOf(finding, evidence);
    if ('declined' in grounds) return grounds;
    if (!policy) return { declined: `no policy cures ${finding.cause}` };
    const { cluster } = grounds;
    const role = nodeRoleOf(evidence, cluster);
    if ('declined' in role) return role;
    const { name } = policy;
    const ofCni = finding.cause === 'node-role-missing-cni';
    const objection =
      (finding.subject.id === role.arn ? undefined : `${finding.subject.id} is not the role of the instance`) ??
      othersUse(role) ??
      (ofCni ? cniObjection(evidence, cluster) : undefined) ??
      denialObjection(ofCni ? evidence.cniPermissions : evidence.nodePermissions, role, policy) ??
      (valueOf(evidence.nodePolicies)?.attached.includes(name) ? `${name} is attached already` : undefined);
    if (objection) return { declined: objection };
    const policyArn = managedPolicyArn(name, role.arn);
    return changeOf({
      remediation: 'attach-node-policy',
      cause: finding.cause,
      cluster: cluster.name,
      region: cluster.region,
      account: cluster.account,
      object: { kind: 'role', id: role.arn },
      says: `Attach ${name} to the role ${role.name}.`,
      before: { attached: false, roleId: role.id },
      after: { policyArn },
      undo: {
        says: `Detach ${name} from the role ${role.name}.`,
        commands: [`aws iam detach-role-policy --role-name ${role.name} --policy-arn ${policyArn}`],
        clean: true,
      },
      heals: finding.fix.heals,
      owner: ownerOf(role.tags),
    });
  },

  objection({ object, after }, cluster) {
    if (object.kind !== 'role') return `${object.id} is no role`;
    const known = Object.values(POLICIES).map(({ name }) => managedPolicyArn(name, object.id));
    if (!v.is(After, after) || !known.includes(after.policyArn)) return 'it attaches a policy that nodes do not need';
    return roleObjection({ arn: object.id }, cluster);
  },

  async apply(change, api) {
    const { policyArn } = partOf(change, After, change.after);
    const roleName = await liveRole(change, api);
    if ((await api.attachedPolicies(roleName)).includes(policyArn)) return 'already';
    await api.attachPolicy(roleName, policyArn);
    return 'applied';
  },

  async verify(change, api) {
    const { policyArn } = partOf(change, After, change.after);
    return (await api.attachedPolicies(nameOf(change.object.id))).includes(policyArn);
  },

  async undo(change, api) {
    const { policyArn } = partOf(change, After, change.after);
    const roleName = await liveRole(change, api);
    if (!(await api.attachedPolicies(roleName)).includes(policyArn)) return 'already';
    await api.detachPolicy(roleName, policyArn);
    return 'undone';
  },
};

export default attachNodePolicy;

/** Why others than EC2 instances may run as this role, by its trust policy; a wider role is for a person to change. */
const othersUse = ({ name, trust }: Role): string | undefined => {
  const onlyInstances = statementsOf(trust)
    .filter(({ Effect }) => Effect === 'Allow')
    .every(({ Principal, NotPrincipal }) => NotPrincipal === undefined && isOnlyEc2(Principal));
  return onlyInstances ? undefined : `others than EC2 instances may run as the role ${name}`;
};

const isOnlyEc2 = (principal: PolicyStatement['Principal']): boolean =>
  typeof principal === 'object' &&
  Object.entries(principal).every(
    ([kind, named]) =>
      kind === 'Service' && [named].flat().every((service) => /^ec2\.amazonaws\.com(\.cn)?$/.test(service)),
  );

const statementsOf = ({ Statement = [] }: PolicyDocument): readonly PolicyStatement[] =>
  [Statement].flat().filter((statement) => typeof statement === 'object' && statement !== null);

/** AWS manages the CNI's policy for IPv4 only, and a CNI with a role of its own does not use the node's. */
const cniObjection = (evidence: Evidence, { ipFamily }: Cluster): string | undefined => {
  const identity = valueOf(evidence.cniIdentity);
  if (ipFamily !== 'ipv4') return 'AmazonEKS_CNI_Policy is for IPv4 only';
  if (!identity) return 'the role of the VPC CNI could not be read';
  return identity.roleArn ? `the VPC CNI runs as ${identity.roleArn}` : undefined;
};

/** A policy helps against plain absence only: not against a denial, a boundary or the organization. */
const denialObjection = (
  seen: Evidence['nodePermissions'],
  { arn, name }: Role,
  policy: NodePolicy,
): string | undefined => {
  if (seen.state !== 'known' || !sameArn(seen.value.roleArn, arn)) return `what ${name} may do was not simulated`;
  const actions = Object.keys(seen.value.actions).filter((action) => policy.actions.test(action));
  const { denied } = deniedOf(seen.value, actions);
  if (denied.length === 0) return `${name} may do all that ${policy.name} is for`;
  return isPlainAbsence(denied) ? undefined : `something forbids ${name} what ${policy.name} would allow`;
};

const liveRole = (change: Change, api: FixApi): Promise<string> =>
  liveRoleOf({ roleArn: change.object.id, roleId: partOf(change, Before, change.before).roleId }, api);
