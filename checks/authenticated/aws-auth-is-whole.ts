import { defineCheck, notJudged } from '../../core/check.ts';
import type { Flaw } from '../../identity/flaw.ts';
import {
  IDENTITY_TOPICS,
  mapCommand,
  mappingFacts,
  nodeIdentity,
  wantedMapping,
} from '../../identity/node-identity.ts';

/** aws-iam-authenticator pkg/mapper/configmap/configmap.go: it keeps only what it could parse. */
export default defineCheck({
  id: 'aws-auth-is-whole',
  title: 'aws-auth is there and can be read',
  stage: 'authenticated',
  needs: ['cluster'],
  uses: IDENTITY_TOPICS,
  causes: {
    'awsauth-yaml-invalid-or-lost': {
      why: 'The API server drops what it cannot read of aws-auth, so nodes mapped there are nobody to it.',
      heals: 'running',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html'],
      atMost: 'certain',
      manual: 'Mend the text of the ConfigMap: kubectl edit configmap aws-auth -n kube-system',
    },
  },
  judge({ cluster, ...seen }) {
    const identity = nodeIdentity(cluster, seen);
    if (!cluster || !('mapping' in identity)) return [];
    const { mapping, roleName } = identity;
    if (mapping.by === 'unclear') return [notJudged(mapping.because, `who ${roleName} is in ${cluster.name}`)];
    if (mapping.by !== 'unmapped') return [];
    const mode = cluster.authenticationMode;
    if (seen.awsAuth.state === 'unknown' && mode !== 'API') return [notJudged(seen.awsAuth, 'aws-auth')];
    const says = lossOf(mapping.flaw);
    const gone = mapping.flaw.kind === 'no-config-map';
    if (!says || (gone && mode !== 'CONFIG_MAP')) return [];
    const wanted = wantedMapping(seen);
    return [
      {
        cause: 'awsauth-yaml-invalid-or-lost',
        certainty: mapping.sure ? 'certain' : 'likely',
        subject: { kind: 'cluster', id: cluster.name },
        says: `aws-auth of ${cluster.name} does not map role ${roleName}: ${says}.`,
        facts: { ...mappingFacts(cluster, identity, wanted), flaw: mapping.flaw.kind },
        evidence: [{ source: 'kubernetes:ConfigMap kube-system/aws-auth', says }],
        commands: gone ? [mapCommand(cluster, identity, wanted)] : [],
      },
    ];
  },
});

const lossOf = (flaw: Flaw): string | undefined => {
  if (flaw.kind === 'no-config-map') return 'there is no ConfigMap kube-system/aws-auth';
  if (flaw.kind === 'broken') return `mapRoles is lost as a whole, ${flaw.says}`;
  if (flaw.kind === 'misspelled') return `its key ${flaw.key} is not mapRoles, letter for letter`;
  return flaw.kind === 'no-arn' ? `entry ${flaw.index} of mapRoles, one for nodes, has no rolearn` : undefined;
};
