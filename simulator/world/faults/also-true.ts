/** What else is true once a fault is there, by its cause: more than one name for what is wrong. */

/** A subnet without a way out lacks what would replace it; a dead route lacks its gateway. */
export const alsoTrue: Readonly<Record<string, readonly string[]>> = {
  'route-none': ['vpce-missing', 'endpoint-private-off-no-internet'],
  'route-blackhole': ['igw-not-attached'],
  'endpoint-private-off-no-internet': ['route-none'],
  'igw-not-attached': ['route-blackhole'],
};

/** A wrong entry shadows an aws-auth that names the role, and shadows none that does not: the other fault decides. */
export const alsoTrueTogether: Readonly<Record<string, readonly string[]>> = {
  'access-entry-wrong-type': ['access-entry-shadows-aws-auth'],
  'access-entry-shadows-aws-auth': ['access-entry-wrong-type'],
};

/** Faults that nothing but the node's own words could prove, or that a later check will name. */
export const notNamed: ReadonlySet<string> = new Set([
  'vpce-private-dns-off',
  'vpce-policy-denies',
  's3-gateway-not-routed',
]);

/** Pairs that nothing but the node's own words proves: a script behind an empty line is no script, and no NodeConfig. */
export const notNamedTogether: readonly (readonly [string, string])[] = [
  ['userdata-al2023-bootstrap-sh', 'userdata-mime-malformed'],
];
