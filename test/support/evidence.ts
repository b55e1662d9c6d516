import type { Evidence, Topics } from '../../core/evidence.ts';
import { absent, known, type Observed, type UnknownReason, unknown } from '../../core/observed.ts';

/** Overrides by topic: a value is known, `null` is absent, an {@link Observed} stands as it is. */
export type Seen = { [T in keyof Topics]?: Topics[T] | null | Observed<Topics[T]> };

const isObserved = (thing: unknown): thing is Observed<never> =>
  typeof thing === 'object' &&
  thing !== null &&
  'state' in thing &&
  ['known', 'absent', 'unknown'].includes(String(thing.state)) &&
  ('value' in thing || thing.state !== 'known');

const NODE_ROLE = 'arn:aws:iam::111122223333:role/prod-eu-node';
const CLUSTER_ROLE = 'arn:aws:iam::111122223333:role/prod-eu-cluster';
const any = { protocol: '-1', cidrs: ['0.0.0.0/0'], ipv6Cidrs: [], groups: [], prefixLists: [] };
const self = (id: string) => ({ protocol: '-1', cidrs: [], ipv6Cidrs: [], groups: [{ id }], prefixLists: [] });
const allowed = { allowed: true, explicitDeny: false };

/** What is seen of a healthy managed AL2023 node in a private subnet behind NAT, private and public endpoint, access entries. */
export const healthyTopics: Topics = {
  moment: { at: '2026-11-24T08:02:10.000Z' },
  instance: {
    id: 'i-0aa11bb22cc33dd44',
    account: '111122223333',
    region: 'eu-central-1',
    state: 'running',
    launchTime: '2026-11-24T08:00:00.000Z',
    instanceType: 'm7g.large',
    architecture: 'arm64',
    availabilityZone: 'eu-central-1a',
    imageId: 'ami-0123456789abcdef0',
    vpcId: 'vpc-0a',
    subnetId: 'subnet-0a',
    privateDnsName: 'ip-10-0-1-23.eu-central-1.compute.internal',
    hostnameType: 'ip-name',
    windows: false,
    instanceProfileArn: 'arn:aws:iam::111122223333:instance-profile/prod-eu-node',
    imds: { endpoint: 'enabled', tokens: 'required', hopLimit: 1 },
    interfaces: [
      {
        id: 'eni-0a',
        deviceIndex: 0,
        subnetId: 'subnet-0a',
        privateIp: '10.0.1.23',
        ipv6: [],
        groups: ['sg-cluster'],
        description: '',
      },
    ],
    tags: { 'eks:cluster-name': 'prod-eu', 'eks:nodegroup-name': 'workers', 'kubernetes.io/cluster/prod-eu': 'owned' },
    serviceManaged: false,
  },
  userData: {
    flavour: 'nodeconfig',
    size: 800,
    layers: ['base64', 'mime'],
    parts: ['application/node.eks.aws'],
    clusterName: 'prod-eu',
    apiServerEndpoint: 'https://ABCDEF.gr7.eu-central-1.eks.amazonaws.com',
    caSha256: 'c0ffee',
    caIsBase64: true,
    serviceCidr: '172.20.0.0/16',
    ipFamily: 'ipv4',
    problems: [],
  },
  instanceStatus: { system: 'ok', instance: 'ok' },
  console: { at: '2026-11-24T08:01:00.000Z', signs: [], tail: [] },
  ssmAgent: { pingStatus: 'Online' },
  scaling: { group: 'eks-workers-1', lifecycleState: 'InService' },
  nodeInterfaces: [],
  profileAssociation: {
    profileArn: 'arn:aws:iam::111122223333:instance-profile/prod-eu-node',
    state: 'associated',
    since: '2026-11-24T08:00:00.000Z',
  },
  region: { name: 'eu-central-1', optInStatus: 'opt-in-not-required', globalTokenVersion: 2 },
  scalingActivities: [
    {
      id: 'activity-1',
      group: 'eks-workers-1',
      startedAt: '2026-11-24T07:59:50.000Z',
      status: 'Successful',
      subnetId: 'subnet-0a',
    },
  ],
  launchTemplate: {
    id: 'lt-0a',
    name: 'eks-workers',
    version: '1',
    imageId: 'ami-0123456789abcdef0',
    instanceType: 'm7g.large',
    instanceProfile: 'prod-eu-node',
    securityGroups: ['sg-cluster'],
    imdsEndpoint: 'enabled',
    imdsTags: 'disabled',
    tagKeys: ['eks:cluster-name', 'eks:nodegroup-name'],
    kmsKeys: [],
  },
  instanceType: {
    name: 'm7g.large',
    architectures: ['arm64'],
    hypervisor: 'nitro',
    gpus: [],
    maximumInterfaces: 3,
    ipv4PerInterface: 10,
  },
  addons: [
    { name: 'vpc-cni', version: 'v1.21.1-eksbuild.1', status: 'ACTIVE', healthIssues: [] },
    { name: 'kube-proxy', version: 'v1.33.3-eksbuild.2', status: 'ACTIVE', healthIssues: [] },
  ],
  image: {
    id: 'ami-0123456789abcdef0',
    name: 'amazon-eks-node-al2023-arm64-standard-1.33-v20261101',
    ownerId: '602401143452',
    architecture: 'arm64',
    state: 'available',
  },
  instanceProfile: {
    arn: 'arn:aws:iam::111122223333:instance-profile/prod-eu-node',
    name: 'prod-eu-node',
    roleArn: NODE_ROLE,
  },
  nodeGroup: {
    name: 'workers',
    status: 'ACTIVE',
    amiType: 'AL2023_ARM_64_STANDARD',
    version: '1.33',
    nodeRoleArn: NODE_ROLE,
    scalingGroups: ['eks-workers-1'],
    healthIssues: [],
    warmPool: false,
  },
  cluster: {
    name: 'prod-eu',
    arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/prod-eu',
    account: '111122223333',
    region: 'eu-central-1',
    status: 'ACTIVE',
    version: '1.33',
    endpoint: 'https://ABCDEF.gr7.eu-central-1.eks.amazonaws.com',
    certificateAuthorityData: 'LS0t',
    caSha256: 'c0ffee',
    roleArn: CLUSTER_ROLE,
    vpcId: 'vpc-0a',
    subnetIds: ['subnet-0a', 'subnet-0b'],
    securityGroupIds: [],
    clusterSecurityGroupId: 'sg-cluster',
    endpointPrivateAccess: true,
    endpointPublicAccess: true,
    publicAccessCidrs: ['0.0.0.0/0'],
    authenticationMode: 'API',
    ipFamily: 'ipv4',
    serviceIpv4Cidr: '172.20.0.0/16',
    healthIssues: [],
    autoMode: false,
    tags: {},
  },
  vpc: {
    id: 'vpc-0a',
    ownerId: '111122223333',
    cidrs: ['10.0.0.0/16'],
    ipv6Cidrs: [],
    dhcpOptionsId: 'dopt-0a',
    tags: {},
  },
  vpcDns: { enableDnsSupport: true, enableDnsHostnames: true },
  dhcpOptions: { id: 'dopt-0a', nameServers: ['AmazonProvidedDNS'], domainName: 'eu-central-1.compute.internal' },
  subnets: [
    {
      id: 'subnet-0a',
      vpcId: 'vpc-0a',
      cidr: '10.0.1.0/24',
      ipv6Cidrs: [],
      availabilityZone: 'eu-central-1a',
      availableIpAddressCount: 200,
      mapPublicIpOnLaunch: false,
      tags: {},
    },
    {
      id: 'subnet-0b',
      vpcId: 'vpc-0a',
      cidr: '10.0.2.0/24',
      ipv6Cidrs: [],
      availabilityZone: 'eu-central-1b',
      availableIpAddressCount: 200,
      mapPublicIpOnLaunch: false,
      tags: {},
    },
    {
      id: 'subnet-0p',
      vpcId: 'vpc-0a',
      cidr: '10.0.100.0/24',
      ipv6Cidrs: [],
      availabilityZone: 'eu-central-1a',
      availableIpAddressCount: 200,
      mapPublicIpOnLaunch: true,
      tags: {},
    },
  ],
  routeTables: [
    {
      id: 'rtb-main',
      vpcId: 'vpc-0a',
      main: true,
      subnetIds: [],
      routes: [{ cidr: '10.0.0.0/16', target: 'local', state: 'active' }],
    },
    {
      id: 'rtb-private',
      vpcId: 'vpc-0a',
      main: false,
      subnetIds: ['subnet-0a', 'subnet-0b'],
      routes: [
        { cidr: '10.0.0.0/16', target: 'local', state: 'active' },
        { cidr: '0.0.0.0/0', target: 'nat-0a', state: 'active' },
      ],
    },
    {
      id: 'rtb-public',
      vpcId: 'vpc-0a',
      main: false,
      subnetIds: ['subnet-0p'],
      routes: [
        { cidr: '10.0.0.0/16', target: 'local', state: 'active' },
        { cidr: '0.0.0.0/0', target: 'igw-0a', state: 'active' },
      ],
    },
  ],
  networkAcls: [
    {
      id: 'acl-0a',
      vpcId: 'vpc-0a',
      isDefault: true,
      subnetIds: ['subnet-0a', 'subnet-0b', 'subnet-0p'],
      entries: [
        { ruleNumber: 100, egress: false, protocol: '-1', action: 'allow', cidr: '0.0.0.0/0' },
        { ruleNumber: 32767, egress: false, protocol: '-1', action: 'deny', cidr: '0.0.0.0/0' },
        { ruleNumber: 100, egress: true, protocol: '-1', action: 'allow', cidr: '0.0.0.0/0' },
        { ruleNumber: 32767, egress: true, protocol: '-1', action: 'deny', cidr: '0.0.0.0/0' },
      ],
    },
  ],
  securityGroups: [
    {
      id: 'sg-cluster',
      name: 'eks-cluster-sg-prod-eu',
      vpcId: 'vpc-0a',
      ownerId: '111122223333',
      ingress: [self('sg-cluster')],
      egress: [any],
      tags: {},
    },
  ],
  vpcEndpoints: [],
  natGateways: [
    {
      id: 'nat-0a',
      vpcId: 'vpc-0a',
      subnetId: 'subnet-0p',
      state: 'available',
      connectivity: 'public',
      publicIps: ['203.0.113.10'],
    },
  ],
  internetGateways: [{ id: 'igw-0a', attachments: [{ vpcId: 'vpc-0a', state: 'available' }] }],
  clusterInterfaces: [
    {
      id: 'eni-c1',
      vpcId: 'vpc-0a',
      subnetId: 'subnet-0a',
      description: 'Amazon EKS prod-eu',
      privateIps: ['10.0.1.200'],
      ipv6: [],
      groups: ['sg-cluster'],
      requesterManaged: true,
      tags: {},
    },
    {
      id: 'eni-c2',
      vpcId: 'vpc-0a',
      subnetId: 'subnet-0b',
      description: 'Amazon EKS prod-eu',
      privateIps: ['10.0.2.200'],
      ipv6: [],
      groups: ['sg-cluster'],
      requesterManaged: true,
      tags: {},
    },
  ],
  prefixLists: [],
  nodeRole: {
    arn: NODE_ROLE,
    name: 'prod-eu-node',
    path: '/',
    id: 'AROAEXAMPLENODE000001',
    createdAt: '2026-01-01T00:00:00.000Z',
    trust: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    tags: {},
  },
  nodePermissions: {
    roleArn: NODE_ROLE,
    actions: {
      'ec2:DescribeInstances': allowed,
      'eks:DescribeCluster': allowed,
      'ecr:GetAuthorizationToken': allowed,
      'ecr:BatchGetImage': allowed,
      'ecr:GetDownloadUrlForLayer': allowed,
    },
  },
  nodePolicies: {
    roleArn: NODE_ROLE,
    attached: ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonEKS_CNI_Policy'],
    inline: [],
  },
  cniIdentity: { addon: true },
  cniPermissions: {
    roleArn: NODE_ROLE,
    actions: {
      'ec2:AssignPrivateIpAddresses': allowed,
      'ec2:CreateNetworkInterface': allowed,
      'ec2:AttachNetworkInterface': allowed,
      'ec2:AssignIpv6Addresses': allowed,
      'ec2:DescribeInstances': allowed,
      'ec2:DescribeSubnets': allowed,
    },
  },
  clusterRole: {
    arn: CLUSTER_ROLE,
    name: 'prod-eu-cluster',
    path: '/',
    id: 'AROAEXAMPLECLUSTER001',
    createdAt: '2026-01-01T00:00:00.000Z',
    trust: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'eks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    tags: {},
  },
  clusterPermissions: {
    roleArn: CLUSTER_ROLE,
    actions: { 'ec2:DescribeInstances': allowed, 'ec2:DescribeNetworkInterfaces': allowed },
  },
  accessEntry: {
    principalArn: NODE_ROLE,
    type: 'EC2_LINUX',
    username: 'system:node:{{EC2PrivateDNSName}}',
    kubernetesGroups: ['system:nodes'],
    createdAt: '2026-02-01T00:00:00.000Z',
  },
  awsAuth: { keys: [] },
  node: {
    name: 'ip-10-0-1-23.eu-central-1.compute.internal',
    providerId: 'aws:///eu-central-1a/i-0aa11bb22cc33dd44',
    createdAt: '2026-11-24T08:00:40.000Z',
    ready: { status: 'True', reason: 'KubeletReady' },
    conditions: [],
    taints: [],
    labels: {},
  },
  systemPods: [],
  daemonSets: [
    {
      namespace: 'kube-system',
      name: 'aws-node',
      images: ['602401143452.dkr.ecr.eu-central-1.amazonaws.com/amazon-k8s-cni:v1.21.1-eksbuild.1'],
      desired: 3,
      ready: 3,
      mountsCni: true,
      settings: { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'false' },
    },
    {
      namespace: 'kube-system',
      name: 'kube-proxy',
      images: ['602401143452.dkr.ecr.eu-central-1.amazonaws.com/eks/kube-proxy:v1.33.3-minimal-eksbuild.2'],
      desired: 3,
      ready: 3,
      mountsCni: false,
      settings: {},
    },
  ],
  webhooks: [],
  eniConfigs: [],
  cniServiceAccount: {},
  windowsNetworking: { enableWindowsIpam: 'true' },
  nodeBootstrapper: { role: 'eks:node-bootstrapper', groups: ['system:bootstrappers', 'system:nodes'] },
};

/**
 * Evidence of an instance that is healthy but for `overrides`, before it registered: the topics `node`, `awsAuth` and
 * the CNI's interfaces are absent unless an override brings them.
 */
export const evidence = (overrides: Seen = {}): Evidence => {
  const base: Seen = { ...healthyTopics, node: null, awsAuth: null, windowsNetworking: null, ...overrides };
  const entries = Object.keys(healthyTopics).map((topic) => {
    const given = base[topic as keyof Topics];
    if (given === null || given === undefined) return [topic, absent()];
    return [topic, isObserved(given) ? given : known(given)];
  });
  return Object.fromEntries(entries) as Evidence;
};

/** An unknown observation for tests. */
export const unread = (call: string, because: UnknownReason = 'denied') => unknown(because, call);
