import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { originOf } from '../../userdata/index.ts';

/** EC2 gives these types a swap volume (EC2 user guide, instance store swap volumes; Karpenter troubleshooting). */
const WITH_SWAP = new Set(['c1.medium', 'm1.small']);

/** kubernetes pkg/kubelet/cm/container_manager_linux.go: with swap on, kubelet ends unless it is told not to. */
export default defineCheck({
  id: 'instance-type-without-swap',
  title: 'The instance type brings no swap',
  stage: 'configured',
  needs: ['instance'],
  uses: ['userData', 'image', 'nodeGroup'],
  causes: {
    'kubelet-crash-swap': {
      why: 'EC2 gives this instance type a swap volume, and kubelet does not run with swap on.',
      heals: 'new-node',
      docs: [
        'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-store-swap-volumes.html',
        'https://karpenter.sh/docs/troubleshooting/',
      ],
      atMost: 'likely',
      manual: 'Launch nodes of another instance type than TYPE.',
    },
  },
  judge({ instance, userData, image, nodeGroup }) {
    if (!instance || instance.serviceManaged || !WITH_SWAP.has(instance.instanceType)) return [];
    if (valueOf(userData)?.kubeletFlags?.includes('--fail-swap-on=false')) return [];
    const platform = platformOf({
      imageName: valueOf(image)?.name,
      amiType: valueOf(nodeGroup)?.amiType,
      windows: instance.windows,
    });
    if (platform === 'windows') return [];
    return [
      {
        cause: 'kubelet-crash-swap',
        // kubelet was started, and ends before it calls anybody.
        stage: 'connected',
        // Amazon Linux switches the swap volume on by itself; of others nobody says so.
        certainty: platform === 'al2' || platform === 'al2023' ? 'likely' : 'suspect',
        subject: originOf(instance),
        says: `${instance.id} is of the type ${instance.instanceType}, which comes with a swap volume.`,
        facts: { instanceType: instance.instanceType, platform },
        evidence: [{ source: 'ec2:DescribeInstances', says: `InstanceType=${instance.instanceType}` }],
        commands: [],
      },
    ];
  },
});
