const EKS_HOST =
  /^([0-9a-z]+)\.(.+\.)?(eks\.[a-z0-9-]+\.api\.aws|[a-z0-9-]+\.eks\.amazonaws\.com(?:\.cn)?|eks\.amazonaws\.com(?:\.cn)?)$/;

const hostOf = (endpoint: string): string => {
  const text = endpoint.includes('://') ? endpoint : `https://${endpoint}`;
  return URL.canParse(text) ? new URL(text).hostname : endpoint.toLowerCase();
};

/** Whether two endpoints are one host: case, scheme and a trailing slash do not matter. */
export const sameEndpoint = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && hostOf(one) === hostOf(other);

/**
 * Whether an endpoint is for certain the one of another EKS cluster: both hosts are names that EKS gives, of the same
 * kind, and the id in front differs. Any other host may be a proxy or an alias that somebody set up on purpose.
 */
export const isOtherEksEndpoint = (one: string, cluster: string): boolean => {
  const [, id, , zone] = EKS_HOST.exec(hostOf(one)) ?? [];
  const [, clusterId, , clusterZone] = EKS_HOST.exec(hostOf(cluster)) ?? [];
  return id !== undefined && clusterId !== undefined && id !== clusterId && kindOf(zone) === kindOf(clusterZone);
};

const kindOf = (zone = ''): string => (zone.endsWith('api.aws') ? 'dual-stack' : 'ipv4');
