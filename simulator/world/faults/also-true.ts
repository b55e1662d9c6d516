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

/** A wrong entry shadows an aws-auth that names the role, and shadows none that does not: the other fault decides. */
export const alsoTrueTogether: Readonly<Record<string, readonly string[]>> = {
  'access-entry-wrong-type': ['access-entry-shadows-aws-auth'],
  'access-entry-shadows-aws-auth': ['access-entry-wrong-type'],
};

/** Faults that are suspected only of a node that is late. */
export const notNamed: ReadonlySet<string> = new Set(['egress-filtered']);

/** Pairs that nothing but the node's own words proves: a script behind an empty line is no script, and no NodeConfig. */
export const notNamedTogether: readonly (readonly [string, string])[] = [
  ['userdata-al2023-bootstrap-sh', 'userdata-mime-malformed'],
];
