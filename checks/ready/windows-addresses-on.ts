import { defineCheck } from '../../core/check.ts';

/** EKS user guide, windows-support. */
export default defineCheck({
  id: 'windows-addresses-on',
  title: 'The cluster gives pods on Windows their addresses',
  stage: 'ready',
  needs: ['cluster', 'instance', 'windowsNetworking'],
  causes: {
    'windows-ipam-disabled': {
      why: 'The node becomes Ready, but pods on it get no address and never start.',
      heals: 'running',
      afterJoining: true,
      // Another network plugin for Windows does not need it.
      atMost: 'likely',
      manual:
        'kubectl -n kube-system patch configmap amazon-vpc-cni --type merge -p \'{"data":{"enable-windows-ipam":"true"}}\' (create it where there is none)',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/windows-support.html'],
    },
  },
  judge({ cluster, instance, windowsNetworking }) {
    if (!cluster || !instance?.windows || windowsNetworking?.enableWindowsIpam === 'true') return [];
    const found = windowsNetworking ? (windowsNetworking.enableWindowsIpam ?? 'no such key') : 'no such ConfigMap';
    return [
      {
        cause: 'windows-ipam-disabled',
        certainty: 'likely',
        subject: { kind: 'cluster', id: cluster.name },
        says: `ConfigMap amazon-vpc-cni of ${cluster.name} does not say enable-windows-ipam=true.`,
        facts: { cluster: cluster.name, found },
        evidence: [
          { source: 'kubernetes:ConfigMap kube-system/amazon-vpc-cni', says: `enable-windows-ipam: ${found}` },
        ],
        commands: ['kubectl -n kube-system get configmap amazon-vpc-cni -o yaml'],
      },
    ];
  },
});
