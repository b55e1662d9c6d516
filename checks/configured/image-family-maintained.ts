import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { platformOf } from '../../core/target.ts';
import { minorOf, recommendedImage } from '../../userdata/index.ts';

/** The first Kubernetes minor without an Amazon Linux 2 image of EKS. */
const WITHOUT_AL2 = 33;

/** EKS user guide, eks-ami-deprecation-faqs: no Amazon Linux 2 images from 1.33 on, none at all after 2025-11-26. */
export default defineCheck({
  id: 'image-family-maintained',
  title: 'EKS publishes images of this family for the version of the cluster',
  stage: 'configured',
  needs: ['instance', 'cluster'],
  uses: ['image', 'nodeGroup'],
  causes: {
    'al2-end-of-life': {
      why: 'EKS publishes no Amazon Linux 2 images for this version, so the node runs older software than its cluster expects.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-deprecation-faqs.html'],
      atMost: 'suspect',
      manual: 'Launch nodes from Amazon Linux 2023 or Bottlerocket.',
    },
  },
  judge({ instance, cluster, image, nodeGroup }) {
    if (!instance || instance.serviceManaged || !cluster) return [];
    const imageName = valueOf(image)?.name;
    const amiType = valueOf(nodeGroup)?.amiType;
    const server = minorOf(cluster.version);
    const platform = platformOf({ imageName, amiType, windows: instance.windows });
    if (server === undefined || server < WITHOUT_AL2 || platform !== 'al2') return [];
    return [
      {
        cause: 'al2-end-of-life',
        certainty: 'suspect',
        subject: { kind: 'image', id: instance.imageId },
        says: `${instance.id} runs Amazon Linux 2, for which EKS has no image of Kubernetes 1.${server}.`,
        facts: { platform, clusterMinor: `1.${server}`, imageId: instance.imageId },
        evidence: [
          { source: 'ec2:DescribeImages', says: 'Name is that of an Amazon Linux 2 image' },
          { source: 'eks:DescribeCluster', says: `version=1.${server}` },
        ],
        commands: [recommendedImage(instance, server)],
      },
    ];
  },
});
