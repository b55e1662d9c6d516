/** How the API server is reached, who it asks about identities, and which partition it is in. */
import { healthyWorld, type Site } from '../healthy.ts';
import type { HealthyWorld } from './variety.ts';

/** Kubernetes is newer than the node by some minors: up to three are supported (Kubernetes, version skew policy). */
const minorsBehind =
  (minors: number) =>
  ({ world, cluster, image }: Site): void => {
    const minor = `1.${Number(cluster.version.split('.')[1]) - minors}`;
    image.name = image.name.replace(cluster.version, minor);
    image.description = image.description.replace(cluster.version, minor);
    image.software.kubeletVersion = `${minor}.14`;
    for (const nodegroup of world.nodegroups) {
      Object.assign(nodegroup, { version: minor, releaseVersion: `${minor}.14-20261112` });
    }
  };

export const controlPlaneWorlds: readonly HealthyWorld[] = [
  { name: 'endpoint: public only, through NAT', world: () => healthyWorld({ endpoint: 'public' }) },
  { name: 'endpoint: private only', world: () => healthyWorld({ endpoint: 'private' }) },
  {
    name: 'endpoint: public only, open to the address of the NAT gateway alone',
    world: () => healthyWorld({ endpoint: 'public', publicAccessCidrs: ['203.0.113.10/32'] }),
  },
  {
    name: 'endpoint: public only, open to the nodes’ own public addresses',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        subnet: 'public',
        endpoint: 'public',
        publicAccessCidrs: ['198.18.7.0/24', '203.0.113.0/24'],
      }),
  },
  {
    name: 'endpoint: both, the public one open to an office only; nodes go inside',
    world: () => healthyWorld({ publicAccessCidrs: ['198.18.7.0/24'] }),
  },
  { name: 'authentication: access entries alone', world: () => healthyWorld({ authentication: 'API' }) },
  { name: 'authentication: aws-auth alone', world: () => healthyWorld({ authentication: 'CONFIG_MAP' }) },
  {
    name: 'authentication: a cluster older than access entries',
    world: () =>
      healthyWorld({
        authentication: 'CONFIG_MAP',
        prepare: ({ cluster }) => {
          delete cluster.accessConfig;
        },
      }),
  },
  { name: 'partition aws-cn: services end in amazonaws.com.cn', world: () => healthyWorld({ partition: 'aws-cn' }) },
  {
    name: 'partition aws-cn: an isolated subnet with endpoints of both spellings',
    world: () => healthyWorld({ partition: 'aws-cn', subnet: 'isolated', nodeKind: 'self-managed' }),
  },
  {
    name: 'partition aws-us-gov: isolated, a private endpoint',
    world: () => healthyWorld({ partition: 'aws-us-gov', subnet: 'isolated', endpoint: 'private' }),
  },
  { name: 'one minor behind the cluster', world: () => healthyWorld({ prepare: minorsBehind(1) }) },
  {
    name: 'three minors behind the cluster',
    world: () => healthyWorld({ nodeKind: 'karpenter', prepare: minorsBehind(3) }),
  },
  {
    name: 'the cluster is UPDATING while the node joins',
    world: () =>
      healthyWorld({
        prepare: ({ cluster }) => {
          cluster.status = 'UPDATING';
        },
      }),
  },
];
