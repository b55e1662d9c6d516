import type { CauseId } from './causes.ts';

/**
 * Why no check names a cause.
 *
 * - `own-words`: nothing but a line of the node's own logs proves it; `nodelogs/` reads those lines where they are had
 * - `unconfirmed`: no source settles what would prove it
 * - `out-of-scope`: it is a consequence, or cannot be met by an instance that runs
 */
export type WhyNotProduced = 'own-words' | 'unconfirmed' | 'out-of-scope';

/** Causes of the vocabulary that no check names, each with the reason. Every other cause is named by a check. */
export const NOT_PRODUCED: Readonly<
  Partial<Record<CauseId, { readonly reason: WhyNotProduced; readonly says: string }>>
> = {
  'userdata-script-hung-or-failed': {
    reason: 'own-words',
    says: 'Only cloud-init on the node says that a script failed or has not come back.',
  },
  'ubuntu-bootstrap-failed': {
    reason: 'own-words',
    says: 'Only the trace of bootstrap.sh in the console of an Ubuntu node shows it; wrong arguments are userdata-bootstrap-args.',
  },
  'containerd-failed': {
    reason: 'own-words',
    says: 'The state of the containerd unit and its messages are known on the node alone.',
  },
  'sandbox-image-pull-failed': {
    reason: 'own-words',
    says: 'Only containerd says which sandbox image it could not pull; a closed path to ECR has causes of its own.',
  },
  'local-disk-setup-failed': {
    reason: 'own-words',
    says: 'Only nodeadm says that it could not set up the local disks.',
  },
  'clock-skew': {
    reason: 'own-words',
    says: 'No AWS API tells the clock of an instance; kubelet and the authenticator log that a token or certificate is out of its time.',
  },
  'session-policy-deny': {
    reason: 'own-words',
    says: 'Sessions of EC2 roles have no session policies; credentials from elsewhere show only in what AWS answered the node.',
  },
  'endpoint-zone-not-associated': {
    reason: 'unconfirmed',
    says: 'EKS owns the private hosted zone of the endpoint, and no source settles that route53:ListHostedZonesByVPC shows it to the account.',
  },
  'multi-eni-default-route-race': {
    reason: 'own-words',
    says: 'A race at boot: the routes that the kernel had at that moment are known on the node alone.',
  },
  'fips-endpoint-unavailable': {
    reason: 'own-words',
    says: 'Only the failed look-up of the FIPS host on the node shows that the image asks for it.',
  },
  'cgroup-driver-mismatch': {
    reason: 'own-words',
    says: 'Only kubelet says which driver it and the container runtime use.',
  },
  'containerd-dir-overmounted': {
    reason: 'own-words',
    says: 'A mount over the preloaded images shows only when containerd looks for them.',
  },
  'selinux-blocks-node-agent': {
    reason: 'own-words',
    says: 'Only the audit log of the node says what SELinux denied.',
  },
  'ami-first-boot-state-baked-in': {
    reason: 'own-words',
    says: 'What an image carries inside is seen only when its first boot skips the user data.',
  },
  'imds-transient-failure': {
    reason: 'own-words',
    says: 'A single failed request to the metadata service leaves no trace but the line of the script that died of it.',
  },
  'imdsv2-unsupported-agent': {
    reason: 'own-words',
    says: 'Required tokens are right for every current image; only an agent that is too old says that it cannot use them.',
  },
  'kubelet-prestart-failed': {
    reason: 'own-words',
    says: 'Only systemd on the node says that a command before kubelet failed.',
  },
  'cni-iptables-mismatch': {
    reason: 'own-words',
    says: 'Only the log of the VPC CNI on the node says that it does not find its tables.',
  },
  'cni-eni-limit': {
    reason: 'own-words',
    says: 'Only the log of the VPC CNI says that EC2 refused one more interface; limits of the type alone stop no node from being Ready.',
  },
  'node-deleted-or-reaped': {
    reason: 'out-of-scope',
    says: 'A consequence: whoever reaps a node does so because it did not register in time, and that has a cause of its own.',
  },
  'region-not-opted-in': {
    reason: 'out-of-scope',
    says: 'An instance that runs proves that its region is on.',
  },
  'serving-cert-pending': {
    reason: 'out-of-scope',
    says: 'The node is Ready all the same; it would take the right to list all certificate requests of the cluster.',
  },
};
