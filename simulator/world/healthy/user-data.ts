/** How the nodes are told their cluster (amazon-eks-ami doc/nodeadm; bootstrap.sh; Bottlerocket settings). */
import { gzipSync } from 'node:zlib';
import { addAccessEntry, awsAuthItem, withoutPath, writeAwsAuth } from '../access.ts';
import { healthyWorld, type Site } from '../healthy.ts';
import { clusterPart, decodeUserData, encodeUserData } from '../user-data.ts';
import { goldenImage } from './nodes.ts';
import { all, editLaunch, type HealthyWorld, launched } from './variety.ts';

/** A multipart document of these parts. */
const multipart = (parts: [type: string, body: string][]): string =>
  [
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="BOUNDARY"',
    '',
    ...parts.flatMap(([type, body]) => ['--BOUNDARY', `Content-Type: ${type}`, '', body]),
    '--BOUNDARY--',
    '',
  ].join('\n');

const nodeConfig = 'application/node.eks.aws';
const shell = 'text/x-shellscript; charset="us-ascii"';

const userPart = `---
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      maxPods: 58
    flags:
      - --node-labels=team=payments
`;

const write =
  (text: (site: Site) => string) =>
  (site: Site): void =>
    editLaunch(site, () => text(site));

/** NodeConfig parts of the user's own before the one that EKS appends. */
const severalParts = write(({ cluster }) =>
  multipart([
    [shell, '#!/bin/bash\necho "was /etc/eks/bootstrap.sh, is nodeadm now"'],
    [nodeConfig, userPart],
    [nodeConfig, clusterPart(cluster)],
  ]),
);

/** nodeadm names the node after the instance: then the entry must be of type EC2 (amazon-eks-ami doc/nodeadm). */
const instanceIdName = `---
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  featureGates:
    InstanceIdNodeName: true
`;

export const namedById = write(({ cluster }) =>
  multipart([
    [nodeConfig, clusterPart(cluster)],
    [nodeConfig, instanceIdName],
  ]),
);

export function entryOfTypeEc2({ world, cluster, role }: Site): void {
  world.accessEntries = [];
  addAccessEntry(world, cluster, role, 'EC2');
}

function mappedBySession({ world, cluster, role }: Site): void {
  writeAwsAuth(world, cluster.name, awsAuthItem(withoutPath(role.arn), 'system:node:{{SessionName}}'));
}

const byInstanceId = (site: Site): void =>
  editLaunch(site, (text) => text.replace('[settings.kubernetes]', '$&\nhostname-override-source = "instance-id"'));

/** A NodeConfig of the user's own before the one of the cluster. */
const withPart = (part: string) =>
  write(({ cluster }) =>
    multipart([
      [nodeConfig, part],
      [nodeConfig, clusterPart(cluster)],
    ]),
  );

const specOf = (spec: string): string =>
  ['---', 'apiVersion: node.eks.aws/v1alpha1', 'kind: NodeConfig', 'spec:', spec, ''].join('\n');

/** Labels that kubelet may give itself (Kubernetes, NodeRestriction), and flags that look like ones that are gone. */
const allowedFlags = specOf(`  kubelet:
    config:
      registryPullQPS: 20
      shutdownGracePeriod: 45s
    flags:
      - --node-labels=node.kubernetes.io/pool=blue,kubelet.kubernetes.io/zone=a,topology.kubernetes.io/zone=eu-central-1a,eks.amazonaws.com/team=payments,example.com/tier=web
      - --register-with-taints=example.com/dedicated=web:NoSchedule
      - --container-runtime-endpoint=unix:///run/containerd/containerd.sock
      - --v=2`);

/** containerd 2 has the third version of its configuration. */
const containerdV3 = specOf(`  containerd:
    config: |
      version = 3
      [plugins."io.containerd.cri.v1.images"]
      discard_unpacked_layers = false`);

const instanceStore = specOf(`  instance:
    localStorage:
      strategy: RAID0`);

/** Nothing but an agent is installed; a unit of the image joins the cluster (amazon-eks-ami doc/nodeadm). */
const bakedIn =
  (userData?: string) =>
  ({ world, launch }: Site): void => {
    const image = world.images.find(({ imageId }) => imageId === launch.imageId);
    if (image) image.software.ownUserData = launch.userData;
    launch.userData = userData && encodeUserData(userData);
  };

/** What nodes call goes past the proxy; only other destinations go through it. */
const proxy = `---
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  instance:
    environment:
      default:
        HTTPS_PROXY: http://10.0.200.10:3128
        HTTP_PROXY: http://10.0.200.10:3128
        NO_PROXY: localhost,127.0.0.1,169.254.169.254,fd00:ec2::254,10.0.0.0/16,172.20.0.0/16,.internal,.svc,.cluster.local,.amazonaws.com
`;

const behindProxy = write(({ cluster }) =>
  multipart([
    [nodeConfig, proxy],
    [nodeConfig, clusterPart(cluster)],
  ]),
);

export const userDataWorlds: readonly HealthyWorld[] = [
  {
    name: 'NodeConfig as the only document, without MIME',
    world: () => healthyWorld({ nodeKind: 'self-managed', prepare: write(({ cluster }) => clusterPart(cluster)) }),
  },
  {
    name: 'NodeConfig in JSON',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        prepare: write(({ cluster }) =>
          JSON.stringify({
            apiVersion: 'node.eks.aws/v1alpha1',
            kind: 'NodeConfig',
            spec: {
              cluster: {
                name: cluster.name,
                apiServerEndpoint: cluster.endpoint,
                certificateAuthority: cluster.certificateAuthority,
                cidr: '172.20.0.0/16',
              },
            },
          }),
        ),
      }),
  },
  {
    name: 'MIME of several parts: the user has labels and a script that only mentions bootstrap.sh, EKS appends the cluster',
    world: () => healthyWorld({ prepare: severalParts }),
  },
  {
    name: 'MIME with a cloud-config beside the NodeConfig',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        prepare: write(({ cluster }) =>
          multipart([
            ['text/cloud-config; charset="us-ascii"', '#cloud-config\npackages: [jq]'],
            [nodeConfig, clusterPart(cluster)],
          ]),
        ),
      }),
  },
  {
    name: 'MIME of an Amazon Linux 2 group: a script of the user, then the one of EKS',
    world: () =>
      healthyWorld({
        image: 'al2',
        prepare: (site) =>
          editLaunch(site, (text) =>
            multipart([
              [shell, '#!/bin/bash\nset -e\n# EKS calls /etc/eks/bootstrap.sh for us\nyum install -y jq'],
              [shell, /#!\/bin\/bash[\s\S]*?(?=\n--\/\/)/.exec(text)?.[0] ?? ''],
            ]),
          ),
      }),
  },
  {
    name: 'Bottlerocket with settings of its own: kernel, host containers, a bootstrap container',
    world: () =>
      healthyWorld({
        image: 'bottlerocket',
        prepare: (site) =>
          editLaunch(
            site,
            (text) => `${text}
[settings.kernel.sysctl]
"vm.max_map_count" = "262144"

[settings.host-containers.admin]
enabled = true

[settings.bootstrap-containers.disks]
source = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/disks:1"
mode = "once"
essential = false
`,
          ),
      }),
  },
  {
    name: 'MIME with Windows line ends',
    world: () => healthyWorld({ prepare: (site) => editLaunch(site, (text) => text.replaceAll('\n', '\r\n')) }),
  },
  {
    name: 'user data in gzip',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        prepare: ({ launch }) => {
          launch.userData = gzipSync(decodeUserData(launch.userData ?? '')).toString('base64');
        },
      }),
  },
  {
    name: 'user data with one more level of base64',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        prepare: ({ launch }) => {
          launch.userData = encodeUserData(launch.userData ?? '');
        },
      }),
  },
  {
    name: 'InstanceIdNodeName with an entry of type EC2',
    world: () =>
      healthyWorld({ nodeKind: 'self-managed', authentication: 'API', prepare: all(namedById, entryOfTypeEc2) }),
  },
  {
    name: 'InstanceIdNodeName with system:node:{{SessionName}} in aws-auth',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        authentication: 'CONFIG_MAP',
        prepare: all(namedById, mappedBySession),
      }),
  },
  {
    name: 'Bottlerocket named by its instance id, with an entry of type EC2',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        image: 'bottlerocket',
        authentication: 'API',
        prepare: all(byInstanceId, entryOfTypeEc2),
      }),
  },
  {
    name: 'Bottlerocket without cluster-dns-ip: it asks EKS',
    world: () =>
      healthyWorld({
        image: 'bottlerocket',
        prepare: (site) => editLaunch(site, (text) => text.replace(/^cluster-dns-ip.*\n/m, '')),
      }),
  },
  {
    name: 'proxy with a NO_PROXY that leaves out all that a node calls',
    world: () =>
      healthyWorld({ nodeKind: 'self-managed', subnet: 'isolated', endpoint: 'private', prepare: behindProxy }),
  },
  {
    name: 'InstanceIdNodeName, and an instance without a private DNS name',
    world: launched(
      { nodeKind: 'self-managed', authentication: 'API', prepare: all(namedById, entryOfTypeEc2) },
      (node) => {
        node.privateDnsName = '';
      },
    ),
  },
  {
    name: 'NodeConfig with labels, taints and flags that kubelet takes',
    world: () => healthyWorld({ prepare: withPart(allowedFlags) }),
  },
  {
    name: 'NodeConfig with the third version of containerd’s configuration',
    world: () => healthyWorld({ prepare: withPart(containerdV3) }),
  },
  {
    name: 'NodeConfig that makes a RAID of the instance store',
    world: () => healthyWorld({ nodeKind: 'karpenter', prepare: withPart(instanceStore) }),
  },
  {
    name: 'endpoint with a slash at its end',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        prepare: (site) => editLaunch(site, (text) => text.replace(site.cluster.endpoint, `${site.cluster.endpoint}/`)),
      }),
  },
  {
    name: 'golden image that joins by itself: no user data at all',
    world: () => healthyWorld({ nodeKind: 'self-managed', prepare: all(goldenImage, bakedIn()) }),
  },
  {
    name: 'golden image that joins by itself: a script that installs an agent',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        prepare: all(goldenImage, bakedIn('#!/bin/bash\nyum install -y acme-agent\n')),
      }),
  },
  {
    name: 'golden image that joins by itself: cloud-config',
    world: () =>
      healthyWorld({
        nodeKind: 'self-managed',
        image: 'al2',
        prepare: all(goldenImage, bakedIn('#cloud-config\npackages: [jq]\n')),
      }),
  },
];
