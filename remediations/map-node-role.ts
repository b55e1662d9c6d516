import type { Cluster, Evidence } from '../core/evidence.ts';
import { type Change, changeOf, type Declined, FixRefused, type Remediation } from '../core/remediation.ts';
import { nodeIdentity, wantedMapping } from '../identity/node-identity.ts';
import { accessEntryWay } from './access-entry-way.ts';
import { awsAuthWay } from './aws-auth-way.ts';
import { groundsOf, nodeRoleOf } from './guards.ts';
import type { Way } from './way.ts';

/**
 * Lets the node role into the cluster: by an access entry where the cluster takes those, else by a mapping in aws-auth
 * (EKS user guide, creating-access-entries and auth-configmap). A mapping that names the role wrongly stays as it is.
 */
const mapNodeRole: Remediation = {
  id: 'map-node-role',
  title: 'Let the node role into the cluster',
  causes: ['auth-role-unmapped', 'awsauth-path-arn', 'awsauth-instance-profile-arn'],
  permissions: [
    'eks:DescribeCluster',
    'iam:GetRole',
    'eks:DescribeAccessEntry',
    'eks:CreateAccessEntry',
    'eks:TagResource',
    'eks:DeleteAccessEntry',
    'iam:PassRole',
  ],

  plan(finding, evidence) {
    const grounds = groundsOf(finding, evidence);
    if ('declined' in grounds) return grounds;
    const { cluster, instance } = grounds;
    const role = nodeRoleOf(evidence, cluster);
    if ('declined' in role) return role;
    if (finding.subject.id !== role.arn) return { declined: `${finding.subject.id} is not the role of the instance` };
    if (instance.serviceManaged) return { declined: 'EKS Auto Mode maps the roles of its nodes itself' };
    const objection = mappingObjection(cluster, evidence);
    if (objection) return objection;
    const way = cluster.authenticationMode === 'CONFIG_MAP' ? awsAuthWay : accessEntryWay;
    const draft = way.draft({ cluster, role, wanted: wantedMapping(evidence), evidence });
    if ('declined' in draft) return draft;
    return changeOf({
      remediation: 'map-node-role',
      cause: finding.cause,
      cluster: cluster.name,
      region: cluster.region,
      account: cluster.account,
      heals: finding.fix.heals,
      ...draft,
    });
  },

  objection: (change, cluster) => wayOf(change)?.objection(change, cluster) ?? (wayOf(change) ? undefined : STRANGE),
  apply: (change, api) => surely(change).apply(change, api),
  verify: (change, api) => surely(change).verify(change, api),
  undo: (change, api) => surely(change).undo(change, api),
};

export default mapNodeRole;

const STRANGE = 'it writes neither an access entry nor aws-auth';

const wayOf = ({ object }: Change): Way | undefined =>
  [accessEntryWay, awsAuthWay].find(({ kind }) => kind === object.kind);

const surely = (change: Change): Way => {
  const way = wayOf(change);
  if (!way) throw new FixRefused(STRANGE);
  return way;
};

/** Only a role that nothing maps, and a node whose name is known: the mapping depends on it. */
const mappingObjection = (cluster: Cluster, evidence: Evidence): Declined | undefined => {
  const identity = nodeIdentity(cluster, evidence);
  if (!('mapping' in identity)) return { declined: 'the role of the instance could not be read' };
  const { mapping, roleName } = identity;
  if (mapping.by !== 'unmapped' && mapping.by !== 'account') return { declined: `${roleName} is mapped, or may be` };
  if (!mapping.sure) return { declined: `whether ${roleName} is mapped is not sure` };
  if (mapping.stale) return { declined: `an access entry of a former role ${roleName} is in the way` };
  if (evidence.userData.state === 'unknown') {
    return { declined: 'without user data nobody knows by what name the node registers' };
  }
  return undefined;
};
