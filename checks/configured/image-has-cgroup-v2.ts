import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { nodeMinorOf, recommendedImage } from '../../userdata/index.ts';

/** From this minor on kubelet refuses cgroup v1 unless told otherwise (EKS user guide, Kubernetes 1.35). */
const REFUSES_V1 = 35;

/** Amazon Linux 2 has cgroup v1; AL2023 has v2, and Bottlerocket tells kubelet to go on with v1. */
export default defineCheck({
  id: 'image-has-cgroup-v2',
  title: 'The image has the cgroup version that its kubelet asks for',
  stage: 'configured',
  needs: ['instance', 'image'],
  uses: ['userData', 'nodeGroup'],
  causes: {
    'kubelet-crash-cgroup-v1': {
      why: 'From Kubernetes 1.35 on kubelet does not start on a host with cgroup v1, which Amazon Linux 2 has.',
      heals: 'new-node',
      docs: [
        'https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions-standard.html',
        'https://kubernetes.io/docs/concepts/architecture/cgroups/',
      ],
      atMost: 'likely',
      manual: 'Launch nodes from an image with cgroup v2, such as Amazon Linux 2023.',
    },
  },
  judge({ instance, image, userData, nodeGroup }) {
    if (!instance || instance.serviceManaged || !image) return [];
    const group = valueOf(nodeGroup);
    const platform = platformOf({ imageName: image.name, amiType: group?.amiType, windows: instance.windows });
    const node = nodeMinorOf(image, group);
    if (platform !== 'al2' || !node || node.minor < REFUSES_V1) return [];
    if (valueOf(userData)?.kubeletFlags?.some((flag) => flag.startsWith('--fail-cgroupv1'))) return [];
    return [
      {
        cause: 'kubelet-crash-cgroup-v1',
        // kubelet was started, and ends before it calls anybody.
        stage: 'connected',
        certainty: 'likely',
        subject: { kind: 'image', id: image.id },
        says: `Image ${image.id} of ${instance.id} is of the Amazon Linux 2 family with kubelet 1.${node.minor}, which refuses cgroup v1.`,
        facts: { imageId: image.id, platform, nodeMinor: `1.${node.minor}` },
        evidence: [node.proof],
        commands: [recommendedImage(instance, node.minor)],
      },
    ];
  },
});
