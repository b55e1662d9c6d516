/**
 * Lines that healthy nodes print too, or that only follow from another fault. They are never read as signs.
 *
 * Sources: kubernetes pkg/kubelet (first minutes of every node); cloud-init, which knows no type of nodeadm's.
 */
export const noise: readonly RegExp[] = [
  /Unhandled unknown content-type \(application\/node\.eks\.aws\)/,
  /cni plugin not initialized/,
  /[Ff]ailed to ensure lease exists/,
  /Error getting the current node from lister/,
  /node \\?"[^"\\]+\\?" not found/,
  /eviction manager: failed to get summary stats/,
];
