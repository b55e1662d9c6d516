/** What an image brings along, so that no pod has to. */
import { kubernetesOf } from '../world/kubernetes.ts';
import type { Cluster, ImageSoftware, Instance, World } from '../world/types.ts';

const softwareOf = (world: World, { imageId }: Instance): ImageSoftware | undefined =>
  world.images.find((one) => one.imageId === imageId)?.software;

/** Windows images and Auto Mode's hold their network plugin (EKS user guide, windows-support and automode). */
export const bringsItsNetwork = (world: World, instance: Instance): boolean =>
  softwareOf(world, instance)?.family === 'windows' || (instance.operator?.managed ?? false);

/** Whether the image was built with the images of VPC CNI and kube-proxy in it. */
export const holdsImages = (world: World, instance: Instance): boolean =>
  softwareOf(world, instance)?.holdsImages ?? false;

/** Whether the node gets its network from the VPC CNI. */
export const runsVpcCni = (world: World, instance: Instance, cluster: Cluster): boolean =>
  !bringsItsNetwork(world, instance) &&
  kubernetesOf(world, cluster.name).daemonSets.some(({ metadata }) => metadata.name === 'aws-node');
