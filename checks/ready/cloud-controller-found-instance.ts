import { secondsSince } from '../../core/age.ts';
import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { UNINITIALIZED } from '../../core/startup-taints.ts';

/** It goes within seconds on a healthy node. */
const PATIENCE = 120;

/** Kubernetes, "Cloud Controller Manager"; cloud-provider-aws pkg/providers/v1/aws.go. */
export default defineCheck({
  id: 'cloud-controller-found-instance',
  title: 'The cloud controller has found the instance of the Node',
  stage: 'ready',
  needs: ['node', 'instance', 'moment'],
  uses: ['cluster'],
  causes: {
    'cloud-taint-uninitialized': {
      why: 'The cloud controller takes this taint off once it has found the instance; until then no ordinary pod runs on the node.',
      heals: 'running',
      atMost: 'certain',
      manual:
        'Give the Node the private DNS name or the id of its instance, the instance the tag kubernetes.io/cluster/CLUSTER, and the cluster role ec2:DescribeInstances.',
      docs: ['https://kubernetes.io/docs/reference/labels-annotations-taints/'],
    },
  },
  judge({ node, instance, moment, cluster }) {
    if (!node || !instance || !node.taints.some(({ key }) => key === UNINITIALIZED)) return [];
    const seconds = Math.round(secondsSince(node.createdAt, moment));
    if (seconds <= PATIENCE) return [];
    const name = valueOf(cluster)?.name;
    const untagged = name !== undefined && !(`kubernetes.io/cluster/${name}` in instance.tags);
    return [
      {
        cause: 'cloud-taint-uninitialized',
        certainty: 'certain',
        subject: { kind: 'node', id: node.name },
        says: `Node ${node.name} has not been initialized by the cloud controller ${seconds} s after it registered.`,
        facts: {
          node: node.name,
          seconds,
          providerId: node.providerId ?? null,
          privateDnsName: instance.privateDnsName,
          tagged: name === undefined ? null : !untagged,
        },
        evidence: [
          { source: 'kubernetes:GetNode', says: `taint ${UNINITIALIZED}, created ${node.createdAt}` },
          { source: 'kubernetes:GetNode', says: `providerID=${node.providerId ?? ''}` },
        ],
        commands: untagged
          ? [`aws ec2 create-tags --resources ${instance.id} --tags Key=kubernetes.io/cluster/${name},Value=owned`]
          : [],
      },
    ];
  },
});
