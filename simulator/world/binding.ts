/** Ties a cluster of the world to the server that answers for it. */
import { createHash } from 'node:crypto';
import type { World } from './types.ts';
import { rewriteUserData } from './user-data.ts';

/**
 * Gives a cluster the endpoint and the certificate authority (base64 of the PEM) of its server, in its description
 * and in every user data that carries the old ones. Any other endpoint in user data is left as it is.
 * @throws Error if the world has no such cluster
 */
export function bindCluster(world: World, name: string, bound: { endpoint: string; ca: string }): void {
  const cluster = world.clusters.find((one) => one.name === name);
  if (!cluster) throw new Error(`no cluster ${name} in this world`);
  const { endpoint, certificateAuthority } = cluster;
  const rebind = (userData: string | undefined): string | undefined =>
    userData &&
    rewriteUserData(userData, (text) =>
      text.replaceAll(endpoint, bound.endpoint).replaceAll(certificateAuthority, bound.ca),
    );
  for (const { software } of world.images) software.ownUserData = rebind(software.ownUserData);
  for (const instance of world.instances) instance.userData = rebind(instance.userData);
  for (const { launchTemplateData } of world.launchTemplates.flatMap((template) => template.versions)) {
    launchTemplateData.userData = rebind(launchTemplateData.userData);
  }
  cluster.endpoint = bound.endpoint;
  cluster.certificateAuthority = bound.ca;
}

/** Something that looks like a certificate until `bindCluster` brings a real one. Base64 of a PEM. */
export function placeholderCertificate(seed: string): string {
  const body = createHash('sha512').update(seed).digest('base64');
  return Buffer.from(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`).toString('base64');
}
