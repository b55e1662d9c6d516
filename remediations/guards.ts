import * as v from 'valibot';
import type { Cluster, Evidence, Instance, Role, Tags } from '../core/evidence.ts';
import type { Finding } from '../core/finding.ts';
import type { FixApi, FixCluster } from '../core/fix-api.ts';
import { valueOf } from '../core/observed.ts';
import { MODE_TAG } from '../core/policy.ts';
import { type Change, type Declined, FixRefused, type Json } from '../core/remediation.ts';
import { resolveTie } from '../core/target.ts';
import { accountOf, nameOf, principalOf, sameArn } from '../identity/arn.ts';
import { nodeRoleArn } from '../identity/node-role.ts';

/** What every plan rests on. */
export interface Grounds {
  readonly instance: Instance;
  readonly cluster: Cluster;
}

/** The grounds of a plan, or why there is none: only a certain cause, and only a node that surely is the cluster's. */
export const groundsOf = (finding: Finding, evidence: Evidence): Grounds | Declined => {
  const instance = valueOf(evidence.instance);
  const cluster = valueOf(evidence.cluster);
  if (finding.certainty !== 'certain') return { declined: `${finding.cause} is not certain` };
  if (!instance || !cluster) return { declined: 'the instance or its cluster could not be read' };
  const tie = resolveTie(instance.tags, valueOf(evidence.userData)?.clusterName);
  if (tie?.strength !== 'strong' || tie.cluster !== cluster.name) {
    return { declined: `nothing ties ${instance.id} to ${cluster.name} surely enough` };
  }
  if (instance.account !== cluster.account) {
    return { declined: `${instance.id} and ${cluster.name} are in different accounts` };
  }
  return { instance, cluster };
};

/** The role that the instance really runs as, or why it must be left alone. */
export const nodeRoleOf = (evidence: Evidence, cluster: Cluster): Role | Declined => {
  const role = valueOf(evidence.nodeRole);
  const arn = nodeRoleArn(evidence);
  if (!role || arn !== role.arn) return { declined: 'the role of the instance could not be read' };
  const objection = roleObjection(role, cluster);
  return objection ? { declined: objection } : role;
};

/** Paths of roles that AWS looks after: service-linked ones, and those of IAM Identity Center. */
const AWS_OWN_PATH = /:role\/(aws-service-role|aws-reserved)\//;

/** Why a role is no node role of this cluster that anybody may write to. */
export const roleObjection = (
  role: { readonly arn: string; readonly tags?: Tags },
  cluster: Pick<FixCluster, 'account' | 'roleArn'>,
): string | undefined => {
  const { arn, tags } = role;
  if (principalOf(arn) !== 'role') return `${arn} is no role`;
  if (accountOf(arn) !== cluster.account) return `${arn} belongs to another account than the cluster`;
  if (sameArn(arn, cluster.roleArn)) return `${arn} is the role of the cluster itself`;
  if (AWS_OWN_PATH.test(arn)) return `${arn} belongs to AWS`;
  return tags && ignoredBy(arn, tags);
};

/** Why an object that somebody tagged `rollcall/mode=ignore` is left alone. */
export const ignoredBy = (what: string, tags: Tags): string | undefined =>
  tags[MODE_TAG]?.trim() === 'ignore' ? `${what} is tagged ${MODE_TAG}=ignore` : undefined;

/** @throws FixRefused when there is an objection */
export const refuseOn = (objection: string | undefined): void => {
  if (objection !== undefined) throw new FixRefused(objection);
};

/**
 * The name of a role that is still the one of the plan: a role may be deleted and made anew under its name.
 *
 * @throws FixRefused when it is gone, is another one by now, or is to be left alone
 */
export const liveRoleOf = async (planned: { roleArn: string; roleId: string }, api: FixApi): Promise<string> => {
  const roleName = nameOf(planned.roleArn);
  const live = await api.role(roleName);
  if (!live) throw new FixRefused(`the role ${roleName} is gone`);
  if (live.id !== planned.roleId || live.arn !== planned.roleArn) {
    throw new FixRefused(`${roleName} is another role by now`);
  }
  refuseOn(ignoredBy(live.arn, live.tags));
  return roleName;
};

/**
 * A part of a change in its own type: changes travel as plain JSON.
 *
 * @throws FixRefused when it is something else
 */
export const partOf = <S extends v.GenericSchema>(change: Change, schema: S, part: Json): v.InferOutput<S> => {
  const parsed = v.safeParse(schema, part);
  if (!parsed.success) throw new FixRefused(`change ${change.id} is not one of ${change.remediation}`);
  return parsed.output;
};
