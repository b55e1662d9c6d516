import { secondsSince } from '../../core/age.ts';
import { defineCheck } from '../../core/check.ts';
import type { SystemPod } from '../../core/evidence.ts';

/** The words of containerd, and of Docker before it. */
const NOT_INITIALIZED = /NetworkPluginNotReady|cni plugin not initialized|cni config uninitialized/;
/** Every node is without a network at first. */
const PATIENCE = 120;

/** Kubernetes, "Node conditions": kubelet is not Ready before a network plugin has left its configuration. */
export default defineCheck({
  id: 'network-plugin-initialized',
  title: 'The network plugin of the node has come up',
  stage: 'ready',
  needs: ['node', 'moment'],
  uses: ['systemPods'],
  causes: {
    'cni-not-initialized': {
      why: 'Kubelet waits for the network plugin, which has not left its configuration on the node; why not, its pod tells.',
      heals: 'running',
      umbrella: true,
      atMost: 'likely',
      manual: 'kubectl -n kube-system get pods -o wide --field-selector spec.nodeName=NODE',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html'],
    },
  },
  judge({ node, moment, systemPods }) {
    if (!node || node.ready.status !== 'False' || !NOT_INITIALIZED.test(node.ready.message ?? '')) return [];
    const seconds = secondsSince(node.ready.since ?? node.createdAt, moment);
    if (seconds < PATIENCE) return [];
    const pod = systemPods.state === 'known' ? wordsOf(systemPods.value) : null;
    return [
      {
        cause: 'cni-not-initialized',
        certainty: 'likely',
        subject: { kind: 'node', id: node.name },
        says: `Node ${node.name} has been without a network plugin for ${Math.round(seconds)} s${pod ? `; its pod aws-node is ${pod}` : ''}.`,
        facts: { node: node.name, seconds: Math.round(seconds), reason: node.ready.reason ?? null, pod },
        evidence: [{ source: 'kubernetes:GetNode', says: 'Ready=False: cni plugin not initialized' }],
        commands: [`kubectl -n kube-system get pods -o wide --field-selector spec.nodeName=${node.name}`],
      },
    ];
  },
});

/** How the pod of the VPC CNI stands: none at all is another question than one that crashes. */
const wordsOf = (pods: readonly SystemPod[]): string => {
  const pod = pods.find(({ daemonSet }) => daemonSet === 'aws-node');
  if (!pod) return 'not on the node';
  return pod.containers.find(({ waiting }) => waiting)?.waiting ?? pod.phase;
};
