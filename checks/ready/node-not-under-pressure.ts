import { defineCheck } from '../../core/check.ts';
import type { NodeCondition } from '../../core/evidence.ts';
import { AGENT_CONDITIONS, IPAMD_REASONS } from '../../core/node-conditions.ts';
import { redact } from '../../core/redact.ts';

const PRESSURES = ['DiskPressure', 'MemoryPressure', 'PIDPressure'];

/** Kubernetes, "Node-pressure Eviction"; EKS user guide, node-health. */
export default defineCheck({
  id: 'node-not-under-pressure',
  title: 'The machine has enough of everything, and its agent finds nothing wrong',
  stage: 'ready',
  needs: ['node'],
  causes: {
    'pressure-or-agent': {
      why: 'Kubelet turns pods away from a machine that runs out of disk, memory or process ids, or that the monitoring agent has found broken; a root volume under 20 GiB is the usual reason for DiskPressure at once.',
      heals: 'new-node',
      atMost: 'likely',
      manual: 'kubectl describe node NODE; give the launch template a root volume of 20 GiB or more',
      docs: [
        'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
        'https://docs.aws.amazon.com/eks/latest/userguide/node-health.html',
      ],
    },
  },
  judge({ node }) {
    if (!node || node.ready.status === 'True') return [];
    const bad = node.conditions.filter(isBad);
    const [first] = bad;
    if (!first) return [];
    const said = bad.map(({ type, status }) => `${type}=${status}`);
    return [
      {
        cause: 'pressure-or-agent',
        certainty: 'likely',
        subject: { kind: 'node', id: node.name },
        says: `Node ${node.name} is not Ready and says ${said.join(', ')}.`,
        facts: { node: node.name, conditions: said },
        evidence: bad.map(({ type, status, reason, message }) => ({
          source: 'kubernetes:GetNode',
          says: redact(`${type}=${status} ${reason ?? ''} ${message ?? ''}`.trim()).slice(0, 200),
        })),
        commands: [`kubectl describe node ${node.name}`],
      },
    ];
  },
});

const isBad = ({ type, status, reason }: NodeCondition): boolean =>
  (PRESSURES.includes(type) && status === 'True') ||
  (AGENT_CONDITIONS.includes(type) && status === 'False' && !IPAMD_REASONS.includes(reason ?? ''));
