import type { UserData } from '../core/evidence.ts';
import type { Platform } from '../core/target.ts';

/** What a node calls itself. */
export interface NodeNaming {
  /** `private-dns`: the instance's private DNS name; `instance-id`: its id; `literal`: what user data says. */
  readonly by: 'private-dns' | 'instance-id' | 'literal';
  readonly literal?: string;
  readonly proven: boolean;
}

/**
 * By what name kubelet will register, as far as image and user data tell; `undefined` where nobody can say.
 *
 * AL2023 and AL2 take the private DNS name unless told otherwise, Windows and Ubuntu too as far as is known; Bottlerocket
 * as its settings say; Auto Mode takes the instance id. Sources: amazon-eks-ami doc/nodeadm/doc/examples.md and
 * templates/al2/runtime/bootstrap.sh; /etc/eks/bootstrap.sh of Canonical's images; bottlerocket
 * settings.kubernetes.hostname-override-source; EKS user guide, creating-access-entries and automode.
 */
export const namingOf = (
  platform: Platform,
  userData: UserData | undefined,
  serviceManaged: boolean,
): NodeNaming | undefined => {
  if (serviceManaged) return { by: 'instance-id', proven: true };
  const override = userData?.hostnameOverride;
  if (override) {
    // A shell expression is filled in on the machine only.
    return /[$`{(]/.test(override)
      ? undefined
      : { by: 'literal', literal: override.trim().toLowerCase(), proven: true };
  }
  if (userData?.instanceIdNodeName === true) return { by: 'instance-id', proven: true };
  // Flags that only the running shell knows, or settings fetched from elsewhere, may rename the node.
  const whole = userData !== undefined && userData.flavour !== 'unreadable' && !userData.kubeletFlagsUnknown;
  const open = !whole || userData.configuresElsewhere === true;
  if (platform === 'al2023' || platform === 'al2') return { by: 'private-dns', proven: !open };
  if (platform === 'windows' || platform === 'ubuntu') return { by: 'private-dns', proven: false };
  if (platform !== 'bottlerocket') return undefined;
  return { by: 'private-dns', proven: userData?.instanceIdNodeName === false && !open };
};

/** The part of a user name that makes it a node's (Kubernetes, "Using Node Authorization"). */
export const NODE_USER = 'system:node:';

/** What a user name template of the authenticator gives to a node. */
export interface NodeUser {
  readonly by: 'private-dns' | 'instance-id' | 'static' | 'none';
  /** The fixed node name of a `static` one. */
  readonly name?: string;
}

/**
 * What name a user name template stands for: `none` where it is no node's at all.
 * Source: aws-iam-authenticator pkg/server/server.go, renderTemplate: names in double braces, without blanks.
 */
export const nodeUserOf = (template: string): NodeUser => {
  if (!template.startsWith(NODE_USER)) return { by: 'none' };
  const name = template.slice(NODE_USER.length);
  if (name === '{{EC2PrivateDNSName}}') return { by: 'private-dns' };
  if (name === '{{SessionName}}' || name === '{{SessionNameRaw}}') return { by: 'instance-id' };
  return { by: 'static', name };
};

/**
 * Whether a node under this name is the user that the template gives it: `undefined` where nobody can say.
 *
 * @param here the instance's own id and private DNS name
 */
export const isSameNode = (
  user: NodeUser,
  naming: NodeNaming | undefined,
  here: { readonly id: string; readonly privateDnsName: string },
): boolean | undefined => {
  if (user.by === 'none') return false;
  const names = { 'private-dns': here.privateDnsName, 'instance-id': here.id };
  const expected = user.by === 'static' ? user.name : names[user.by];
  // A fixed name that is neither of the instance's own cannot be its name unless user data says so.
  if (!naming) return user.by === 'static' && !Object.values(names).includes(expected ?? '') ? false : undefined;
  const actual = naming.by === 'literal' ? naming.literal : names[naming.by];
  if (!expected || !actual) return undefined;
  return expected.toLowerCase() === actual.toLowerCase();
};
