/** What else is true once a fault is there, by its cause: more than one name for what is wrong. */
export const alsoTrue: Readonly<Record<string, readonly string[]>> = {
  // A subnet without a way out lacks what would replace it; a dead route lacks its gateway.
  'route-none': ['vpce-missing', 'endpoint-private-off-no-internet'],
  'route-blackhole': ['igw-not-attached'],
  'endpoint-private-off-no-internet': ['route-none'],
  'igw-not-attached': ['route-blackhole'],
  // What a machine of cgroup v1 runs is an old image, whose start script knows flags that are no more.
  'kubelet-crash-cgroup-v1': ['kubelet-bad-flag-or-config'],
  // A node joins another cluster because its user data say so.
  'node-in-other-cluster': ['userdata-wrong-cluster-name', 'userdata-wrong-endpoint', 'userdata-wrong-ca'],
  // Without a way out that can be followed, the missing IPv6 route of an IPv6 cluster is as suspicious.
  'egress-filtered': ['ipv6-route-missing'],
  // Nobody but EKS may assume it, no entry maps it, and it may do nothing that nodes have to.
  'role-is-cluster-role': [
    'node-role-trust-invalid',
    'auth-role-unmapped',
    'node-role-missing-worker-policy',
    'node-role-missing-ecr',
    'node-role-missing-cni',
  ],
  'instance-tag-missing': ['cloud-taint-uninitialized'],
  'cloud-taint-uninitialized': ['instance-tag-missing'],
};

/** What else is true once a second fault is there, by the cause of either. */
export const alsoTrueTogether: Readonly<Record<string, readonly string[]>> = {
  // A wrong entry shadows an aws-auth that names the role, and shadows none that does not: the other fault decides.
  'access-entry-wrong-type': ['access-entry-shadows-aws-auth'],
  'access-entry-shadows-aws-auth': ['access-entry-wrong-type'],
  // The same name is wrong for aws-auth where that decides.
  'access-entry-ec2-vs-name-scheme': ['awsauth-wrong-username-or-groups'],
  // Where two things shut the same way, what sums them up is surer than each.
  'dhcp-dns-cannot-resolve': ['ec2-api-unreachable-or-denied-at-boot', 'describe-cluster-failed-at-boot'],
  'node-role-missing-ecr': ['image-pull-failed'],
  // The role of the cluster may be gone.
  'role-is-cluster-role': ['instance-profile-no-role'],
  // A region alone is no settings, and who chose the image tells two causes apart.
  'node-region-wrong': ['bottlerocket-settings-invalid'],
  'userdata-missing': ['mng-custom-ami-no-bootstrap'],
  'mng-custom-ami-no-bootstrap': ['userdata-missing'],
};

/** Pairs of which one hides the other from all but the node's own words. */
export const notNamedTogether: readonly (readonly [string, string])[] = [
  // A script behind an empty line is no script, and no NodeConfig.
  ['userdata-al2023-bootstrap-sh', 'userdata-mime-malformed'],
  ['mng-custom-ami-no-bootstrap:script', 'userdata-mime-malformed'],
  // A transit gateway may lead to what is missing in the VPC.
  ['endpoint-private-off-no-internet', 'image-pull-failed'],
  ['vpce-missing', 'image-pull-failed'],
  ['vpce-private-dns-off', 'image-pull-failed'],
  ['vpce-not-available', 'image-pull-failed'],
  // Which of two calls counts is decided on the node.
  ['docker-bridge-overlap', 'userdata-double-bootstrap'],
  ['userdata-wrong-service-cidr', 'userdata-double-bootstrap'],
  // An image that tells nothing may name its node as it likes, and run anything.
  ['docker-bridge-overlap', 'ami-not-eks'],
  ['kubelet-crash-cgroup-v1', 'ami-not-eks'],
  ['awsauth-wrong-username-or-groups:session-name', 'ami-not-eks'],
];
