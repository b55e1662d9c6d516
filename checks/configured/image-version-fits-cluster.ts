import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { minorOf, nodeMinorOf, recommendedImage } from '../../userdata/index.ts';

/** Kubernetes version skew policy: kubelet is never newer than the API server and at most three minors older. */
const OLDEST = 3;

/** A control plane can also go back a version, and its nodes stay where they are (EKS user guide, rollback-cluster). */
export default defineCheck({
  id: 'image-version-fits-cluster',
  title: "The image's Kubernetes version fits the cluster's",
  stage: 'configured',
  needs: ['instance', 'cluster'],
  uses: ['image', 'nodeGroup'],
  causes: {
    'ami-version-skew': {
      why: 'A kubelet that is newer than the API server, or more than three minor versions older, is not supported.',
      heals: 'new-node',
      docs: [
        'https://kubernetes.io/releases/version-skew-policy/',
        'https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html',
      ],
      atMost: 'likely',
      manual:
        'aws eks update-nodegroup-version --cluster-name CLUSTER --nodegroup-name GROUP --kubernetes-version VERSION',
    },
  },
  judge({ instance, cluster, image, nodeGroup }) {
    if (!instance || instance.serviceManaged || !cluster) return [];
    const server = minorOf(cluster.version);
    const node = nodeMinorOf(valueOf(image), valueOf(nodeGroup));
    if (server === undefined || !node) return [];
    const newer = node.minor > server;
    if (!newer && server - node.minor <= OLDEST) return [];
    return [
      {
        cause: 'ami-version-skew',
        stage: 'registered',
        // The name of a copy may tell what it was made from; and an old kubelet mostly still registers.
        certainty: newer && node.sure ? 'likely' : 'suspect',
        subject: { kind: 'image', id: instance.imageId },
        says: `Image ${instance.imageId} of ${instance.id} carries Kubernetes 1.${node.minor}, but ${cluster.name} runs 1.${server}.`,
        facts: { nodeMinor: `1.${node.minor}`, clusterMinor: `1.${server}`, newer },
        evidence: [node.proof, { source: 'eks:DescribeCluster', says: `version=1.${server}` }],
        commands: [recommendedImage(instance, server)],
      },
    ];
  },
});
