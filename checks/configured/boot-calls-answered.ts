import { type Accusation, defineCheck } from '../../core/check.ts';
import type { Permissions, RolePolicies } from '../../core/evidence.ts';
import type { Certainty, Proof } from '../../core/finding.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { bootCallsOf } from '../../identity/boot-calls.ts';
import { deniedOf, proofsOf } from '../../identity/permissions.ts';
import { servicesOf } from '../../network/aws-services.ts';
import { awsServices } from '../../network/destinations.ts';
import { brokenHops, reach } from '../../network/paths.ts';
import { otherTopics, type Surroundings, sureOfDirectPath, surroundings } from '../../network/surroundings.ts';
import { leastSure } from '../../network/verdict.ts';

const needs = ['instance', 'cluster'] as const;

const CALLS = [
  { cause: 'ec2-api-unreachable-or-denied-at-boot', service: 'ec2', action: 'ec2:DescribeInstances' },
  { cause: 'describe-cluster-failed-at-boot', service: 'eks', action: 'eks:DescribeCluster' },
] as const;

const docs = ['https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html'];

/**
 * amazon-eks-ami nodeadm/internal/api/status.go and bootstrap.sh: what a node asks AWS before kubelet starts. Both causes
 * only sum up: whoever knows why the call fails speaks in their place.
 */
export default defineCheck({
  id: 'boot-calls-answered',
  title: 'AWS answers what the node asks while it boots',
  stage: 'configured',
  needs,
  uses: [...otherTopics(needs), 'nodePermissions', 'nodePolicies', 'image', 'nodeGroup'],
  causes: {
    'ec2-api-unreachable-or-denied-at-boot': {
      why: 'While it boots, the node asks EC2 for its own name, and without an answer it never gets as far as kubelet.',
      heals: 'after-reboot',
      umbrella: true,
      atMost: 'certain',
      manual:
        'Give the node a way to the EC2 API and the permission ec2:DescribeInstances, then: aws ec2 reboot-instances --instance-ids INSTANCE_ID',
      docs,
    },
    'describe-cluster-failed-at-boot': {
      why: 'While it boots, the node asks EKS for the endpoint that its user data leaves out, and without an answer it gives up.',
      heals: 'after-reboot',
      umbrella: true,
      atMost: 'certain',
      manual: 'Pass --apiserver-endpoint, --b64-cluster-ca and --dns-cluster-ip to bootstrap.sh in the user data.',
      docs,
    },
  },
  judge(seen) {
    const here = surroundings(seen);
    if (!here || here.instance.serviceManaged) return [];
    const userData = valueOf(here.userData);
    const platform = platformOf({
      imageName: valueOf(seen.image)?.name,
      amiType: valueOf(seen.nodeGroup)?.amiType,
      windows: here.instance.windows,
      userDataFlavour: userData?.flavour,
    });
    const calls = bootCallsOf(platform, userData);
    const permissions = valueOf(seen.nodePermissions);
    return CALLS.flatMap(({ cause, service, action }): Accusation<typeof cause>[] => {
      const call = calls.find((one) => one.action === action);
      const denied = call?.sure && permissions ? provenDenials(permissions, action, valueOf(seen.nodePolicies)) : [];
      const path = shutPath(here, service);
      if (!path && denied.length === 0) return [];
      return [
        {
          cause,
          certainty: denied.length > 0 ? 'certain' : (path?.certainty ?? 'likely'),
          subject: { kind: 'instance', id: here.instance.id },
          says: `${here.instance.id} gets no answer to ${action}: ${path ? 'the way is shut' : 'its role may not ask'}.`,
          facts: { action, reachable: path ? 'no' : 'unproven', denied: denied.map((one) => one.action) },
          evidence: [...(path?.proof ?? []), ...proofsOf(denied)],
          commands: [],
        },
      ];
    });
  },
});

/** A simulation may be stricter than the real call: only what is proven counts. */
const provenDenials = (permissions: Permissions, action: string, policies: RolePolicies | undefined) =>
  deniedOf(permissions, [action], policies).denied.filter(({ proven }) => proven);

/** Whether every way to a service that the boot needs is provably shut. */
const shutPath = (
  here: Surroundings,
  service: string,
): { readonly certainty: Certainty; readonly proof: readonly Proof[] } | undefined => {
  const need = servicesOf(here).find((one) => one.service === service)?.need;
  const destination = awsServices(here).find((one) => one.service === service);
  if (need === 'no' || !destination || reach(here, destination) !== 'no') return undefined;
  const certainty = leastSure(need === 'yes' ? 'certain' : 'likely', sureOfDirectPath(here));
  return { certainty, proof: brokenHops(here, destination).flatMap(({ proof }) => proof) };
};
