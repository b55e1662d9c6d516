import { defineCheck, notJudged } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';

/** amazon-eks-gpu-node is the accelerated Amazon Linux 2 image: it serves Inferentia and Trainium too. */
const NEURON_TYPE = /^(?:inf|trn)\d/;

/**
 * EKS user guide, ml-eks-optimized-ami. The other way round, a standard image on a GPU type, makes a node without its
 * GPU, but a node. Bottlerocket: bottlerocket-kernel-kit pull request 321, "No NVIDIA GPU found" fails the boot target.
 */
export default defineCheck({
  id: 'gpu-image-on-gpu-instance',
  title: 'An image with NVIDIA drivers runs on an instance with an NVIDIA GPU',
  stage: 'configured',
  needs: ['instance', 'image'],
  uses: ['instanceType', 'nodeGroup'],
  causes: {
    'gpu-image-instance-mismatch': {
      why: 'The NVIDIA drivers of the image find no GPU, and the units that load them hold up the boot.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/ml-eks-optimized-ami.html'],
      atMost: 'likely',
      manual: 'Launch this image on a type with NVIDIA GPUs, or TYPE with the standard image.',
    },
  },
  judge({ instance, image, instanceType, nodeGroup }) {
    if (!instance || instance.serviceManaged || !image) return [];
    const amiType = valueOf(nodeGroup)?.amiType ?? '';
    const accelerated = /amazon-eks-gpu-node/i.test(image.name) || amiType === 'AL2_x86_64_GPU';
    if (!accelerated && !/nvidia/i.test(image.name) && !amiType.includes('NVIDIA')) return [];
    if (instanceType.state === 'unknown') return [notJudged(instanceType, `the GPUs of ${instance.instanceType}`)];
    const gpus = valueOf(instanceType)?.gpus;
    if (!gpus || gpus.some((maker) => /nvidia/i.test(maker))) return [];
    if (accelerated && NEURON_TYPE.test(instance.instanceType)) return [];
    const platform = platformOf({ imageName: image.name, amiType, windows: instance.windows });
    return [
      {
        cause: 'gpu-image-instance-mismatch',
        certainty: platform === 'bottlerocket' ? 'likely' : 'suspect',
        subject: { kind: 'image', id: image.id },
        says: `Image ${image.id} brings NVIDIA drivers, but ${instance.id} is of the type ${instance.instanceType}, which has no NVIDIA GPU.`,
        facts: { imageId: image.id, instanceType: instance.instanceType, gpus, platform },
        evidence: [
          { source: 'ec2:DescribeImages', says: 'Name tells an image for NVIDIA GPUs' },
          {
            source: 'ec2:DescribeInstanceTypes',
            says: `GpuInfo of ${instance.instanceType}: ${gpus.join(', ') || 'none'}`,
          },
        ],
        commands: [],
      },
    ];
  },
});
