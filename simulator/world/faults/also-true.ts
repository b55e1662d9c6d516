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
  'instance-tag-missing': ['cloud-taint-uninitialized'],
  'cloud-taint-uninitialized': ['instance-tag-missing'],
};

/** What one fault is called once a second one is there as well. */
export const alsoTrueTogether: Readonly<Record<string, readonly string[]>> = {
  // A wrong entry shadows an aws-auth that names the role, and shadows none that does not: the other fault decides.
  'access-entry-wrong-type': ['access-entry-shadows-aws-auth'],
  'access-entry-shadows-aws-auth': ['access-entry-wrong-type'],
  // Where aws-auth decides, it is its user name that does not fit the name of the node.
  'access-entry-ec2-vs-name-scheme': ['awsauth-wrong-username-or-groups'],
  // Two halves of a proof: neither the zones nor the resolver alone shuts the way, both together do.
  'vpc-dns-hostnames-disabled': ['ec2-api-unreachable-or-denied-at-boot', 'describe-cluster-failed-at-boot'],
  // User data that hold nothing but another setting.
  'userdata-missing': ['bottlerocket-settings-invalid'],
};

/** Pairs that nothing but the node's own words tells apart. */
export const notNamedTogether: readonly (readonly [string, string])[] = [
  // A script behind an empty line is no script, and no NodeConfig.
  ['userdata-al2023-bootstrap-sh', 'userdata-mime-malformed'],
  // Of two calls with different arguments nobody knows which one counted.
  ['userdata-double-bootstrap', 'docker-bridge-overlap'],
  ['userdata-double-bootstrap', 'userdata-wrong-service-cidr'],
];

/** Faults that hide others: what an image of one's own holds is not known. */
export const hiding: ReadonlySet<string> = new Set(['ami-not-eks']);
