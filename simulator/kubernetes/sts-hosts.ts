/**
 * The STS endpoints that the authenticator accepts in a token.
 * Source: aws-iam-authenticator pkg/token/token.go and pkg/endpoints/partitions.go.
 */

const domains: Record<string, { plain: string; dualStack?: string }> = {
  aws: { plain: 'amazonaws.com', dualStack: 'api.aws' },
  'aws-cn': { plain: 'amazonaws.com.cn', dualStack: 'api.amazonwebservices.com.cn' },
  'aws-us-gov': { plain: 'amazonaws.com', dualStack: 'api.aws' },
};

/** The partition a region belongs to, by its name. */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Whether a host, compared literally, is an STS endpoint of the partition; the global one exists only in `aws`. */
export function isStsHost(host: string, partition: string): boolean {
  if (host === 'sts.amazonaws.com') return partition === 'aws';
  const region = host.split('.')[1] ?? '';
  if (!/^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(region) || partitionOf(region) !== partition) return false;
  const { plain, dualStack } = domains[partition] ?? {};
  return [plain, dualStack].some(
    (domain) => domain !== undefined && [`sts.${region}.${domain}`, `sts-fips.${region}.${domain}`].includes(host),
  );
}
