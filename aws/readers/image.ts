import { DescribeImagesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { Image } from '../../core/evidence.ts';

/** `ec2:DescribeImages`, one image; deprecated and disabled ones run on in old nodes, so they are asked for too. */
export const readImage = async (ec2: EC2Client, id: string, abortSignal: AbortSignal): Promise<Image | undefined> => {
  const command = new DescribeImagesCommand({ ImageIds: [id], IncludeDeprecated: true, IncludeDisabled: true });
  const { Images } = await ec2.send(command, { abortSignal });
  const image = Images?.find(({ ImageId }) => ImageId === id);
  return (
    image && {
      id,
      name: image.Name ?? '',
      ownerId: image.OwnerId ?? '',
      architecture: image.Architecture ?? '',
      state: image.State ?? '',
      sourceImageId: image.SourceImageId,
    }
  );
};
