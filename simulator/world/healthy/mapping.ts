/** How the node role is let in: paths, aws-auth as people write it, and both ways at once. */
import { addAccessEntry, awsAuthItem, withoutPath, writeAwsAuth } from '../access.ts';
import { healthyWorld, type Site } from '../healthy.ts';
import { iamArn } from '../partition.ts';
import { addRole } from '../roles.ts';
import type { HealthyWorld } from './variety.ts';

/** Gives the node role a path: its entry names it with the path, aws-auth without. */
function rolePath({ world, role }: Site): void {
  const before = role.arn;
  role.path = '/platform/nodes/';
  role.arn = iamArn(world, `role${role.path}${role.roleName}`);
  for (const entry of world.accessEntries) if (entry.principalArn === before) entry.principalArn = role.arn;
  for (const nodegroup of world.nodegroups) if (nodegroup.nodeRole === before) nodegroup.nodeRole = role.arn;
}

const admins = (site: Site): string =>
  awsAuthItem(iamArn(site.world, 'role/platform-admin'), 'admin', ['system:masters']);

/** A map that has grown for years. */
function grownMap(site: Site): void {
  const { world, cluster, role } = site;
  const mapRoles = [
    '# nodes of the platform team; do not sort',
    `- roleARN: ${withoutPath(role.arn)}`,
    '  Username: system:node:{{EC2PrivateDNSName}}   # EKS fills this in',
    '  groups: ["system:bootstrappers", "system:nodes"]',
    '',
    '# people',
    admins(site),
    awsAuthItem(iamArn(world, 'role/fargate-pods'), 'system:node:{{SessionName}}', [
      'system:bootstrappers',
      'system:nodes',
      'system:node-proxier',
    ]),
  ].join('\n');
  writeAwsAuth(world, cluster.name, mapRoles);
}

function bothWays(site: Site): void {
  const { world, cluster, role } = site;
  writeAwsAuth(world, cluster.name, awsAuthItem(withoutPath(role.arn)) + admins(site));
}

/** Entries of people and tools beside the one of the nodes. */
function otherEntries({ world, cluster }: Site): void {
  for (const name of ['platform-admin', 'ci']) {
    const role = addRole(world, { name, service: 'ec2.amazonaws.com', policies: [] });
    addAccessEntry(world, cluster, role, 'STANDARD').kubernetesGroups = [name];
  }
}

export const mappingWorlds: readonly HealthyWorld[] = [
  {
    name: 'a role with a path, in an access entry',
    world: () => healthyWorld({ nodeKind: 'karpenter', authentication: 'API', prepare: rolePath }),
  },
  {
    name: 'a role with a path, in aws-auth without it',
    world: () => healthyWorld({ nodeKind: 'self-managed', authentication: 'CONFIG_MAP', prepare: rolePath }),
  },
  {
    name: 'a managed group whose role has a path',
    world: () => healthyWorld({ authentication: 'API_AND_CONFIG_MAP', prepare: rolePath }),
  },
  {
    name: 'aws-auth with comments, keys in mixed case and other entries',
    world: () => healthyWorld({ nodeKind: 'self-managed', authentication: 'CONFIG_MAP', prepare: grownMap }),
  },
  {
    name: 'aws-auth that names the role in capitals',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        authentication: 'CONFIG_MAP',
        prepare: ({ world, cluster, role }) =>
          writeAwsAuth(world, cluster.name, awsAuthItem(withoutPath(role.arn).replace('prod-eu', 'PROD-EU'))),
      }),
  },
  {
    name: 'aws-auth alone in a cluster that asks entries first',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        authentication: 'API_AND_CONFIG_MAP',
        prepare: (site) => {
          site.world.accessEntries = [];
          bothWays(site);
        },
      }),
  },
  {
    name: 'aws-auth with the role twice: the last item is right, and counts',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        authentication: 'CONFIG_MAP',
        prepare: ({ world, cluster, role }) => {
          const arn = withoutPath(role.arn);
          writeAwsAuth(world, cluster.name, awsAuthItem(arn, 'nobody', ['viewers']) + awsAuthItem(arn));
        },
      }),
  },
  {
    name: 'an aws-auth that is no YAML beside an access entry, which comes first',
    world: () =>
      healthyWorld({
        prepare: ({ world, cluster }) => writeAwsAuth(world, cluster.name, '- rolearn: [\n  username: {{'),
      }),
  },
  {
    name: 'an aws-auth that names the role with its path beside an access entry, which comes first',
    world: () =>
      healthyWorld({
        nodeKind: 'karpenter',
        prepare: (site) => {
          rolePath(site);
          writeAwsAuth(site.world, site.cluster.name, awsAuthItem(site.role.arn));
        },
      }),
  },
  { name: 'access entry and aws-auth both', world: () => healthyWorld({ prepare: bothWays }) },
  {
    name: 'access entries of others beside the nodes’',
    world: () => healthyWorld({ authentication: 'API', prepare: otherEntries }),
  },
];
