import { secondsSince } from '../../core/age.ts';
import { defineCheck } from '../../core/check.ts';
import type { KubernetesNode } from '../../core/evidence.ts';
import { valueOf } from '../../core/observed.ts';
import { UNINITIALIZED } from '../../core/startup-taints.ts';

/** A node that starts well has registered by then. */
const PATIENCE = 120;

/** cloud-provider-aws pkg/providers/v1/aws.go: the tag matters only where the Node does not say its instance itself. */
export default defineCheck({
  id: 'instance-tagged-for-cluster',
  title: 'The instance bears the tag of its cluster',
  stage: 'registered',
  needs: ['cluster', 'instance', 'moment'],
  uses: ['node'],
  causes: {
    'instance-tag-missing': {
      why: 'A Node without a provider id is found by its DNS name among the instances with the tag of the cluster, and by nothing else.',
      heals: 'running',
      atMost: 'likely',
      manual: 'aws ec2 create-tags --resources INSTANCE --tags Key=kubernetes.io/cluster/CLUSTER,Value=owned',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html'],
    },
  },
  judge({ cluster, instance, moment, node }) {
    if (!cluster || !instance || instance.serviceManaged) return [];
    const tag = `kubernetes.io/cluster/${cluster.name}`;
    if (tag in instance.tags) return [];
    const seen = valueOf(node);
    const lost = seen !== undefined && isLost(seen);
    const late = node.state === 'absent' && secondsSince(instance.launchTime, moment) >= PATIENCE;
    if (!lost && !late) return [];
    return [
      {
        cause: 'instance-tag-missing',
        certainty: lost ? 'likely' : 'suspect',
        // The Node is there; what fails is its initialization.
        ...(lost ? { stage: 'ready' as const } : {}),
        subject: { kind: 'instance', id: instance.id },
        says: `${instance.id} does not bear the tag ${tag}.`,
        facts: { instance: instance.id, tag, providerId: seen?.providerId ?? null },
        evidence: [
          { source: 'ec2:DescribeInstances', says: `no tag ${tag}` },
          ...(lost ? [{ source: 'kubernetes:GetNode', says: `taint ${UNINITIALIZED}, no providerID` }] : []),
        ],
        commands: [`aws ec2 create-tags --resources ${instance.id} --tags Key=${tag},Value=owned`],
      },
    ];
  },
});

/** A Node that is named after its instance is found without the tag. */
const isLost = ({ name, providerId, taints }: KubernetesNode): boolean =>
  !providerId && !name.startsWith('i-') && taints.some(({ key }) => key === UNINITIALIZED);
