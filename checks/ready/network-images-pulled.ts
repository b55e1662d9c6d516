import { defineCheck } from '../../core/check.ts';

/** Kubernetes, "Images": why a container waits for its image. */
const UNPULLED = ['ErrImagePull', 'ImagePullBackOff'];

/** EKS user guide, add-ons-images: aws-node and kube-proxy come from Amazon ECR. */
export default defineCheck({
  id: 'network-images-pulled',
  title: 'The images of aws-node and kube-proxy arrive on the node',
  stage: 'ready',
  needs: ['systemPods'],
  causes: {
    'image-pull-failed': {
      why: 'The pods that make the network of a node cannot start without their images; role, endpoints and routes decide whether they arrive.',
      heals: 'running',
      umbrella: true,
      atMost: 'likely',
      manual: 'kubectl -n kube-system describe pod POD',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html'],
    },
  },
  judge({ systemPods = [] }) {
    const waiting = systemPods
      .filter(({ daemonSet }) => daemonSet === 'aws-node' || daemonSet === 'kube-proxy')
      .flatMap((pod) => pod.containers.map((container) => ({ pod, container })))
      .filter(({ container }) => container.waiting && UNPULLED.includes(container.waiting));
    const [first] = waiting;
    if (!first) return [];
    const images = [...new Set(waiting.map(({ container }) => container.image))];
    return [
      {
        cause: 'image-pull-failed',
        certainty: 'likely',
        subject: { kind: 'image', id: first.container.image },
        says: `Pod ${first.pod.name} waits for its image: ${first.container.waiting}.`,
        facts: { images, pods: [...new Set(waiting.map(({ pod }) => pod.name))] },
        evidence: [
          {
            source: 'kubernetes:ListPods',
            says: `${first.container.waiting}${first.container.message ? `: ${first.container.message.slice(0, 160)}` : ''}`,
          },
        ],
        commands: [`kubectl -n kube-system describe pod ${first.pod.name}`],
      },
    ];
  },
});
