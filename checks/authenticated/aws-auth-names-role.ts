import { defineCheck, notJudged } from '../../core/check.ts';
import {
  IDENTITY_TOPICS,
  mapCommand,
  mappingFacts,
  nodeIdentity,
  wantedMapping,
} from '../../identity/node-identity.ts';

const docs = [
  'https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting-iam.html',
  'https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html',
];

/** aws-iam-authenticator pkg/arn/arn.go: a session is compared as role/NAME, whatever path the role has. */
export default defineCheck({
  id: 'aws-auth-names-role',
  title: 'aws-auth names the role as the API server sees it',
  stage: 'authenticated',
  needs: ['cluster'],
  uses: IDENTITY_TOPICS,
  causes: {
    'awsauth-path-arn': {
      why: 'STS names a role without its path, so a mapping that has the path never matches.',
      heals: 'running',
      remediation: 'map-node-role',
      docs,
      atMost: 'certain',
      manual:
        'eksctl create iamidentitymapping --cluster CLUSTER --arn ROLE --group system:bootstrappers,system:nodes --username system:node:{{EC2PrivateDNSName}}',
    },
    'awsauth-instance-profile-arn': {
      why: 'Only the ARN of the role itself matches a node; an instance profile, a session or a namesake never does.',
      heals: 'running',
      remediation: 'map-node-role',
      docs,
      atMost: 'certain',
      manual:
        'eksctl create iamidentitymapping --cluster CLUSTER --arn ROLE --group system:bootstrappers,system:nodes --username system:node:{{EC2PrivateDNSName}}',
    },
  },
  judge({ cluster, ...seen }) {
    const identity = nodeIdentity(cluster, seen);
    if (!cluster || !('mapping' in identity)) return [];
    const { mapping, roleArn, roleName, foreign } = identity;
    if (mapping.by === 'unclear') return [notJudged(mapping.because, `who ${roleName} is in ${cluster.name}`)];
    if (mapping.by !== 'unmapped' || foreign) return [];
    if (seen.awsAuth.state === 'unknown' && cluster.authenticationMode !== 'API') {
      return [notJudged(seen.awsAuth, 'aws-auth')];
    }
    const { flaw } = mapping;
    if (flaw.kind !== 'path' && flaw.kind !== 'wrong-arn') return [];
    const wanted = wantedMapping(seen);
    const { arn, index } = flaw.entry;
    return [
      {
        cause: flaw.kind === 'path' ? 'awsauth-path-arn' : 'awsauth-instance-profile-arn',
        certainty: mapping.sure ? 'certain' : 'likely',
        subject: { kind: 'role', id: roleArn },
        says:
          flaw.kind === 'path'
            ? `aws-auth of ${cluster.name} names ${arn}, with a path, and nothing else maps role ${roleName}.`
            : `aws-auth of ${cluster.name} names ${arn}, ${flaw.is}, and nothing maps role ${roleName}.`,
        facts: { ...mappingFacts(cluster, identity, wanted), index, found: arn },
        evidence: [
          { source: 'kubernetes:ConfigMap kube-system/aws-auth', says: `mapRoles[${index}].rolearn=${arn}` },
          { source: 'iam:GetInstanceProfile', says: `the node runs as ${roleArn}` },
        ],
        commands: [mapCommand(cluster, identity, wanted)],
      },
    ];
  },
});
