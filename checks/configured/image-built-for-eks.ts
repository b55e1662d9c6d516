import { defineCheck } from '../../core/check.ts';
import { valueOf } from '../../core/observed.ts';
import { isOwnedByEks } from '../../userdata/index.ts';

/** Names of the images for EKS and, by custom, of those that people build from them. */
const NAMED_FOR_EKS = /(?:^|[^a-z])eks|bottlerocket/i;

/** EKS user guide, eks-optimized-amis. An image of one's own may hold all that a node needs, whatever its name. */
export default defineCheck({
  id: 'image-built-for-eks',
  title: 'The image is built for EKS',
  stage: 'configured',
  needs: ['instance', 'image'],
  uses: ['nodeGroup'],
  causes: {
    'ami-not-eks': {
      why: 'An image that was not built for EKS has no kubelet and no containerd that would make it a node.',
      heals: 'new-node',
      docs: ['https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-amis.html'],
      atMost: 'suspect',
      manual:
        'aws ssm get-parameter --name /aws/service/eks/optimized-ami/VERSION/amazon-linux-2023/ARCHITECTURE/standard/recommended/image_id',
    },
  },
  judge({ instance, image, nodeGroup }) {
    if (!instance || instance.serviceManaged || !image || !image.name) return [];
    const amiType = valueOf(nodeGroup)?.amiType;
    // EKS itself picks the image of a managed group without one of its own.
    if (amiType !== undefined && amiType !== 'CUSTOM') return [];
    if (NAMED_FOR_EKS.test(image.name) || isOwnedByEks(image)) return [];
    return [
      {
        cause: 'ami-not-eks',
        certainty: 'suspect',
        subject: { kind: 'image', id: image.id },
        says: `By its name and owner, image ${image.id} of ${instance.id} is none that was built for EKS.`,
        facts: { imageId: image.id, ownerId: image.ownerId, sourceImageId: image.sourceImageId ?? null },
        evidence: [{ source: 'ec2:DescribeImages', says: `OwnerId=${image.ownerId}; Name does not name EKS` }],
        commands: [
          `aws ec2 describe-images --image-ids ${image.id} --region ${instance.region} --query 'Images[].[Name,OwnerId,SourceImageId]'`,
        ],
      },
    ];
  },
});
