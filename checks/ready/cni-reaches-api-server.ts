import { type Accusation, defineCheck, notJudged } from '../../core/check.ts';
import type { Certainty, Proof } from '../../core/finding.ts';
import { IPAMD_REASONS } from '../../core/node-conditions.ts';

/** amazon-vpc-cni-k8s: aws-node starts only once it has reached the API server at its service address. */
export default defineCheck({
  id: 'cni-reaches-api-server',
  title: 'The VPC CNI reaches the API server from the node',
  stage: 'ready',
  needs: ['node'],
  uses: ['systemPods'],
  causes: {
    'cni-api-unreachable': {
      why: 'The VPC CNI waits for the API server at its service address, which kube-proxy programs; without it the node gets no network.',
      heals: 'running',
      atMost: 'likely',
      manual: 'kubectl -n kube-system logs ds/kube-proxy; kubectl -n kube-system logs ds/aws-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html'],
    },
  },
  judge({ node, systemPods }) {
    if (!node || node.ready.status === 'True') return [];
    const daemon = node.conditions.find(
      ({ type, status, reason }) =>
        type === 'NetworkingReady' && status === 'False' && IPAMD_REASONS.includes(reason ?? ''),
    );
    if (daemon) {
      return [
        accuse(node.name, 'likely', { source: 'kubernetes:GetNode', says: `NetworkingReady=False ${daemon.reason}` }),
      ];
    }
    if (systemPods.state === 'unknown') return [notJudged(systemPods, `pods on ${node.name}`)];
    const containersOf = (daemonSet: string) =>
      (systemPods.state === 'known' ? systemPods.value : [])
        .filter((pod) => pod.daemonSet === daemonSet)
        .flatMap(({ containers }) => containers);
    const crashes = containersOf('aws-node').some(({ waiting }) => waiting === 'CrashLoopBackOff');
    const proxy = containersOf('kube-proxy').find(({ ready }) => !ready);
    if (!crashes || !proxy) return [];
    const says = `aws-node CrashLoopBackOff, kube-proxy ${proxy.waiting ?? 'not ready'}`;
    return [accuse(node.name, proxy.waiting ? 'likely' : 'suspect', { source: 'kubernetes:ListPods', says })];
  },
});

const accuse = (node: string, certainty: Certainty, proof: Proof): Accusation<'cni-api-unreachable'> => ({
  cause: 'cni-api-unreachable',
  certainty,
  subject: { kind: 'node', id: node },
  says: `The VPC CNI on ${node} does not come up: ${proof.says}.`,
  facts: { node, seen: proof.says },
  evidence: [proof],
  commands: ['kubectl -n kube-system logs ds/kube-proxy', 'kubectl -n kube-system logs ds/aws-node'],
});
