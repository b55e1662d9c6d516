import * as v from 'valibot';
import { valueOf } from '../core/observed.ts';
import { type Change, FixRefused, ownerOf } from '../core/remediation.ts';
import { canonicalRoleArn } from '../identity/arn.ts';
import { findEntry, readAwsAuth } from '../identity/aws-auth.ts';
import { appendMapping, type Edit, type RoleMapping, removeMapping } from './aws-auth-text.ts';
import { liveRoleOf, partOf, roleObjection } from './guards.ts';
import type { Way } from './way.ts';

const Before = v.strictObject({ mapRoles: v.string(), roleArn: v.string(), roleId: v.string() });
const After = v.strictObject({
  rolearn: v.string(),
  username: v.picklist(['system:node:{{EC2PrivateDNSName}}', 'system:node:{{SessionName}}']),
  groups: v.array(v.picklist(['system:bootstrappers', 'system:nodes', 'eks:kube-proxy-windows'])),
});

const OBJECT = { kind: 'config-map', id: 'kube-system/aws-auth' };

/** The former text goes with the change through the watch into the ledger, whose items hold 400 KB at most. */
const MOST_TEXT = 64 * 1024;

/** A mapping at the end of `mapRoles` in kube-system/aws-auth (EKS user guide, auth-configmap). */
export const awsAuthWay: Way = {
  kind: OBJECT.kind,

  draft({ cluster, role, wanted, evidence }) {
    const awsAuth = valueOf(evidence.awsAuth);
    if (!awsAuth) return { declined: 'aws-auth could not be read, or there is none' };
    const { name, region } = cluster;
    const mapRoles = awsAuth.mapRoles ?? '';
    if (Buffer.byteLength(mapRoles) > MOST_TEXT) return { declined: 'aws-auth is too large to keep for the undo' };
    const misspelled = readAwsAuth(awsAuth).misspelled.find(({ meant }) => meant === 'mapRoles');
    if (misspelled) return { declined: `aws-auth has a key ${misspelled.key}, which may be meant for mapRoles` };
    const after = { rolearn: canonicalRoleArn(role.arn), username: wanted.username, groups: wanted.groups };
    const edit = appendMapping(mapRoles, after);
    if ('refused' in edit) return { declined: `mapRoles in aws-auth is for a person to change: ${edit.refused}` };
    return {
      object: OBJECT,
      says: `Add a mapping for ${after.rolearn} at the end of mapRoles in aws-auth of ${name}.`,
      before: { mapRoles, roleArn: role.arn, roleId: role.id },
      after,
      undo: {
        says: `Take the mapping for ${after.rolearn} out of aws-auth of ${name} again.`,
        commands: [`eksctl delete iamidentitymapping --region ${region} --cluster ${name} --arn ${after.rolearn}`],
        clean: true,
      },
      owner: ownerOf(cluster.tags),
    };
  },

  objection(change, cluster) {
    const { object, before, after } = change;
    if (object.id !== OBJECT.id || !v.is(Before, before) || !v.is(After, after))
      return 'it is no mapping of a node role';
    if (after.rolearn !== canonicalRoleArn(before.roleArn)) return `it maps another role than ${before.roleArn}`;
    if (cluster.authenticationMode !== 'CONFIG_MAP') return `${cluster.name} takes access entries`;
    return roleObjection({ arn: before.roleArn }, cluster);
  },

  async apply(change, api) {
    const mapping = partOf(change, After, change.after);
    await liveRoleOf(partOf(change, Before, change.before), api);
    const live = await api.awsAuth(change.cluster);
    if (!live) throw new FixRefused(`${change.cluster} has no aws-auth`);
    const present = presenceOf(mapping, live.mapRoles);
    if (present === 'as-wanted') return 'already';
    if (present === 'otherwise') throw new FixRefused(`somebody has mapped ${mapping.rolearn} otherwise by now`);
    const text = textOf(appendMapping(live.mapRoles ?? '', mapping));
    if (presenceOf(mapping, text) !== 'as-wanted') throw new FixRefused('the new mapping would not be read as meant');
    await api.replaceMapRoles(change.cluster, live.resourceVersion, text);
    return 'applied';
  },

  async verify(change, api) {
    return (
      presenceOf(partOf(change, After, change.after), (await api.awsAuth(change.cluster))?.mapRoles) === 'as-wanted'
    );
  },

  async undo(change, api) {
    const mapping = partOf(change, After, change.after);
    const live = await api.awsAuth(change.cluster);
    if (!live || presenceOf(mapping, live.mapRoles) === 'missing') return 'already';
    await api.replaceMapRoles(change.cluster, live.resourceVersion, formerText(change, mapping, live.mapRoles ?? ''));
    return 'undone';
  },
};

/** What was there before, to the letter; where others have written since, their text without the mapping. */
const formerText = (change: Change, mapping: RoleMapping, text: string): string => {
  const { mapRoles } = partOf(change, Before, change.before);
  const written = appendMapping(mapRoles, mapping);
  return 'text' in written && written.text === text ? mapRoles : textOf(removeMapping(text, mapping));
};

/** @throws FixRefused when the text must not be edited */
const textOf = (edit: Edit): string => {
  if ('refused' in edit) throw new FixRefused(`mapRoles in aws-auth is for a person to change: ${edit.refused}`);
  return edit.text;
};

/** What the authenticator makes of the text for this role: of several mappings the last one counts. */
const presenceOf = (mapping: RoleMapping, mapRoles: string | undefined): 'missing' | 'as-wanted' | 'otherwise' => {
  const { roles } = readAwsAuth({ keys: ['mapRoles'], mapRoles });
  const entry = findEntry(roles, mapping.rolearn);
  if (!entry) return 'missing';
  const same =
    entry.username === mapping.username &&
    JSON.stringify(entry.groups.toSorted()) === JSON.stringify(mapping.groups.toSorted());
  return same ? 'as-wanted' : 'otherwise';
};
