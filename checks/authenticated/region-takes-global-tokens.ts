import { defineCheck } from '../../core/check.ts';
import { IDENTITY_TOPICS, nodeIdentity } from '../../identity/node-identity.ts';

/**
 * IAM user guide, "Manage AWS STS in an AWS Region": tokens of the global endpoint are valid in regions that are on by
 * default unless the account asks for version 2. The credentials of EC2's own roles do not come from there.
 */
export default defineCheck({
  id: 'region-takes-global-tokens',
  title: 'Tokens of the global endpoint of STS count in this region',
  stage: 'authenticated',
  needs: ['region', 'cluster'],
  uses: IDENTITY_TOPICS,
  causes: {
    'sts-global-endpoint-token-version': {
      why: 'Where a region must be opted in, credentials from the global endpoint of STS are refused unless the account gives out version 2 tokens.',
      heals: 'running',
      docs: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html'],
      atMost: 'suspect',
      manual: 'aws iam set-security-token-service-preferences --global-endpoint-token-version v2Token',
    },
  },
  judge({ region, cluster, ...seen }) {
    if (region?.optInStatus !== 'opted-in') return [];
    // A role that nobody maps explains itself.
    const identity = nodeIdentity(cluster, seen);
    if (!('mapping' in identity) || !['access-entry', 'aws-auth'].includes(identity.mapping.by)) return [];
    if (region.globalTokenVersion === undefined) {
      return [{ notChecked: 'the version of global STS tokens', call: 'iam:GetAccountSummary' }];
    }
    if (region.globalTokenVersion !== 1) return [];
    return [
      {
        cause: 'sts-global-endpoint-token-version',
        certainty: 'suspect',
        subject: { kind: 'region', id: region.name },
        says: `${region.name} had to be opted in, and the account gives out tokens of version 1 at the global endpoint.`,
        facts: { region: region.name, optInStatus: region.optInStatus, globalTokenVersion: 1 },
        evidence: [
          { source: 'ec2:DescribeRegions', says: 'OptInStatus=opted-in' },
          { source: 'iam:GetAccountSummary', says: 'GlobalEndpointTokenVersion=1' },
        ],
        commands: ['aws iam set-security-token-service-preferences --global-endpoint-token-version v2Token'],
      },
    ];
  },
});
