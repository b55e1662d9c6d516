import { defineCheck } from '../../core/check.ts';
import { kubeProxyIn, vpcCniIn } from '../../core/daemon-sets.ts';

/** Kubernetes, "KubeletConfiguration", maxPods: pods of DaemonSets count. */
export default defineCheck({
  id: 'max-pods-fit-daemon-sets',
  title: 'The node may run more pods than its DaemonSets bring',
  stage: 'ready',
  needs: ['instance', 'userData', 'daemonSets'],
  causes: {
    'max-pods-too-low': {
      why: 'Kubelet turns pods away once it runs as many as it may; where those of the network find no place, the node never becomes Ready.',
      heals: 'new-node',
      atMost: 'likely',
      manual: 'Raise maxPods in the user data of the launch template, or take a larger instance type.',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html'],
    },
  },
  judge({ instance, userData, daemonSets }) {
    const maxPods = userData?.maxPods;
    if (!instance || instance.windows || maxPods === undefined || !daemonSets) return [];
    const network = [vpcCniIn(daemonSets), kubeProxyIn(daemonSets)].filter((one) => one !== undefined);
    // Selectors may keep the others off this node.
    const all = daemonSets.filter(({ desired }) => desired !== 0);
    if (maxPods > all.length && maxPods >= network.length) return [];
    return [
      {
        cause: 'max-pods-too-low',
        certainty: maxPods < network.length ? 'likely' : 'suspect',
        subject: { kind: 'instance', id: instance.id },
        says: `User data of ${instance.id} allow ${maxPods} pods, and ${all.length} DaemonSets want one each.`,
        facts: { maxPods, network: network.map(({ name }) => name), daemonSets: all.map(({ name }) => name) },
        evidence: [
          { source: 'ec2:DescribeInstanceAttribute userData', says: `maxPods=${maxPods}` },
          { source: 'kubernetes:ListDaemonSets', says: `${all.length} DaemonSets` },
        ],
        commands: [],
      },
    ];
  },
});
