import { secondsSince } from '../../core/age.ts';
import { defineCheck } from '../../core/check.ts';
import { STARTUP_TAINTS, startupTaintsOf, UNINITIALIZED } from '../../core/startup-taints.ts';

/** Karpenter takes its own off whether the node is Ready or not; all others wait for that. */
const BEFORE_READY = 'karpenter.sh/unregistered';
const PATIENCE = 300;

/** Kubernetes, "Taints and Tolerations"; sources of the single taints in core/startup-taints.ts. */
export default defineCheck({
  id: 'startup-taints-gone',
  title: 'Whoever has to finish the node has done so',
  stage: 'ready',
  needs: ['node', 'moment'],
  causes: {
    'startup-taint-stuck': {
      why: 'The node keeps a taint that holds pods back until somebody has finished it, and that somebody has not come.',
      heals: 'running',
      atMost: 'likely',
      manual:
        'Look at the pods and the log of whoever takes the taint off: kubectl get pods -A --field-selector spec.nodeName=NODE',
      docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/'],
    },
  },
  judge({ node, moment }) {
    if (!node) return [];
    const isReady = node.ready.status === 'True';
    return startupTaintsOf(node).flatMap((key) => {
      // That of the cloud controller has a check of its own.
      if (key === UNINITIALIZED || (!isReady && key !== BEFORE_READY)) return [];
      const since = key === BEFORE_READY ? node.createdAt : (node.ready.since ?? node.createdAt);
      const seconds = Math.round(secondsSince(since, moment));
      if (seconds < PATIENCE) return [];
      return [
        {
          cause: 'startup-taint-stuck' as const,
          certainty: 'likely' as const,
          subject: { kind: 'node', id: node.name },
          says: `Node ${node.name} still has the taint ${key} after ${seconds} s, which ${STARTUP_TAINTS[key]} should have taken off.`,
          facts: { node: node.name, taint: key, seconds, takenOffBy: STARTUP_TAINTS[key] ?? '' },
          evidence: [{ source: 'kubernetes:GetNode', says: `taint ${key} since ${since}` }],
          commands: [`kubectl get pods -A --field-selector spec.nodeName=${node.name}`],
        },
      ];
    });
  },
});
