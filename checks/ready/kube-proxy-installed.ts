import { isStuck } from '../../core/age.ts';
import { defineCheck } from '../../core/check.ts';
import { kubeProxyIn, proxyLikeIn, vpcCniIn } from '../../core/daemon-sets.ts';
import { valueOf } from '../../core/observed.ts';

/** Settings by which the VPC CNI goes to the API server itself (amazon-vpc-cni-k8s README; client-go, InClusterConfig). */
const DIRECT = ['CLUSTER_ENDPOINT', 'KUBERNETES_SERVICE_HOST'];

/** EKS user guide, managing-kube-proxy; amazon-vpc-cni-k8s: aws-node waits for the service address of the API server. */
export default defineCheck({
  id: 'kube-proxy-installed',
  title: 'Something serves the addresses of services on nodes',
  stage: 'ready',
  needs: ['cluster', 'instance', 'daemonSets'],
  uses: ['systemPods', 'node', 'moment'],
  causes: {
    'kube-proxy-missing': {
      why: 'The VPC CNI asks the API server at its service address, which kube-proxy programs on each node.',
      heals: 'running',
      atMost: 'certain',
      manual: 'aws eks create-addon --cluster-name CLUSTER --addon-name kube-proxy --resolve-conflicts OVERWRITE',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/managing-kube-proxy.html'],
    },
  },
  judge({ cluster, instance, daemonSets, systemPods, node, moment }) {
    if (!cluster || !instance || instance.serviceManaged || instance.windows || !daemonSets) return [];
    const awsNode = vpcCniIn(daemonSets);
    if (!awsNode || kubeProxyIn(daemonSets)) return [];
    // An image may bring it as a static pod.
    if (valueOf(systemPods)?.some(({ name }) => name.startsWith('kube-proxy'))) return [];
    const instead = proxyLikeIn(daemonSets).map(({ name }) => name);
    const direct = DIRECT.some((setting) => awsNode.settings[setting]);
    const alone = instead.length === 0 && !direct;
    const proven = systemPods.state === 'known' && isStuck(node, moment);
    return [
      {
        cause: 'kube-proxy-missing',
        certainty: alone ? (proven ? 'certain' : 'likely') : 'suspect',
        subject: { kind: 'cluster', id: cluster.name },
        says: `${cluster.name} has aws-node and no kube-proxy${instead.length > 0 ? `, unless ${instead.join(', ')} replaces it` : ''}.`,
        facts: { cluster: cluster.name, daemonSets: daemonSets.map(({ name }) => name), instead, direct },
        evidence: [{ source: 'kubernetes:ListDaemonSets', says: 'aws-node, no kube-proxy' }],
        commands: [
          `aws eks create-addon --cluster-name ${cluster.name} --addon-name kube-proxy --resolve-conflicts OVERWRITE`,
        ],
      },
    ];
  },
});
