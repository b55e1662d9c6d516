import type { Answer } from './verdict.ts';

/**
 * What a connection meets on its way, in this order:
 *
 * - `name`: what the name of the destination leads to
 * - `node-groups`: the security groups of the node's interface, outbound
 * - `node-acl`: the network ACL of the node's subnet, requests out and answers in
 * - `route`: the route table of the node's subnet, and that of the NAT gateway's
 * - `gateway`: internet gateway, NAT gateway or gateway endpoint
 * - `nat-acl`: the network ACL of the NAT gateway's subnet, both legs there and back
 * - `public-access`: the CIDR list of the cluster's public endpoint
 * - `far-acl`: the network ACL of the far interface's subnet, requests in and answers out
 * - `far-groups`: the security groups of the far interface, inbound
 */
export type HopKind =
  | 'name'
  | 'node-groups'
  | 'node-acl'
  | 'route'
  | 'gateway'
  | 'nat-acl'
  | 'public-access'
  | 'far-acl'
  | 'far-groups';

/** One thing on the way, and what it does with the connection there and back. */
export interface Hop extends Answer {
  readonly kind: HopKind;
  /** The ids of the groups, the ACL, the table or the gateway. */
  readonly ids: readonly string[];
  /** What it does, in one short line. */
  readonly says: string;
  /** For a way out that is shut: the cause that names it. */
  readonly obstacle?: Obstacle;
  /** For an ACL that does not let everything pass: the first thing that it stops. */
  readonly gap?: Gap;
}

/** What provably keeps packets from the internet; each is the id of a cause. */
export type Obstacle =
  | 'route-none'
  | 'route-blackhole'
  | 'igw-not-attached'
  | 'nat-unavailable'
  | 'nat-in-private-subnet'
  | 'public-subnet-no-public-ip';

/** What an ACL lacks. */
export interface Gap {
  readonly egress: boolean;
  readonly ports: { readonly from: number; readonly to: number };
}
