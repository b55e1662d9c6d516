import * as v from 'valibot';
import { FixRefused } from '../core/remediation.ts';
import { liveRoleOf, partOf, roleObjection } from './guards.ts';
import type { Way } from './way.ts';

const Before = v.strictObject({ entry: v.null(), roleId: v.string() });
const After = v.strictObject({ principalArn: v.string(), type: v.picklist(['EC2_LINUX', 'EC2_WINDOWS', 'EC2']) });

/** On every access entry that Rollcall creates. */
const CREATED_BY = { 'rollcall/created-by': 'rollcall' };

/** The change that made it: only that change's undo may delete the entry. */
const CHANGE_TAG = 'rollcall/change';

/** An access entry of a node type. EKS gives it user name and groups (EKS user guide, creating-access-entries). */
export const accessEntryWay: Way = {
  kind: 'access-entry',

  draft({ cluster, role, wanted, evidence }) {
    if (evidence.accessEntry.state !== 'absent') return { declined: `${role.name} may have an access entry` };
    const { name, region } = cluster;
    return {
      object: { kind: 'access-entry', id: role.arn },
      says: `Create an access entry of type ${wanted.entryType} for the role ${role.name} in ${name}.`,
      before: { entry: null, roleId: role.id },
      after: { principalArn: role.arn, type: wanted.entryType },
      undo: {
        says: `Delete the access entry of the role ${role.name} in ${name}.`,
        commands: [`aws eks delete-access-entry --region ${region} --cluster-name ${name} --principal-arn ${role.arn}`],
        clean: true,
      },
    };
  },

  objection({ object, after }, cluster) {
    if (!v.is(After, after) || after.principalArn !== object.id) return 'it is no access entry of a node role';
    if (cluster.authenticationMode === 'CONFIG_MAP') return `${cluster.name} takes no access entries`;
    return roleObjection({ arn: object.id }, cluster);
  },

  async apply(change, api) {
    const { principalArn, type } = partOf(change, After, change.after);
    await liveRoleOf({ roleArn: principalArn, roleId: partOf(change, Before, change.before).roleId }, api);
    const live = await api.accessEntry(change.cluster, principalArn);
    if (live?.type === type) return 'already';
    if (live) throw new FixRefused(`${principalArn} has an access entry of type ${live.type} by now`);
    const tags = { ...CREATED_BY, [CHANGE_TAG]: change.id };
    await api.createAccessEntry(change.cluster, { principalArn, type, tags });
    return 'applied';
  },

  async verify(change, api) {
    const { principalArn, type } = partOf(change, After, change.after);
    return (await api.accessEntry(change.cluster, principalArn))?.type === type;
  },

  async undo(change, api) {
    const { principalArn } = partOf(change, After, change.after);
    const live = await api.accessEntry(change.cluster, principalArn);
    if (!live) return 'already';
    if (live.tags[CHANGE_TAG] !== change.id) {
      throw new FixRefused(`the access entry of ${principalArn} is not the one that this change made`);
    }
    await api.deleteAccessEntry(change.cluster, principalArn);
    return 'undone';
  },
};
